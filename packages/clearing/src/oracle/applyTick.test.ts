import { expect, test } from 'vitest'
import { applyTick } from './applyTick.js'
import { FeedDriver, feedOf, secretKey, sourcesOf } from './fixture/feed.js'
import { signTick, type Tick, tickBytes } from './tick.js'

const config = feedOf(sourcesOf(3))

/** A feed at 100 and a way to hand it signed ticks. */
function hundred(): FeedDriver {
  const feed = new FeedDriver(config)
  feed.sayAll('100', '100', '100')
  return feed
}

function unsigned(change: Partial<Tick> = {}): Omit<Tick, 'signature'> {
  return { feed: 'F', source: 's1', sequence: 50, publishedAt: 1_000_000, bid: '101', ask: '101', ...change }
}

test('O10 KiloEx: unsigned, wrong key, replayed, or relayed on behalf of somebody else: refused and counted', () => {
  const feed = hundred()
  const good = signTick(unsigned(), secretKey(0))
  const relayed = signTick(unsigned({ source: 's2' }), secretKey(0))
  const attempts: readonly (readonly [tick: Tick, reason: string])[] = [
    [{ ...unsigned(), signature: '' }, 'signature'],
    [{ ...unsigned(), signature: '0'.repeat(128) }, 'signature'],
    [signTick(unsigned(), secretKey(9)), 'signature'],
    [relayed, 'signature'],
    [{ ...good, ask: '10000' }, 'signature'],
    [{ ...good, publishedAt: good.publishedAt + 1 }, 'signature'],
    [{ ...good, bidDepth: '0' }, 'signature'],
    [signTick(unsigned({ feed: 'G' }), secretKey(0)), 'wrong-feed'],
    [signTick(unsigned({ source: 'forwarder' }), secretKey(0)), 'unknown-source'],
    [{ ...good, sequence: 1.5 }, 'malformed'],
  ]
  let { state } = feed
  const before = state
  for (const [tick, reason] of attempts) {
    const step = applyTick(config, state, tick, feed.now)
    expect(step.outcome, reason).toEqual({ kind: 'refused', reason })
    state = step.state
  }
  expect(state.refused).toEqual({ signature: 7, 'wrong-feed': 1, 'unknown-source': 1, malformed: 1 })
  expect({ ...state, refused: {} }).toEqual(before)

  const taken = applyTick(config, state, good, feed.now)
  expect(taken.outcome).toEqual({ kind: 'taken', source: 's1', validity: 'valid' })
  expect(applyTick(config, taken.state, good, feed.now)).toMatchObject({
    outcome: { kind: 'duplicate', source: 's1' },
    state: taken.state,
  })
  // An earlier number, and a second word under the same number.
  for (const change of [{ sequence: 49 }, { bid: '100.5' }]) {
    const replayed = signTick(unsigned(change), secretKey(0))
    expect(applyTick(config, taken.state, replayed, feed.now).outcome).toEqual({ kind: 'refused', reason: 'replayed' })
  }
})

test('O10 KiloEx: an authorised jump from 100 to 10,000 waits for a second source', () => {
  const feed = hundred()
  feed.wait(1000)
  expect(feed.say('s1', '10000').outcome).toMatchObject({ validity: 'jump' })
  // Said again, it is no more confirmed than before.
  expect(feed.say('s1', '10000').outcome).toMatchObject({ validity: 'jump' })
  expect(feed.state.index?.price).toBe(1_000_000n)
  expect(feed.state.mark).toBe(1_000_000n)
  // Two sources live: no quorum, no average.
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['quorum'] })
  // A second source says so, and still the index waits: two of three must agree, and the jump must stand.
  expect(feed.say('s2', '10001').outcome).toMatchObject({ validity: 'valid' })
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['jump'], mark: 1_000_000n })
  feed.say('s1', '100')
  expect(feed.state.mark).toBe(1_000_000n)
})

