import type { Instrument } from '../instrument/instrument.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import type { Context } from './context.js'
import type { Exposure, OrderExposure, PositionExposure } from './exposure.js'
import type { LegPart, NodeResult } from './nodeResult.js'
import type { Measure } from './spec.js'

/** A sum over the exposures in sight, with their sign, without it, or of one side only. */
export function measure(node: Measure, context: Context): NodeResult {
  const { valuation } = context.scene
  const legs: LegPart[] = []
  let value = 0
  for (const { leg, size } of sizesOf(node, context.members, valuation)) {
    const part = counted(size, node.sum)
    if (part === 0) continue
    legs.push({ leg, part })
    value += part
  }
  return { kind: 'measure', label: node.label ?? `${node.sum} ${node.of}`, value, legs, children: [] }
}

function counted(size: number, sum: Measure['sum']): number {
  switch (sum) {
    case 'net':
      return size
    case 'gross':
      return Math.abs(size)
    case 'long':
      return Math.max(size, 0)
    case 'short':
      return Math.max(-size, 0)
  }
}

interface Size {
  readonly leg: string
  readonly size: number
}

function sizesOf(node: Measure, members: readonly Exposure[], valuation: Valuation): readonly Size[] {
  const { of } = node
  const orders = node.orders ?? 'ignored'
  const sizes: Size[] = []
  if (of === 'fill-loss' || of === 'count') {
    for (const member of members) {
      if (of === 'count') sizes.push({ leg: member.leg, size: signOf(member) })
      else if (member.kind === 'order') sizes.push({ leg: member.leg, size: member.fillLoss })
    }
    return orders === 'ignored' && of === 'count' ? sizes.filter(({ leg }) => !leg.startsWith('order:')) : sizes
  }
  const filled: (PositionExposure | OrderExposure)[] = []
  for (const member of members) {
    if (member.kind === 'asset')
      sizes.push({ leg: member.leg, size: balanceSize(of, member.amount, member.asset, valuation) })
    else if (member.kind === 'position' && orders !== 'worst-side') {
      sizes.push({ leg: member.leg, size: positionSize(of, member, valuation) })
    } else if (orders === 'filled') {
      sizes.push({ leg: member.leg, size: positionSize(of, member, valuation) })
    } else if (orders === 'worst-side') filled.push(member)
  }
  if (orders === 'worst-side') sizes.push(...worstSides(of, filled, valuation))
  return sizes
}

function signOf(member: Exposure): number {
  const size = member.kind === 'asset' ? member.amount : member.quantity
  return size < 0 ? -1 : 1
}

/** Per instrument all its buys filled or all its sells, whichever leaves the larger position. */
function worstSides(
  of: Measure['of'],
  members: readonly (PositionExposure | OrderExposure)[],
  valuation: Valuation,
): readonly Size[] {
  const byInstrument = new Map<Instrument, { leg: string; bought: number; sold: number }>()
  for (const { instrument, kind, quantity } of members) {
    const side = byInstrument.get(instrument) ?? { leg: instrument.id, bought: 0, sold: 0 }
    byInstrument.set(instrument, side)
    if (kind === 'position' || quantity > 0) side.bought += quantity
    if (kind === 'position' || quantity < 0) side.sold += quantity
  }
  return [...byInstrument].map(([instrument, { leg, bought, sold }]) => {
    const quantity = Math.abs(bought) >= Math.abs(sold) ? bought : sold
    return { leg, size: quantity * unitSize(of, instrument, valuation) }
  })
}

function positionSize(of: Measure['of'], member: PositionExposure | OrderExposure, valuation: Valuation): number {
  const { instrument, quantity } = member
  if (of === 'profit')
    return member.kind === 'position' ? member.carry - quantity * valuation.quote(instrument).value : 0
  if (of === 'entry-notional') {
    const price = member.kind === 'order' ? member.price : (member.entry ?? valuation.quote(instrument).mark)
    return quantity * notionalAt(instrument, price, valuation)
  }
  return quantity * unitSize(of, instrument, valuation)
}

/** Of one unit (contract, coin, unit of liquidity). */
function unitSize(of: Measure['of'], instrument: Instrument, valuation: Valuation): number {
  const { market } = valuation
  const quote = valuation.quote(instrument)
  switch (of) {
    case 'quantity':
      return 1
    case 'value':
      return quote.value
    case 'mark-notional':
      return notionalAt(instrument, quote.mark, valuation)
    case 'strike-notional':
      return instrument.kind === 'option' ? unitsOf(instrument, valuation) * instrument.strike : 0
  }
  const { index } = underlyingOf(market, instrument.underlying, instrument.id)
  if (of === 'units') return unitsOf(instrument, valuation)
  if (of === 'notional') return unitsOf(instrument, valuation) * index
  const greeks = valuation.sensitivities(instrument)
  switch (of) {
    case 'delta':
      return greeks.delta
    case 'delta-value':
      return greeks.delta * index
    case 'gamma-value':
      return greeks.gamma * index * index
    case 'vega-value':
      return greeks.vega * 100
    case 'vanna-value':
      return greeks.vanna * index
    default:
      return 0
  }
}

/** Units of the underlying that one unit stands for; an inverse future’s are its currency amount at the index. */
function unitsOf(instrument: Instrument, valuation: Valuation): number {
  const { market } = valuation
  switch (instrument.kind) {
    case 'spot':
      return 1
    case 'amm':
      // As many coins as the pool position is worth.
      return valuation.quote(instrument).value / underlyingOf(market, instrument.underlying, instrument.id).index
    case 'option':
      return instrument.contractSize * multiplierOf(instrument)
    case 'perpetual':
    case 'future':
      return instrument.settlement.kind === 'inverse'
        ? instrument.contractSize / underlyingOf(market, instrument.underlying, instrument.id).index
        : instrument.contractSize * multiplierOf(instrument)
  }
}

function multiplierOf({ settlement }: Extract<Instrument, { settlement: unknown }>): number {
  return settlement.kind === 'quanto' ? settlement.multiplier : 1
}

/** Worth of one unit’s underlying at a price, in the reporting currency. */
function notionalAt(instrument: Instrument, price: number, valuation: Valuation): number {
  switch (instrument.kind) {
    case 'spot':
    case 'amm':
      return valuation.quote(instrument).value
    case 'option':
      return instrument.contractSize * multiplierOf(instrument) * price * worth(instrument, valuation)
    case 'perpetual':
    case 'future':
      return instrument.settlement.kind === 'inverse'
        ? (instrument.contractSize / price) * worth(instrument, valuation)
        : instrument.contractSize * multiplierOf(instrument) * price * worth(instrument, valuation)
  }
}

function worth(instrument: Instrument, { market }: Valuation): number {
  return assetOf(market, settlementAsset(instrument), instrument.id).price
}

function balanceSize(of: Measure['of'], amount: number, asset: string, { market }: Valuation): number {
  const { price, underlying } = assetOf(market, asset, asset)
  switch (of) {
    case 'quantity':
    case 'units':
      return amount
    case 'value':
    case 'notional':
    case 'mark-notional':
      return amount * price
    case 'delta':
      return underlying === undefined ? 0 : (amount * price) / underlyingOf(market, underlying, asset).index
    case 'delta-value':
      return underlying === undefined ? 0 : amount * price
    default:
      return 0
  }
}
