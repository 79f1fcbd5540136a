import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDepth, type MarketModel } from './market.js'
import { standardMarket } from './standardMarket.js'

const first = { at: 0, prices: { BTC: 100_000 } }
const market: MarketModel = { ...standardMarket, coins: { BTC: standardMarket.coins.BTC! } }
const mark = 10_000_000n
const unlimited = { mark, limit: 0n }

test('a quarter of a calm day sold at once: 0.9 × 2.5 % × √¼ of the price, as the square-root law says', () => {
  const depth = createDepth(market, first)
  // 20 billion at 100,000 in lots of 0.00001: a day is 2·10^10 lots.
  const sold = depth.quote('BTC', { lots: -5_000_000_000n, ...unlimited })!
  const bought = depth.quote('BTC', { lots: 5_000_000_000n, mark, limit: 2n * mark })!
  expect([sold.lots, bought.lots]).toEqual([-5_000_000_000n, 5_000_000_000n])
  // 1.125 % of 10,000,000 ticks; what float64 makes of it is rounded up, against the one who is sold.
  for (const slip of [mark - sold.price, bought.price - mark]) expect([112_500n, 112_501n]).toContain(slip)
})

test('two clips cost what one order would: the law is of all that was sold', () => {
  const depth = createDepth(market, first)
  const half = 2_500_000_000n
  const one = depth.quote('BTC', { lots: -half, ...unlimited })!
  depth.book('BTC', -half)
  const two = depth.quote('BTC', { lots: -half, ...unlimited })!
  expect(Number(one.price + two.price) / 2).toBeCloseTo(Number(mark - 112_500n), -1)
  expect(two.price).toBeLessThan(one.price)
})

test('time heals, a fall shrinks what is there to a tenth, buyers are not the sellers', () => {
  const depth = createDepth(market, first)
  const quote = (): bigint => depth.quote('BTC', { lots: -1_000_000_000n, ...unlimited })!.price
  const calm = quote()
  depth.book('BTC', -1_000_000_000n)
  const after = quote()
  expect(after).toBeLessThan(calm)
  depth.book('BTC', 1_000_000_000n)
  expect(quote()).toBe(after)
  depth.move(24 * 3_600_000, { BTC: 100_000 })
  expect(quote()).toBe(calm)
  depth.move(24 * 3_600_000, { BTC: 85_000 })
  // A tenth of the volume: √10 of the slip, to a tick.
  expect(Number(mark - quote())).toBeCloseTo(Math.sqrt(10) * Number(mark - calm), -1)
  depth.move(24 * 3_600_000, { BTC: 20_000 })
  expect(Number(mark - quote())).toBeCloseTo(Math.sqrt(10) * Number(mark - calm), -1)
})

test('L14: never beyond the limit, and as much as the limit allows', () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 11n),
      fc.bigInt(0n, 500_000n),
      fc.boolean(),
      fc.bigInt(0n, 10n ** 10n),
      (size, room, sells, before) => {
        const depth = createDepth(market, first)
        const sign = sells ? -1n : 1n
        depth.book('BTC', sign * before)
        const limit = mark + sign * room
        const fill = depth.quote('BTC', { lots: sign * size, mark, limit })
        const taken = fill === undefined ? 0n : sign * fill.lots
        expect(taken).toBeLessThanOrEqual(size)
        if (fill !== undefined) expect(sign * (limit - fill.price)).toBeGreaterThanOrEqual(0n)
        if (taken === size) return
        const more = depth.quote('BTC', { lots: sign * (taken + 1n), mark, limit: sells ? 0n : 10n * mark })!
        expect(sign * (more.price - limit)).toBeGreaterThan(0n)
      },
    ),
  )
})

test('what liquidations leave for good', () => {
  const depth = createDepth({ ...market, lasting: 0.1 }, first)
  depth.book('BTC', -5_000_000_000n)
  expect(depth.lasting('BTC')).toBeCloseTo(0.975, 12)
  expect(createDepth(market, first).lasting('BTC')).toBe(1)
})
