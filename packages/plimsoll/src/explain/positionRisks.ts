import { holdingsOf } from '../account/holdings.js'
import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { AmmPosition, DatedFuture, EuropeanOption, Instrument, Perpetual } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { optionGreeks } from '../pricing/optionGreeks.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { optionModel } from '../valuation/optionModel.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
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
      const { delta, gamma, vega, theta, impliedVolatility } = unitGreeks(instrument, market, mark)
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

type UnitGreeks = Pick<PositionRisk, 'delta' | 'gamma' | 'vega' | 'theta' | 'impliedVolatility'>

function unitGreeks(instrument: Instrument, market: MarketSnapshot, mark: number): UnitGreeks {
  const none = { gamma: 0, vega: 0, theta: 0, impliedVolatility: null }
  switch (instrument.kind) {
    case 'spot':
      return { delta: 1, ...none }
    case 'perpetual':
    case 'future':
      return { delta: futureDelta(instrument, market, mark), ...none }
    case 'amm':
      return ammGreeks(instrument, market)
    case 'option':
      return optionUnitGreeks(instrument, market)
  }
}

/** A linear contract's mark moves with the index; an inverse one's profit in the coin's own worth is linear in the index. */
function futureDelta(future: Perpetual | DatedFuture, market: MarketSnapshot, mark: number): number {
  const { index } = underlyingOf(market, future.underlying, future.id)
  const { price } = assetOf(market, future.settlement.currency, future.id)
  switch (future.settlement.kind) {
    case 'linear':
      return (future.contractSize * mark * price) / index
    case 'quanto':
      return (future.contractSize * future.settlement.multiplier * mark * price) / index
    case 'inverse':
      return (future.contractSize * price) / (mark * index)
  }
}

function ammGreeks(position: AmmPosition, market: MarketSnapshot): UnitGreeks {
  const { index } = underlyingOf(market, position.underlying, position.id)
  const { price } = assetOf(market, position.currency, position.id)
  const none = { vega: 0, theta: 0, impliedVolatility: null }
  const root = Math.sqrt(index)
  const upper = position.range === undefined ? 0 : 1 / Math.sqrt(position.range.upper)
  if (position.range !== undefined && index >= position.range.upper) return { delta: 0, gamma: 0, ...none }
  if (position.range !== undefined && index <= position.range.lower) {
    return { delta: (1 / Math.sqrt(position.range.lower) - upper) * price, gamma: 0, ...none }
  }
  return { delta: (1 / root - upper) * price, gamma: (-0.5 / (index * root)) * price, ...none }
}

function optionUnitGreeks(option: EuropeanOption, market: MarketSnapshot): UnitGreeks {
  const { forward, years, volatility, model } = optionModel(option, market)
  const { index } = underlyingOf(market, option.underlying, option.id)
  const greeks = optionGreeks({ forward, strike: option.strike, years, volatility, right: option.right, model })
  const { price } = assetOf(market, settlementAsset(option), option.id)
  const multiplier = option.settlement.kind === 'quanto' ? option.settlement.multiplier : 1
  // Inverse: the coin value P/F at the coin's price; the ratio of coin to forward stays as both move together.
  const unit = option.contractSize * multiplier * (option.settlement.kind === 'inverse' ? price / forward : price)
  const slope = model === 'black' ? forward / index : 1
  return {
    delta: unit * greeks.delta * slope,
    gamma: unit * greeks.gamma * slope * slope,
    vega: (unit * greeks.vega) / 100,
    theta: (unit * greeks.theta) / 365,
    impliedVolatility: volatility,
  }
}
