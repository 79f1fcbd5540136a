import { settlementAsset } from '../valuation/settlementAsset.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { Filter } from './spec.js'

/** The exposures that pass a rule book's filter, in their order. */
export function passing(exposures: readonly Exposure[], filter: Filter | undefined): readonly Exposure[] {
  return filter === undefined ? exposures : exposures.filter((exposure) => passes(exposure, filter))
}

function passes(exposure: Exposure, filter: Filter): boolean {
  const { kind, right, side, settlement, names, currencies, orders } = filter
  if (orders !== undefined && (exposure.kind === 'order') !== orders) return false
  if (kind !== undefined && !kind.includes(exposure.kind === 'asset' ? 'asset' : exposure.instrument.kind)) return false
  if (side !== undefined && (exposureSize(exposure) < 0 ? 'short' : 'long') !== side) return false
  if (names !== undefined) {
    const name = exposure.kind === 'asset' ? exposure.asset : cellUnderlying(exposure)
    if (names.includes(name) === (filter.not ?? false)) return false
  }
  if (currencies !== undefined) {
    const currency = exposure.kind === 'asset' ? exposure.asset : settlementAsset(exposure.instrument)
    if (!currencies.includes(currency)) return false
  }
  if (right === undefined && settlement === undefined) return true
  if (exposure.kind === 'asset') return false
  const { instrument } = exposure
  if (right !== undefined && (instrument.kind !== 'option' || instrument.right !== right)) return false
  return settlement === undefined || ('settlement' in instrument && instrument.settlement.kind === settlement)
}

function exposureSize(exposure: Exposure): number {
  return exposure.kind === 'asset' ? exposure.amount : exposure.quantity
}
