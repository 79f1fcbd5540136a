import type { PositionView } from '../../contract/index.js'
import {
  contributions,
  formatDecimal,
  type MarginSpec,
  type Portfolio,
  positionRisks,
  type Valuation,
} from '../library.js'
import { expiryOf } from './instrumentView.js'

/** The positions in the book's order, each with its value, its Greeks and what it adds to the requirement. */
export function positionViews(portfolio: Portfolio, spec: MarginSpec, valuation: Valuation): PositionView[] {
  const { market } = valuation
  const risks = new Map(positionRisks(portfolio, market, valuation).map((risk) => [risk.instrument.id, risk]))
  const added = new Map(contributions(portfolio, market, spec, valuation).map((entry) => [entry.instrument, entry]))
  return portfolio.positions.map(({ instrument: id, quantity, entryPrice }) => {
    const risk = risks.get(id)!
    const { instrument } = risk
    const { part, alone, saves } = added.get(id)!
    return {
      instrument: id,
      kind: instrument.kind,
      underlying: instrument.underlying,
      quantity: formatDecimal(quantity),
      entryPrice: entryPrice === undefined ? null : formatDecimal(entryPrice),
      mark: risk.mark,
      priceUnit: risk.priceUnit,
      value: risk.value,
      unrealised: risk.unrealised,
      delta: risk.delta,
      gamma: risk.gamma,
      vega: risk.vega,
      theta: risk.theta,
      impliedVolatility: risk.impliedVolatility,
      expiry: expiryOf(instrument),
      part,
      alone,
      saves,
    }
  })
}
