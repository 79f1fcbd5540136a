import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeedConfig } from '../oracle/feedConfig.js'
import { sourcesOf } from '../oracle/fixture/feed.js'
import type { HeardTick } from '../oracle/tick.js'
import { expiry, smallVenue, start } from '../simulation/smallVenue.js'
import { commit, loadState, saveState, stateHash } from '../state/state.js'
import { apply } from './apply.js'
import type { Command } from './commands.js'
import type { Event } from './events.js'
import { evolve } from './evolve.js'
import { feedNamed, type SourcedVenue, sourcedVenue } from './fixture/sourcedVenue.js'

const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))
const btc = 'index BTC'
const day = 86_400_000
const all = (price: string, count = 5): readonly string[] => Array.from({ length: count }, () => price)
const codeOf = (venue: SourcedVenue, config: FeedConfig, override = false): string | undefined =>
  venue.send('set-feed', { terms: { kind: 'sources', config }, override }).refusal?.where

/** Ticks whose signature was seen to elsewhere: what is looked at here stands behind it. */
function said(row: number, price: number, publishedAt: number, sequence: number): HeardTick {
  const { id, publicKey } = sources[row]!
  const text = price.toFixed(2)
  const tick = { feed: btc, source: id, sequence, publishedAt, bid: text, ask: text, signature: `${sequence}` }
  return { tick, signedBy: publicKey }
}
const sources = sourcesOf(5)

const config = feedNamed(btc, sources, {
  graceMs: 20_000,
  settleMs: 10_000,
  haltAfterMs: 60_000,
  recoveryTicks: 2,
  moveBands: [{ windowMs: 60_000, limitPpm: 50_000n, pauseMs: 7_000 }],
})

/** A tick so long after the one before; the last in the delivery window of everything that expires. */
const story = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(10_000, 25_000, 90_000)),
    source: fc.nat(4),
    price: fc.oneof(fc.integer({ min: 66_500, max: 73_500 }), fc.constantFrom(0, 7_000, 56_000, 84_000, 700_000)),
  }),
  { minLength: 1, maxLength: 40 },
)
const begin = expiry - 20 * 60_000

/** Plays a story on a machine; `looks` are the parts of each wait at which somebody sends something that needs no price. */
function play(happenings: readonly { afterMs: number; source: number; price: number }[], looks: readonly number[]) {
  const { state } = smallVenue({ commandMemory: 10 ** 12 })
  let count = 0
  const events: Event[] = []
  const send = (command: object): void => {
    count++
    const answer = apply(state, { id: `s${count}`, ...command } as Command)
    expect(answer.refusal).toBe(undefined)
    events.push(...answer.events)
  }
  let now = begin
  send({ at: now, kind: 'set-feed', terms: { kind: 'sources', config }, override: false })
  const before = loadState(saveState(state))
  events.length = 0
  for (const [sequence, { afterMs, source, price }] of happenings.entries()) {
    for (const [row, look] of looks.entries()) {
      const at = now + Math.floor(afterMs * look)
      send(
        row % 2 === 0
          ? { at, kind: 'advance' }
          : { at, kind: 'open-account', account: `l${count}`, owner: 'o', mode: 'cross' },
      )
    }
    now += afterMs
    send({ at: now, kind: 'tick', ticks: [said(source, price, now, sequence)] })
  }
  send({ at: Math.max(now, begin) + 100_000, kind: 'advance' })
  return { state, before, events }
}

test('who looks how often means nothing: feeds, prices and delivery averages are the same, bit for bit', () => {
  const looks = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })
    .map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(story, looks, (happenings, between) => {
      const [once, often] = [play(happenings, []).state, play(happenings, between).state]
      for (const table of ['feedStates', 'prices', 'averages'] as const) {
        for (const key of once[table].keys()) expect(often[table].get(key), key).toEqual(once[table].get(key))
      }
    }),
    { numRuns: 60 },
  )
})

test('G4: the events alone give the same state, and ask for no signature', () => {
  fc.assert(
    fc.property(story, (happenings) => {
      const { state, before, events } = play(happenings, [0.3])
      for (const event of events) evolve(before, event)
      commit(before)
      expect(stateHash(before)).toBe(stateHash(state))
    }),
    { numRuns: 20 },
  )
})

test('a term takes effect at its own instant, whenever the next command comes: the average counts each price for its time', () => {
  const venue = smallVenue()
  const quick = feedNamed(btc, sourcesOf(5, { heartbeatMs: day }))
  let at = expiry - 30 * 60_000
  let sequence = 0
  const send = (command: object): void => {
    sequence++
    expect(apply(venue.state, { id: `x${sequence}`, at, ...command } as Command).refusal).toBe(undefined)
  }
  const say = (price: number): void =>
    send({ kind: 'tick', ticks: [0, 1, 2, 3, 4].map((row) => said(row, price, at, at)) })
  send({ kind: 'set-feed', terms: { kind: 'sources', config: quick }, override: false })
  say(70_000)
  at += 10 * 60_000
  say(70_000)
  at += 1000
  say(35_000)
  // The jump is the price after three seconds; nobody looks for twenty minutes.
  at = expiry
  send({ kind: 'advance' })
  const [average] = venue.state.averages.keys().map((key) => venue.state.averages.get(key)!)
  expect(average!.sum).toBe(cents(70_000) * 604_000n + cents(35_000) * 1_196_000n)
})

