import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance } from './advance.js'
import { applyOwnBook } from './applyOwnBook.js'
import { takeTick } from './applyTick.js'
import type { FeedConfig } from './feedConfig.js'
import { emptyFeed, type FeedState, type Transition } from './feedState.js'
import { feedOf, sourcesOf } from './fixture/feed.js'

const sources = sourcesOf(5).map((source, row) => ({ ...source, weight: BigInt(row + 1) }))
const config = feedOf(sources, {
  graceMs: 20_000,
  settleMs: 10_000,
  haltAfterMs: 60_000,
  recoveryTicks: 2,
  moveBands: [{ windowMs: 60_000, limitPpm: 50_000n, pauseMs: 7_000 }],
})

/** What happens to a feed: a tick or a view of the own book, so long after the one before. */
type Happening = { readonly afterMs: number } & (
  | { readonly kind: 'tick'; readonly source: number; readonly price: number; readonly half: number }
  | { readonly kind: 'book'; readonly price: number }
)
const afterMs = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(10_000, 25_000, 90_000))
const price = fc.oneof(fc.integer({ min: 9_500, max: 10_500 }), fc.constantFrom(0, 1_000, 8_000, 12_000, 100_000))
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ afterMs, kind: fc.constant('tick' as const), source: fc.nat(4), price, half: fc.nat(60) }),
  },
  { weight: 1, arbitrary: fc.record({ afterMs, kind: fc.constant('book' as const), price }) },
)
const story = fc.array(happening, { minLength: 1, maxLength: 60 })

interface Played {
  readonly state: FeedState
  readonly transitions: readonly Transition[]
}

/** Plays a story; `looks` are the parts of each wait at which somebody lets time pass in between. */
function play(
  judged: FeedConfig,
  happenings: readonly Happening[],
  looks: readonly number[],
  each?: (step: Played) => void,
): Played {
  let now = 1_000_000
  let state = emptyFeed(now)
  const transitions: Transition[] = []
  const keep = (step: Played): void => {
    state = step.state
    transitions.push(...step.transitions)
    each?.(step)
  }
  for (const [sequence, one] of happenings.entries()) {
    for (const look of looks) keep(advance(judged, state, now + Math.floor(one.afterMs * look)))
    now += one.afterMs
    if (one.kind === 'book') {
      const side = BigInt(one.price) * 100n
      keep(applyOwnBook(judged, state, { bid: side, ask: side, bidDepth: 5000n, askDepth: 5000n }, now))
      continue
    }
    const text = (value: number): string => (value / 100).toFixed(2)
    const tick = { feed: 'F', source: `s${one.source + 1}`, sequence, publishedAt: now, signature: String(sequence) }
    keep(takeTick(judged, state, { ...tick, bid: text(one.price - one.half), ask: text(one.price + one.half) }, now))
  }
  return { state, transitions }
}

test('who looks how often means nothing: state and transitions are the same, bit for bit', () => {
  const looks = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })
    .map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(story, looks, (happenings, between) => {
      expect(play(config, happenings, between)).toEqual(play(config, happenings, []))
    }),
    { numRuns: 300 },
  )
})

test('the order of sources in the record means nothing', () => {
  const turned = { ...config, index: { ...config.index, sources: [...sources].reverse() } }
  fc.assert(
    fc.property(story, (happenings) => {
      expect(play(turned, happenings, []).state).toEqual(play(config, happenings, []).state)
    }),
    { numRuns: 200 },
  )
})

test('a price in other units is the same price', () => {
  // A tenth of the unit: every price, distance and reach is ten times as many; averages round in finer steps, so the own book stays away.
  const finer = { ...config, decimals: 5, leastSize: 10n }
  fc.assert(
    fc.property(story, (happenings) => {
      const ticks = happenings.filter(({ kind }) => kind === 'tick')
      const coarse = play(config, ticks, []).state
      const other = play(finer, ticks, []).state
      expect(other.status).toBe(coarse.status)
      expect(other.reasons).toEqual(coarse.reasons)
      expect(other.outage).toEqual(coarse.outage)
      // The middle of two prices is rounded down, to another place.
      const isNear = (fineUnits: bigint | undefined, units: bigint | undefined): boolean =>
        fineUnits === undefined || units === undefined
          ? fineUnits === units
          : fineUnits - 10n * units >= 0n && fineUnits - 10n * units < 20n
      expect(isNear(other.index?.price, coarse.index?.price)).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('whatever is said, the state keeps its word', () => {
  fc.assert(
    fc.property(story, (happenings) => {
      let before: FeedState | undefined
      play(config, happenings, [], ({ state, transitions }) => {
        const { status, reasons, index, mark, outage, at } = state
        expect(at).toBeGreaterThanOrEqual(before?.at ?? 0)
        expect(status === 'VALID').toBe(reasons.length === 0)
        if (index === undefined || mark === undefined) {
          expect(status).toBe('HALT')
        } else {
          expect(mark).toBeGreaterThan(0n)
          expect(outage === undefined || status === 'STALE' || status === 'HALT').toBe(true)
          // While there is an outage, index and mark stand.
          const isSame = outage !== undefined && transitions.every(({ kind }) => kind === 'source')
          if (isSame && before?.index !== undefined)
            expect({ price: index.price, mark }).toEqual({ price: before.index.price, mark: before.mark })
          if (outage === undefined) {
            const band = (index.price * 50_000n) / 1_000_000n
            expect(mark <= index.price + band && mark >= index.price - band).toBe(true)
          }
        }
        before = state
      })
    }),
    { numRuns: 300 },
  )
})

test('lies of two of five groups of equal weight never take the index beyond what the honest three say', () => {
  const equal = feedOf(sourcesOf(5))
  const honest = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 3, maxLength: 3 })
  const lie = fc.oneof(price, fc.integer({ min: 9_000, max: 11_000 }))
  const lies = fc.array(lie, { minLength: 2, maxLength: 2 })
  fc.assert(
    fc.property(fc.array(fc.tuple(honest, lies), { minLength: 1, maxLength: 30 }), (rounds) => {
      let now = 1_000_000
      let state = emptyFeed(now)
      let sequence = 0
      let [low, high] = [10_000, 10_000]
      const say = (source: number, value: number): void => {
        sequence++
        const text = (value / 100).toFixed(2)
        const tick = {
          feed: 'F',
          source: `s${source}`,
          sequence,
          publishedAt: now,
          bid: text,
          ask: text,
          signature: String(sequence),
        }
        state = takeTick(equal, state, tick, now).state
      }
      for (let source = 1; source <= 5; source++) say(source, 10_000)
      for (const [truth, lied] of rounds) {
        now += 1000
        // Between two ticks of a round an honest source still says what it said in the one before.
        const past = [low, high] as const
        const said = truth.map((step) => 10_000 + step)
        low = Math.min(past[0], ...said)
        high = Math.max(past[1], ...said)
        for (const [row, value] of lied.entries()) say(row + 1, value)
        for (const [row, value] of said.entries()) say(row + 3, value)
        expect(Number(state.index!.price)).toBeGreaterThanOrEqual(low * 100)
        expect(Number(state.index!.price)).toBeLessThanOrEqual(high * 100)
      }
    }),
    { numRuns: 200 },
  )
})
