import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'
import { readFeed } from './readFeed.js'
import { fine } from './relative.js'
import { slowPriceAfter, slowPriceAt } from './slowPrice.js'

const config = feedOf(sourcesOf(3))
const hour = 3_600_000

test('W7 Mango: ten minutes after 0.0382 went to 0.91 the asset side is at most 0.0457', () => {
  // Without the mark's own ceiling, which would stop it at ten times 0.0382 and a little.
  const mark = { ...config.mark, ceilingMultiple: 100n }
  const feed = new FeedDriver({ ...config, decimals: 8, mark }, 10 * hour)
  feed.sayAll('0.0382', '0.0382', '0.0382')
  // Whoever pushes takes all sources along, 9 % at a time, so that no jump stops him.
  for (let step = 1; step <= 120; step++) {
    feed.wait(5000)
    const price = Math.min(0.0382 * 1.09 ** step, 0.91).toFixed(8)
    feed.sayAll(price, price, price)
  }
  const { prices } = readFeed(feed.config, feed.state)
  expect(prices!.fast).toBe(91_000_000n)
  expect(prices!.high).toBe(91_000_000n)
  // 6 % of 0.0382 within the clock hour; Mango's own 0.03 % a second alone would give 0.0457.
  expect(prices!.low).toBe(4_049_200n)
  expect(prices!.low).toBeLessThanOrEqual(4_570_000n)
  // Gain on 483 M contracts that counts: 1.1 M, where the case allows 3.64 M and the mark says 421 M.
  expect((483_000_000n * (prices!.low - 3_820_000n)) / 100_000_000n).toBe(1_107_036n)
})

test('by hand: 0.03 % a second, up to 6 % of the price that the hour began with', () => {
  const start = slowPriceAt(1_000_000n)
  const after = (milliseconds: number, target: bigint): bigint =>
    slowPriceAfter(config, start, target, 10 * hour, 10 * hour + milliseconds).price
  expect(after(1, 2_000_000n)).toBe(1_000_000n * fine + 300_000_000n)
  expect(after(1000, 2_000_000n)).toBe(1_000_300n * fine)
  expect(after(1000, 1_000_200n)).toBe(1_000_200n * fine)
  expect(after(199_999, 500_000n)).toBe(940_000n * fine + 300_000_000n)
  expect(after(200_000, 500_000n)).toBe(940_000n * fine)
  expect(after(hour, 500_000n)).toBe(940_000n * fine)
  // −50 % takes the slow price eleven hours and more: 0.94^11 = 0.506.
  expect(after(11 * hour, 500_000n)).toBeGreaterThan(500_000n * fine)
  expect(after(12 * hour, 500_000n)).toBe(500_000n * fine)
})

test('what is owned is rounded down and what is owed up', () => {
  const read = (mark: string): readonly bigint[] => {
    const feed = new FeedDriver(config)
    feed.sayAll('100', '100', '100')
    for (const id of ['s1', 's2', 's3']) feed.say(id, mark)
    feed.wait(1)
    const { low, high } = readFeed(config, feed.state).prices!
    return [low, high]
  }
  // A millisecond moves the slow price by three tenths of a unit.
  expect(read('99')).toEqual([990_000n, 1_000_000n])
  expect(read('101')).toEqual([1_000_000n, 1_010_000n])
})

test('two steps are one step, wherever they part', () => {
  const price = fc.bigInt(-2_000_000n, 2_000_000n)
  const span = fc.integer({ min: 0, max: 5 * hour })
  fc.assert(
    fc.property(price, price, span, span, span, (begin, mark, from, first, second) => {
      const slow = slowPriceAt(begin)
      const parted = slowPriceAfter(
        config,
        slowPriceAfter(config, slow, mark, from, from + first),
        mark,
        from + first,
        from + first + second,
      )
      expect(parted).toEqual(slowPriceAfter(config, slow, mark, from, from + first + second))
    }),
  )
})

test('the slow price never passes the mark, and never goes faster than it may', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1000n, 1_000_000n),
      fc.bigInt(1000n, 1_000_000n),
      fc.integer({ min: 1, max: hour }),
      (begin, mark, span) => {
        const { price } = slowPriceAfter(config, slowPriceAt(begin), mark, 0, span)
        const [low, high] = begin < mark ? [begin, mark] : [mark, begin]
        expect(price >= low * fine && price <= high * fine).toBe(true)
        const way = price - begin * fine
        const most = (begin * fine * 300n * BigInt(span)) / 1_000_000_000n
        expect(way <= most && -way <= most).toBe(true)
      },
    ),
  )
})