test('a first record is in force at once, and the price that was set before allows nothing until sources agree', () => {
  const venue = smallVenue()
  const send = (change: Partial<FeedConfig>) =>
    venue.send('set-feed', { terms: { kind: 'sources', config: feedNamed(btc, sources, change) }, override: false })
      .refusal?.where
  expect(send({ effectiveFrom: start + 1 })).toBe('effectiveFrom')
  expect(send({ decimals: 4 })).toBe('decimals')
  expect(send({ weightCap: 1 })).toBe('weightCap')
  expect(send({ feed: 'no\nname' })).toBe('feed')
  expect(send({})).toBe(undefined)
  expect(venue.state.prices.get(btc)).toMatchObject({ status: 'HALT', fast: cents(70_000) })
})

test('a change waits beside the feed for as long as a change of parameters, hears what it hears, and takes over with it', () => {
  const venue = sourcedVenue([feedNamed(btc, sourcesOf(5, { heartbeatMs: 2 * day }))])
  venue.hear(btc, all('70000'))
  const more = (effectiveFrom: number, change: Partial<FeedConfig> = {}) =>
    feedNamed(btc, sourcesOf(6, { heartbeatMs: 2 * day }), { effectiveFrom, ...change })
  const due = venue.now + day
  expect(codeOf(venue, more(due - 1))).toBe('effectiveFrom')
  expect(codeOf(venue, more(due, { unit: { base: 'ETH', quote: 'USD' } }))).toBe('terms')
  expect(codeOf(venue, more(due))).toBe(undefined)
  venue.hear(btc, all('70100', 6))
  expect(venue.state.feedStates.get(btc)!.refused).toEqual({ 'unknown-source': 1 })
  expect(Object.keys(venue.state.feedChanges.get(btc)!.shadow!.sources)).toHaveLength(6)
  venue.wait(day - 1)
  venue.must('advance', {})
  expect(venue.state.feeds.get(btc)!.config.effectiveFrom).toBe(start)
  venue.wait(1)
  const { events } = venue.must('advance', {})
  expect(events).toContainEqual({
    kind: 'feed-change-ended',
    feed: btc,
    why: 'in-force',
    review: { before: cents(70_100), after: cents(70_100), movePpm: 0n, decision: 'accepted' },
  })
  expect(Object.keys(venue.state.feedStates.get(btc)!.sources)).toHaveLength(6)
  expect(venue.status(btc)).toBe('VALID')
})

test('a change whose price is another ends when it is due, one that has no price yet waits, one can be taken back', () => {
  const lasting = { heartbeatMs: 3 * day }
  const venue = sourcedVenue([feedNamed(btc, sourcesOf(3, lasting))])
  venue.hear(btc, all('70000', 3))
  // Three others take over, who say 6 % more.
  const others = sourcesOf(6, lasting).slice(3)
  const change = feedNamed(btc, others, { effectiveFrom: venue.now + day })
  expect(codeOf(venue, change)).toBe(undefined)
  venue.must('withdraw-feed-change', { feed: btc })
  expect(venue.send('withdraw-feed-change', { feed: btc }).refusal?.code).toBe('PARAMETER_UNKNOWN')
  expect(codeOf(venue, change)).toBe(undefined)
  venue.wait(day)
  venue.must('advance', {})
  expect(venue.state.feedChanges.get(btc)).toBeDefined()
  venue.hear(btc, [undefined, undefined, undefined, ...all('74200', 3)])
  const { events } = venue.must('advance', {})
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: 'feed-change-ended',
      why: 'refused',
      review: expect.objectContaining({ movePpm: 60_000n }),
    }),
  )
  expect(venue.state.prices.get(btc)!.fast).toBe(cents(70_000))
  expect(venue.state.feedChanges.size).toBe(0)
})

test('what only asks more of sources is in force at once, what lets more in is not', () => {
  const venue = sourcedVenue([feedNamed(btc)])
  venue.hear(btc, all('70000'))
  venue.wait(5000)
  const now = { effectiveFrom: venue.now }
  for (const change of [
    { jumpPpm: 100_001n },
    { agreementPpm: 666_665n },
    { index: { sources, quorum: 4 }, graceMs: 1 },
    { index: { sources: sourcesOf(4), quorum: 3 } },
    { index: { sources: sourcesOf(5, { heartbeatMs: 10_001 }), quorum: 3 } },
    { index: { sources: sourcesOf(5, { depthMin: -1n }), quorum: 3 } },
  ])
    expect(codeOf(venue, feedNamed(btc, sources, { ...now, ...change })), Object.keys(change).join()).not.toBe(
      undefined,
    )
  const stricter = { ...now, uncertainPpm: 5_000n, index: { sources: sourcesOf(5, { heartbeatMs: 2000 }), quorum: 4 } }
  expect(codeOf(venue, feedNamed(btc, sources, stricter))).toBe(undefined)
  // What was heard under the old one is judged by the new one: all are dead.
  venue.must('advance', {})
  expect(venue.status(btc)).toBe('STALE')
})
