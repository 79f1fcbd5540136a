import { expect, test } from 'vitest'
import { applyOwnBook, type OwnBook } from './applyOwnBook.js'
import type { FeedConfig } from './feedConfig.js'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'
import { isPrintable, readFeed } from './readFeed.js'

const perpetuals = sourcesOf(3).map((source, row) => ({ ...source, id: `p${row + 1}`, group: `h${row + 1}` }))

/** A feed with outside perpetuals and an own book. */
function perpetual(
  change: Partial<FeedConfig> = {},
): FeedDriver & { book(bid: bigint, ask: bigint, depth?: bigint): void } {
  const config = feedOf(sourcesOf(3), { perpetual: { sources: perpetuals, quorum: 3 }, ...change })
  const feed = new FeedDriver(config)
  const book = (bid: bigint, ask: bigint, depth = 1_000_000n): void => {
    const shown: OwnBook = { bid, ask, bidDepth: depth, askDepth: depth }
    feed.state = applyOwnBook(feed.config, feed.state, shown, feed.now).state
  }
  return Object.assign(feed, { book })
}

function outside(feed: FeedDriver, price: string): void {
  for (const { id } of perpetuals) feed.say(id, price)
}

test('the mark is the median of index + basis, own middle and outside perpetuals', () => {
  const feed = perpetual({ index: { sources: sourcesOf(3, { heartbeatMs: 300_000 }), quorum: 3 } })
  feed.sayAll('100', '100', '100')
  // Index alone.
  expect(feed.state.mark).toBe(1_000_000n)
  feed.book(1_000_900n, 1_001_100n)
  // The own book alone moves nothing but the average, which begins with 0.
  expect(feed.state.mark).toBe(1_000_000n)
  outside(feed, '100.05')
  // Index 100, own 100.1, outside 100.05.
  expect(feed.state.mark).toBe(1_000_500n)
  feed.wait(150_000 - 5000)
  feed.sayAll('100', '100', '100')
  outside(feed, '100.05')
  feed.book(999_900n, 1_000_100n)
  feed.wait(5000)
  feed.sayAll('100', '100', '100')
  // 0.1·(1 − e^(−145/150)) = 0.06196 after 145 s at 0.1, then e^(−1/30) of it after 5 s at 0: 0.05993.
  expect(feed.state.basis!.value / 1_000_000_000n).toBe(599n)
  // 100.0599, 100 and 100.05.
  expect(feed.state.mark).toBe(1_000_500n)
})

test('O9 XPL: own book swept from 0.60 to 1.80 with the outside at 0.55', () => {
  const feed = perpetual({ decimals: 6 })
  const say = (): void => {
    feed.sayAll('0.55', '0.55', '0.55')
    outside(feed, '0.55')
  }
  say()
  feed.state = { ...feed.state, ceiling: { value: 580_000n * 1_000_000_000n, at: feed.now } }
  feed.book(599_000n, 601_000n)
  let highest = 0n
  for (let second = 0; second < 300; second += 5) {
    const middle = 600_000n + (1_200_000n * BigInt(second)) / 295n
    feed.book(middle, middle)
    say()
    feed.wait(5000)
    if (feed.state.mark! > highest) highest = feed.state.mark!
  }
  // min(0.55 · 1.05, 10 · 0.58); a short with all of the notional as collateral is liquidated near twice its price.
  expect(highest).toBeLessThanOrEqual(577_500n)
  // Of own book, average of own book and outside, the own ones are two: only the band holds.
  expect(highest).toBe(577_500n)
})

test('O9 XPL: the outside with it, the mark stops at ten times its own average of eight hours', () => {
  const feed = perpetual({ decimals: 6 })
  feed.sayAll('0.55', '0.55', '0.55')
  feed.wait(1000)
  for (let price = 0.55; price < 8; price *= 1.09) {
    const text = price.toFixed(6)
    feed.sayAll(text, text, text)
    feed.wait(100)
  }
  expect(feed.state.index!.price).toBeGreaterThan(7_000_000n)
  expect(feed.state.mark).toBeLessThan(5_510_000n)
  expect(feed.state.mark).toBeGreaterThanOrEqual(5_500_000n)
})

