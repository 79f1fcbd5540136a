import { decimalOfNumber } from '../money/decimal.js'
import type { Valuation } from '../valuation/valuation.js'
import { instrumentOf } from './instrumentOf.js'
import type { Portfolio, Position } from './portfolio.js'

/**
 * The portfolio with an entry price on every future and perpetual: the present mark where none was given. A position without
 * one would make no profit in any market it is looked at in.
 */
export function pinnedEntries(portfolio: Portfolio, valuation: Valuation): Portfolio {
  const positions = portfolio.positions.map((position): Position => {
    if (position.entryPrice !== undefined) return position
    const instrument = instrumentOf(portfolio, valuation.market, position.instrument, `position ${position.instrument}`)
    if (instrument.kind !== 'perpetual' && instrument.kind !== 'future') return position
    const { mark } = valuation.quote(instrument)
    return Object.freeze({ ...position, entryPrice: decimalOfNumber(mark, instrument.id) })
  })
  return Object.freeze({ ...portfolio, positions: Object.freeze(positions) })
}
