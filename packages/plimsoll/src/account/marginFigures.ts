import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { type Assessment, assess } from './assess.js'
import { holdingsOf } from './holdings.js'
import type { Portfolio } from './portfolio.js'
import type { MarginResult } from './result.js'

/** The numbers of a margin result by which an account is judged. */
export type MarginFigures = Pick<
  MarginResult,
  'accountValue' | 'equity' | 'initialEquity' | 'initialHaircut' | 'maintenanceHaircut' | 'initial' | 'maintenance'
>

/**
 * The figures of {@link margin}, bit for bit, without what explains them and without what may be withdrawn: for who has to judge many
 * accounts at every tick.
 *
 * @throws PlimsollError as `margin`
 * @example
 * import { margin, marginFigures, parseBook, parseMarket, rulebook } from 'plimsoll'
 * const market = parseMarket({
 *   plimsoll: 'market/1', asOf: '2026-02-05T12:00:00Z', source: { kind: 'manual', name: 'example' }, currency: 'USD',
 *   assets: { USDC: { price: 1, decimals: 6 } }, underlyings: { BTC: { index: 70000 } },
 *   instruments: [{ kind: 'perpetual', id: 'BTC_USDC-PERPETUAL', underlying: 'BTC', contractSize: 1,
 *     settlement: { kind: 'linear', currency: 'USDC' } }],
 *   marks: { 'BTC_USDC-PERPETUAL': 70000 },
 * })
 * const book = parseBook({ plimsoll: 'book/1', id: 'one', balances: [{ asset: 'USDC', amount: '20000' }],
 *   positions: [{ instrument: 'BTC_USDC-PERPETUAL', quantity: '1', entryPrice: '69000' }] })
 * marginFigures(book, market, rulebook('portfolio')).equity // => 21000
 */
export function marginFigures(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation: Valuation = createValuation(market, spec),
): MarginFigures {
  return figuresOf(assess(holdingsOf(portfolio, valuation), spec, valuation))
}

export function figuresOf({
  accountValue,
  initialHaircut,
  maintenanceHaircut,
  initial,
  maintenance,
}: Assessment): MarginFigures {
  return {
    accountValue,
    equity: accountValue - maintenanceHaircut,
    initialEquity: accountValue - initialHaircut,
    initialHaircut,
    maintenanceHaircut,
    initial: initial.value,
    maintenance: maintenance.value,
  }
}
