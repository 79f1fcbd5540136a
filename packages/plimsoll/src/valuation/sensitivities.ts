import type { AmmPosition, DatedFuture, EuropeanOption, Instrument, Perpetual } from '../instrument/instrument.js'
import { settledPart } from '../market/settledPart.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { optionGreeks } from '../pricing/optionGreeks.js'
import { assetOf, underlyingOf } from './lookup.js'
import { optionModel } from './optionModel.js'
import { settlementAsset } from './settlementAsset.js'

/** Greeks of one unit of an instrument, in the reporting currency. */
export interface Sensitivities {
  /** ∂value/∂index, in units of the underlying; forwards and the settlement coin move in proportion with the index. */
  readonly delta: number
  /** Change of delta per 1 of index price. */
  readonly gamma: number
  /** Per volatility point (0.01). */
  readonly vega: number
  /** Change of delta per 1.00 of volatility. */
  readonly vanna: number
  /** Per calendar day. */
  readonly theta: number
  /** Annual fraction, for options. */
  readonly impliedVolatility: number | null
}

/** What one unit gains or loses when the market moves a little; `mark` is the instrument's own. */
export function sensitivitiesOf(instrument: Instrument, market: MarketSnapshot, mark: number): Sensitivities {
  const none = { gamma: 0, vega: 0, vanna: 0, theta: 0, impliedVolatility: null }
  switch (instrument.kind) {
    case 'spot': {
      // A wrapped coin has a price of its own and moves by the part by which its underlying moves.
      const { index } = underlyingOf(market, instrument.underlying, instrument.id)
      return { delta: assetOf(market, instrument.asset, instrument.id).price / index, ...none }
    }
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
  const underlying = underlyingOf(market, future.underlying, future.id)
  const { index } = underlying
  const { price } = assetOf(market, future.settlement.currency, future.id)
  // What the settlement average has fixed no longer follows the index.
  const variable = mark - (future.kind === 'future' ? settledPart(underlying, future.expiry) : 0)
  switch (future.settlement.kind) {
    case 'linear':
      return (future.contractSize * variable * price) / index
    case 'quanto':
      return (future.contractSize * future.settlement.multiplier * variable * price) / index
    case 'inverse':
      return ((future.contractSize * price) / (mark * index)) * (variable / mark)
  }
}

function ammGreeks(position: AmmPosition, market: MarketSnapshot): Sensitivities {
  const { index } = underlyingOf(market, position.underlying, position.id)
  const { price } = assetOf(market, position.currency, position.id)
  const none = { vega: 0, vanna: 0, theta: 0, impliedVolatility: null }
  const root = Math.sqrt(index)
  const upper = position.range === undefined ? 0 : 1 / Math.sqrt(position.range.upper)
  if (position.range !== undefined && index >= position.range.upper) return { delta: 0, gamma: 0, ...none }
  if (position.range !== undefined && index <= position.range.lower) {
    return { delta: (1 / Math.sqrt(position.range.lower) - upper) * price, gamma: 0, ...none }
  }
  return { delta: (1 / root - upper) * price, gamma: (-0.5 / (index * root)) * price, ...none }
}

function optionUnitGreeks(option: EuropeanOption, market: MarketSnapshot): Sensitivities {
  const { forward, years, volatility, model, discount } = optionModel(option, market)
  const underlying = underlyingOf(market, option.underlying, option.id)
  const { strike, right } = option
  const greeks = optionGreeks({ forward, strike, years, volatility, right, model, discount })
  const { price } = assetOf(market, settlementAsset(option), option.id)
  const multiplier = option.settlement.kind === 'quanto' ? option.settlement.multiplier : 1
  // Inverse: the coin value P/F at the coin's price; the ratio of coin to forward stays as both move together.
  const unit = option.contractSize * multiplier * (option.settlement.kind === 'inverse' ? price / forward : price)
  // What the settlement average has fixed no longer follows the index.
  const variable = forward - settledPart(underlying, option.expiry)
  const slope = model === 'black' ? variable / underlying.index : forward === 0 ? 1 : variable / forward
  return {
    delta: unit * greeks.delta * slope,
    gamma: unit * greeks.gamma * slope * slope,
    vega: (unit * greeks.vega) / 100,
    vanna: unit * greeks.vanna * slope,
    theta: (unit * greeks.theta) / 365,
    impliedVolatility: volatility,
  }
}
