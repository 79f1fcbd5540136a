import type { Instrument } from '../instrument/instrument.js'
import { rateAt } from '../market/discountAt.js'
import { forwardAt } from '../market/forwardAt.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { yearsBetween } from '../market/time.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { optionModel } from '../valuation/optionModel.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Context } from './context.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Attribute = Extract<Requirement, { node: 'attribute' }>

const daysPerYear = 365

/** Something that all exposures of a cell share, read off the first; 0 where they have no such thing. */
export function attribute(node: Attribute, context: Context): NodeResult {
  const first = context.members[0]
  const value = first === undefined ? 0 : attributeOf(node.of, first, context)
  return { kind: 'attribute', label: node.label ?? node.of, value, children: [] }
}

function attributeOf(of: Attribute['of'], exposure: Exposure, { scene: { valuation } }: Context): number {
  const { market } = valuation
  if (of === 'index') {
    const name = cellUnderlying(exposure)
    return market.underlyings[name]?.index ?? (exposure.kind === 'asset' ? assetOf(market, name, name).price : 0)
  }
  if (exposure.kind === 'asset') return of === 'price' ? assetOf(market, exposure.asset, exposure.leg).price : 0
  const { instrument } = exposure
  switch (of) {
    case 'mark':
      return valuation.quote(instrument).mark
    case 'entry':
      return exposure.kind === 'position' ? (exposure.entry ?? valuation.quote(instrument).mark) : exposure.price
    case 'contract-size':
      return 'contractSize' in instrument ? instrument.contractSize : 1
    case 'price':
      return assetOf(market, settlementAsset(instrument), instrument.id).price
    case 'daily-funding':
      return dailyFunding(instrument, market)
    default:
      return datedValue(of, instrument, market)
  }
}

function dailyFunding({ id }: Instrument, { funding }: MarketSnapshot): number {
  const known = funding.get(id)
  return known === undefined ? 0 : (known.rate * 24) / known.intervalHours
}

function datedValue(
  of: Exclude<Attribute['of'], 'index' | 'mark' | 'entry' | 'contract-size' | 'price' | 'daily-funding'>,
  instrument: Instrument,
  market: MarketSnapshot,
): number {
  if (instrument.kind !== 'future' && instrument.kind !== 'option') return 0
  const underlying = underlyingOf(market, instrument.underlying, instrument.id)
  const years = Math.max(yearsBetween(market.asOf, instrument.expiry), 0)
  switch (of) {
    case 'years':
      return years
    case 'days':
      return years * daysPerYear
    case 'forward':
      return forwardAt(underlying, instrument.underlying, market.asOf, instrument.expiry)
    case 'rate':
      return rateAt(underlying, instrument.expiry)
  }
  if (instrument.kind !== 'option') return 0
  const inTheMoney = (underlying.index - instrument.strike) * (instrument.right === 'call' ? 1 : -1)
  switch (of) {
    case 'strike':
      return instrument.strike
    case 'volatility':
      return optionModel(instrument, market).volatility
    case 'in-the-money':
      return Math.max(inTheMoney, 0)
    case 'out-of-the-money':
      return Math.max(-inTheMoney, 0)
  }
}