test('O18 time: from the future, older than the last, or late is refused; a duplicate is idempotent', () => {
  const feed = hundred()
  feed.wait(5000)
  const { now } = feed
  expect(feed.say('s1', '101', { publishedAt: now + 600_000 }).outcome).toMatchObject({ reason: 'future' })
  expect(feed.say('s1', '101', { publishedAt: now + 2000 }).outcome).toMatchObject({ kind: 'taken' })
  expect(feed.say('s1', '102', { publishedAt: now + 1999 }).outcome).toMatchObject({ reason: 'time-backwards' })
  expect(feed.say('s2', '101', { publishedAt: now }).outcome).toMatchObject({ kind: 'taken' })
  const state = feed.state
  expect(feed.say('s2', '101', { publishedAt: now, sequence: 6 + 1, signature: '7' }).outcome.kind).toBe('duplicate')
  expect(feed.state).toEqual(state)
  expect(feed.say('s2', '101', { publishedAt: now, sequence: 2 }).outcome).toMatchObject({ reason: 'replayed' })
  feed.wait(20_000)
  expect(feed.say('s3', '101', { publishedAt: feed.now - 10_000 }).outcome).toMatchObject({ reason: 'late' })
  expect(feed.say('s3', '101', { publishedAt: feed.now - 9_999 }).outcome).toMatchObject({ kind: 'taken' })
})

test('O7 chosen price: of two signed prices of one window the earlier cannot be brought after the later', () => {
  const feed = hundred()
  feed.wait(5000)
  expect(feed.say('s1', '101', { publishedAt: feed.now - 1000 }).outcome.kind).toBe('taken')
  expect(feed.say('s1', '99', { publishedAt: feed.now - 1500 }).outcome).toMatchObject({ reason: 'time-backwards' })
})

test('O13 zero, missing, NaN and an empty text are no prices, and zero is not absent', () => {
  const cases = [
    ['0', 'non-positive'],
    ['-1', 'non-positive'],
    ['NaN', 'not-a-number'],
    ['', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['1e3', 'not-a-number'],
    ['0x10', 'not-a-number'],
  ] as const
  for (const [price, validity] of cases) {
    const feed = hundred()
    expect(feed.say('s1', price).outcome, price).toMatchObject({ kind: 'taken', validity })
    expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['quorum'], mark: 1_000_000n })
  }
  const feed = hundred()
  expect(feed.say('s1', '100', { bid: '0' }).outcome).toMatchObject({ validity: 'non-positive' })
  const { bid: _, ...oneSided } = unsigned({ sequence: 60 })
  const step = applyTick(config, feed.state, signTick(oneSided, secretKey(0)), feed.now)
  expect(step.outcome).toMatchObject({ validity: 'one-sided' })
  expect('price' in step.state.sources.s1!).toBe(false)
  expect(tickBytes(oneSided)).not.toEqual(tickBytes({ ...oneSided, bid: '0' }))
})

test('O17 thin book: a trade at a hundred times the price against less than 5 units is no price', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(4, { depthMin: 50_000n })))
  const deep = { bidDepth: '80000', askDepth: '80000' }
  for (const id of ['s1', 's2', 's3', 's4']) feed.say(id, '100', deep)
  expect(feed.say('s1', '10000', { bidDepth: '80000', askDepth: '49999.99' }).outcome).toMatchObject({
    validity: 'thin',
  })
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 1_000_000n })
})

test('O16 flash: an exchange emptied and filled again within a block is one vote that nobody seconds', () => {
  const pool = { ...sourcesOf(1)[0]!, id: 'pool', group: 'pool', depthMin: 100_000n }
  const feed = new FeedDriver(feedOf([...sourcesOf(3), pool]))
  feed.sayAll('1', '1', '1')
  const deep = { bidDepth: '500000', askDepth: '500000' }
  feed.say('pool', '1', deep)
  feed.say('pool', '1370000000000', { bidDepth: '500000', askDepth: '1' })
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 10_000n })
  // Even where the depth is borrowed together with the price.
  expect(feed.say('pool', '1370000000000', deep).outcome).toMatchObject({ validity: 'jump' })
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 10_000n })
  expect(feed.say('pool', '1', deep).outcome).toMatchObject({ validity: 'valid' })
})

test('a finer price than the unit is rounded apart, a crossed one is none', () => {
  const feed = hundred()
  feed.say('s1', '100', { bid: '100.00001', ask: '100.00002' })
  expect(feed.state.sources.s1).toMatchObject({ price: 1_000_000n, halfSpread: 1n })
  expect(feed.say('s1', '100', { bid: '100.0001', ask: '100' }).outcome).toMatchObject({ validity: 'crossed' })
})