test('O17 thin book: without depth on both sides the own book is no input', () => {
  const feed = perpetual()
  feed.sayAll('100', '100', '100')
  outside(feed, '100')
  const thin: readonly OwnBook[] = [
    { bid: 9_000_000n, ask: 11_000_000n, bidDepth: 999n, askDepth: 1000n },
    { bid: 9_000_000n, ask: 11_000_000n, bidDepth: 1000n, askDepth: 999n },
    { bid: 9_000_000n, bidDepth: 1000n, askDepth: 1000n },
  ]
  for (const shown of thin) {
    feed.state = applyOwnBook(feed.config, feed.state, shown, feed.now).state
    expect('ownMid' in feed.state).toBe(false)
  }
  expect(feed.state.mark).toBe(1_000_000n)
})

test('O20 self-trade: one lot at ten times the price is not seen, a book crossed by its own orders is no book', () => {
  const feed = perpetual()
  feed.sayAll('100', '100', '100')
  outside(feed, '100')
  feed.book(999_000n, 1_001_000n)
  const before = feed.state.mark
  // There is no field for a trade in what the oracle is shown; the orders that made it are a lot deep.
  const lots: OwnBook = { bid: 10_000_000n, ask: 10_000_000n, bidDepth: 10n, askDepth: 10n }
  feed.state = applyOwnBook(feed.config, feed.state, lots, feed.now).state
  expect(feed.state.mark).toBe(before)
  feed.book(10_000_000n, 1_001_000n)
  expect('ownMid' in feed.state).toBe(false)
  expect(feed.state.mark).toBe(before)
})

test('O19 Perp v2, L14: nothing prints beyond the band, whoever the counterparty is', () => {
  const feed = perpetual()
  feed.sayAll('100', '100', '100')
  const { prices } = readFeed(feed.config, feed.state)
  const prints = (price: bigint): boolean => isPrintable(feed.config, prices!, price)
  expect([prints(1_200_000n), prints(600_000n)]).toEqual([false, false])
  expect([prints(1_050_000n), prints(1_050_001n), prints(950_000n), prints(949_999n)]).toEqual([
    true,
    false,
    true,
    false,
  ])
})

test('P2 negative: the price goes from 18.27 to −37.63 within the day and every number goes with it', () => {
  const change = { sign: 'any' as const, leastSize: 200_000n, slow: { perSecondPpm: 300n, perHourPpm: 500_000n } }
  const feed = new FeedDriver(feedOf(sourcesOf(3), change))
  const path = (cents: number): void => {
    const text = `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
    feed.sayAll(text, text, text)
    expect(feed.state.status, text).toBe('VALID')
    expect(feed.state.mark, text).toBe(BigInt(cents) * 100n)
  }
  for (let cents = 1827; cents >= -3763; cents -= 26) {
    path(cents)
    feed.wait(5000)
  }
  expect(feed.state.mark).toBe(-376_300n)
  const before = readFeed(feed.config, feed.state).prices!
  expect(before.low).toBe(-376_300n)
  expect(before.high).toBeGreaterThan(0n)
  // Relative figures are of at least 20 dollars, so the slow price does not come to rest at zero.
  feed.wait(2 * 3_600_000)
  const after = readFeed(feed.config, feed.state).prices!
  expect(after.high).toBeLessThan(0n)
  expect(after.high).toBeGreaterThan(-376_300n)
})

test('P2 negative: a multiple of an average that may be zero or less is no ceiling', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3), { sign: 'any', leastSize: 200_000n }))
  for (let dollars = 1; dollars <= 25; dollars++) {
    feed.sayAll(`${dollars}`, `${dollars}`, `${dollars}`)
    feed.wait(1000)
  }
  // Its average of eight hours is near 1.
  expect(feed.state.ceiling!.value).toBeLessThan(20_000n * 1_000_000_000n)
  expect(feed.state.mark).toBe(250_000n)
})

test('the mark and its inputs stand still while there is no index', () => {
  const feed = perpetual()
  feed.sayAll('100', '100', '100')
  outside(feed, '100')
  feed.book(1_010_000n, 1_010_000n)
  feed.wait(12_000)
  const { mark, basis } = feed.state
  expect(feed.state.status).toBe('STALE')
  feed.book(1_040_000n, 1_040_000n)
  feed.wait(60_000)
  feed.book(1_040_000n, 1_040_000n)
  expect(feed.state.mark).toBe(mark)
  expect(basis!.value).toBeGreaterThan(0n)
  expect(feed.state.basis!.value).toBe(basis!.value)
})
