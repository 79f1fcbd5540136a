import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook } from '../specs/rulebook.js'

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    BTC: { price: 70_000, decimals: 8, underlying: 'BTC' },
  },
  underlyings: { BTC: { index: 70_000 } },
  instruments: [
    {
      kind: 'perpetual',
      id: 'LINEAR',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'perpetual',
      id: 'INVERSE',
      underlying: 'BTC',
      contractSize: 10,
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
  ],
  marks: { LINEAR: 70_000, INVERSE: 70_000 },
})

const bookOf = (balances: readonly object[], positions: readonly object[] = [], orders: readonly object[] = []) =>
  parseBook({ plimsoll: 'book/1', id: 'by hand', balances, positions, orders })

describe('haircuts', () => {
  test('make an owed coin cost more, as they make an owned one count less', () => {
    const owing = bookOf([
      { asset: 'BTC', amount: '-1' },
      { asset: 'USDC', amount: '100000' },
    ])
    // 100,000 − 70,000, less 20 and 15 % of 70,000.
    expect(margin(owing, market, rulebook('cross')).initialEquity).toBeCloseTo(16_000, 9)
    expect(margin(owing, market, rulebook('cross')).equity).toBeCloseTo(19_500, 9)
    // Where the coin is shocked the residual 2 and 1 %.
    expect(margin(owing, market, rulebook('portfolio')).initialEquity).toBeCloseTo(28_600, 9)
    expect(margin(owing, market, rulebook('portfolio')).equity).toBeCloseTo(29_300, 9)
  })

  test('are taken off a profit in coin too', () => {
    // 8,400 contracts of 10 from 60,000 to 70,000: 84,000/60,000 − 84,000/70,000 = 0.2 BTC = 14,000; 20 % of it is 2,800.
    const book = bookOf([], [{ instrument: 'INVERSE', quantity: '8400', entryPrice: '60000' }])
    const result = margin(book, market, rulebook('cross'))
    expect(result.unrealised).toBeCloseTo(14_000, 8)
    expect(result.initialHaircut).toBeCloseTo(2800, 8)
  })

  test('stand between equity and initial equity; health is of equity', () => {
    const book = bookOf([{ asset: 'BTC', amount: '1' }], [{ instrument: 'LINEAR', quantity: '1', entryPrice: '70000' }])
    // 70,000·0.85 over 80 % of 11,200. Of initial equity it would be 6.25.
    expect(margin(book, market, rulebook('cross')).health).toBeCloseTo(59_500 / 8960, 12)
  })
})

describe('health where nothing is required', () => {
  test('is without end, on the side on which equity is', () => {
    expect(margin(bookOf([{ asset: 'USDC', amount: '5' }]), market, rulebook('portfolio')).health).toBe(
      Number.POSITIVE_INFINITY,
    )
    expect(margin(bookOf([]), market, rulebook('portfolio')).health).toBe(Number.POSITIVE_INFINITY)
    expect(margin(bookOf([{ asset: 'USDC', amount: '-5' }]), market, rulebook('portfolio')).health).toBe(
      Number.NEGATIVE_INFINITY,
    )
  })
})

describe('shocked collateral', () => {
  test('is the balance and the profit made in the coin', () => {
    // Down 16 % the position loses 84,000/58,800 − 84,000/70,000 BTC at 58,800 = 13,440, and the 0.2 BTC earned lose 2,240.
    const book = bookOf([], [{ instrument: 'INVERSE', quantity: '8400', entryPrice: '60000' }])
    expect(margin(book, market, rulebook('portfolio')).initial).toBeCloseTo(15_680, 8)
  })
})

describe('an open order', () => {
  const order = (side: string, price: string, quantity = '1', reduceOnly = false, id = 'a') => ({
    id,
    instrument: 'LINEAR',
    side,
    quantity,
    price,
    reduceOnly,
  })
  const initial = (positions: readonly object[], ...orders: readonly object[]): number =>
    margin(bookOf([], positions, orders), market, rulebook('portfolio')).initial

  test('costs its worst scenario, and what its fill loses at once', () => {
    expect(initial([], order('buy', '70000'))).toBeCloseTo(11_200, 9)
    // Bought at 71,000 with the mark at 70,000: 1,000 at once.
    expect(initial([], order('buy', '71000'))).toBeCloseTo(12_200, 9)
    expect(initial([], order('sell', '69000'))).toBeCloseTo(12_200, 9)
    // What a fill would gain is no credit.
    expect(initial([], order('buy', '69000'))).toBeCloseTo(11_200, 9)
    expect(initial([], order('sell', '71000'))).toBeCloseTo(11_200, 9)
  })

  test('that only reduces counts as far as there is something to reduce', () => {
    const long = { instrument: 'LINEAR', quantity: '1', entryPrice: '70000' }
    const hedge = { instrument: 'INVERSE', quantity: '-7000', entryPrice: '70000' }
    expect(initial([long, hedge])).toBeLessThan(1e-6)
    // 0.6 and then the 0.4 that are left: the short hedge would stand alone. Uncapped it would be 1.2 · 11,200 = 13,440.
    const two = [order('sell', '70000', '0.6', true, 'a'), order('sell', '70000', '0.6', true, 'b')]
    expect(initial([long, hedge], ...two)).toBeCloseTo(11_200, 6)
    expect(initial([long, hedge], two[0]!)).toBeCloseTo(6720, 6)
    // Nothing to reduce: no position, or one that the order would add to.
    expect(initial([], order('buy', '70000', '10', true))).toBe(0)
    expect(initial([long], order('buy', '70000', '10', true))).toBeCloseTo(11_200, 9)
  })
})
