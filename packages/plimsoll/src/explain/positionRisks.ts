import { holdingsOf } from '../account/holdings.js'
import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { DatedFuture, Instrument, Perpetual } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'

/** One position as a risk screen shows it: values and Greeks of the whole position, in the reporting currency. */
export interface PositionRisk {
  readonly instrument: Instrument
  readonly quantity: number
  /** In {@link PositionRisk.priceUnit}. */
  readonly mark: number
  readonly markSource: 'market' | 'model'
  /** `BTC` for an inverse option, `USD` for what is quoted in the reporting currency. */
  readonly priceUnit: string
  /** Value of a paid position; 0 for futures and perpetuals. */
  readonly value: number
  /** Unrealised profit of a future or perpetual since entry; 0 otherwise. */
  readonly unrealised: number
  /** ∂value/∂index, in units of the underlying; forwards and the settlement coin move in proportion with the index. */
  readonly delta: number
  /** Change of delta per 1 of index price. */
  readonly gamma: number
  /** Per volatility point (0.01). */
  readonly vega: number
  /** Per calendar day. */
  readonly theta: number
  /** Annual fraction, for options. */
  readonly impliedVolatility: number | null
}

/** Every position's value and Greeks, in the order of the instruments' names. */
export function positionRisks(
  portfolio: Portfolio,
  market: MarketSnapshot,
  valuation: Valuation = createValuation(market, { id: 'risks', scenarios: {} }),
): readonly PositionRisk[] {
  return holdingsOf({ ...portfolio, orders: [] }, valuation)
    .exposures.filter((exposure) => exposure.kind === 'position')
    .map(({ instrument, quantity, carry }) => {
      const { mark, markSource, value } = valuation.quote(instrument)
      const { delta, gamma, vega, theta, impliedVolatility } = valuation.sensitivities(instrument)
      return {
        instrument: instrumentOf(portfolio, market, instrument.id, instrument.id),
        quantity,
        mark,
        markSource,
        priceUnit: priceUnit(instrument, market),
        value: quantity * value,
        unrealised: value === 0 && isFuture(instrument) ? carry : 0,
        delta: quantity * delta,
        gamma: quantity * gamma,
        vega: quantity * vega,
        theta: quantity * theta,
        impliedVolatility,
      }
    })
}

function isFuture(instrument: Instrument): instrument is Perpetual | DatedFuture {
  return instrument.kind === 'perpetual' || instrument.kind === 'future'
}

/** What an instrument's price is counted in. */
export function priceUnit(instrument: Instrument, market: MarketSnapshot): string {
  if (instrument.kind === 'option' && instrument.settlement.kind === 'inverse') return instrument.settlement.currency
  return instrument.kind === 'amm' ? instrument.currency : market.currency
}
