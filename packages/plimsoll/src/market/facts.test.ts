import { expect, test } from 'vitest'
import { factOf } from './facts.js'
import { moveMarket } from './moveMarket.js'
import { formatMarket, parseMarket } from './parseMarket.js'

const expiry = '2026-03-27T08:00:00Z'
const document = {
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: {
    BTC: { index: 100, forwards: [{ expiry, price: 101, rate: 0.04, settled: { fixed: 20 } }] },
    CL: { index: 60, model: 'normal' },
  },
  facts: {
    market: { fundPool: 1e6 },
    underlyings: { BTC: { volume24h: 5e9 } },
    assets: { USDC: { totalDeposits: 3e8 } },
    instruments: { 'BTC-PERPETUAL': { openInterest: 1200, fundingRate8h: -0.0001 } },
    expiries: { BTC: { [expiry]: { confidence: 0.95 } } },
  },
  history: {
    stepDays: 1,
    times: ['2026-02-03T00:00:00Z', '2026-02-04T00:00:00Z'],
    closes: { BTC: [99, 98], CL: [-37, 10] },
    impliedVolatility: { BTC: [0.5, 0.55] },
  },
}
const refusal = (change: Record<string, unknown>): unknown => {
  try {
    return parseMarket({ ...document, ...change })
  } catch (error) {
    return error
  }
}

test('observations are read at every level and asked for by name', () => {
  const market = parseMarket(document)
  expect(factOf(market, { scope: 'market' }, 'fundPool')).toBe(1e6)
  expect(factOf(market, { scope: 'underlying', id: 'BTC' }, 'volume24h')).toBe(5e9)
  expect(factOf(market, { scope: 'asset', id: 'USDC' }, 'totalDeposits')).toBe(3e8)
  expect(factOf(market, { scope: 'instrument', id: 'BTC-PERPETUAL' }, 'fundingRate8h')).toBe(-0.0001)
  const place = { scope: 'expiry', underlying: 'BTC', expiry: Date.parse(expiry) } as const
  expect(factOf(market, place, 'confidence')).toBe(0.95)
})

test('what nobody observed is undefined, whatever its name', () => {
  const market = parseMarket(document)
  expect(factOf(market, { scope: 'market' }, 'toString')).toBeUndefined()
  expect(factOf(market, { scope: 'underlying', id: 'constructor' }, 'length')).toBeUndefined()
  expect(factOf(market, { scope: 'expiry', underlying: 'BTC', expiry: 0 }, 'confidence')).toBeUndefined()
  const { facts: _facts, history: _history, ...bare } = document
  expect(factOf(parseMarket(bare), { scope: 'market' }, 'fundPool')).toBeUndefined()
  expect(parseMarket(bare)).not.toHaveProperty('facts')
  expect(formatMarket(parseMarket(bare))).not.toHaveProperty('history')
})

test('a document is read back to the same snapshot, through JSON and through a move', () => {
  const market = parseMarket(document)
  expect(parseMarket(JSON.parse(JSON.stringify(formatMarket(market))))).toEqual(market)
  const moved = moveMarket(market, { BTC: { price: 0.1 } })
  expect(moved.facts).toBe(market.facts)
  expect(moved.history).toBe(market.history)
  // 20 of 101 are fixed: 81·1.1 + 20.
  expect(moved.underlyings.BTC!.forwards[0]).toEqual({
    expiry: Date.parse(expiry),
    price: (101 - 20) * 1.1 + 20,
    rate: 0.04,
    settled: { fixed: 20 },
  })
})

test('what is no number, no instant or no known part is refused by name', () => {
  expect(refusal({ facts: { market: { a: '1' } } })).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'market.facts.market.a',
  })
  expect(refusal({ facts: { expiries: { BTC: { soon: { a: 1 } } } } })).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'market.facts.expiries.BTC.soon',
  })
  expect(refusal({ facts: { venues: {} } })).toMatchObject({
    code: 'INPUT_UNKNOWN_FIELD',
    where: 'market.facts.venues',
  })
  const rated = (rate: unknown, settled: unknown) => ({
    underlyings: { ...document.underlyings, BTC: { index: 100, forwards: [{ expiry, price: 101, rate, settled }] } },
  })
  expect(refusal(rated(21, { fixed: 0 }))).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'market.underlyings.BTC.forwards[0].rate',
  })
  expect(refusal(rated(0.2, { fixed: null }))).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'market.underlyings.BTC.forwards[0].settled.fixed',
  })
})

test('a history out of order, of uneven columns or with prices that are none is refused', () => {
  const { history } = document
  const refusalOf = (change: Record<string, unknown>) => refusal({ history: { ...history, ...change } })
  expect(refusalOf({ times: [...history.times].reverse() })).toMatchObject({
    code: 'HISTORY_INVALID',
    where: 'market.history.times[1]',
  })
  expect(refusalOf({ closes: { BTC: [99] } })).toMatchObject({
    code: 'HISTORY_INVALID',
    where: 'market.history.closes.BTC',
  })
  expect(refusalOf({ closes: { BTC: [99, 0] } })).toMatchObject({
    code: 'HISTORY_INVALID',
    where: 'market.history.closes.BTC[1]',
  })
  expect(refusalOf({ impliedVolatility: { BTC: [50, 55] } })).toMatchObject({
    code: 'HISTORY_INVALID',
    where: 'market.history.impliedVolatility.BTC[0]',
  })
  expect(refusalOf({ times: history.times.slice(1), closes: {} })).toMatchObject({
    code: 'HISTORY_INVALID',
    where: 'market.history.times',
  })
  expect(refusalOf({ stepDays: 0 })).toMatchObject({ code: 'INPUT_INVALID', where: 'market.history.stepDays' })
})
