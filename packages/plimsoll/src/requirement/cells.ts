import { formatInstant } from '../document/read.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { Scope } from './spec.js'

/** Exposures by netting cell, cells in the order of their names. */
export function netted(
  exposures: readonly Exposure[],
  scope: Scope,
  groups: Readonly<Record<string, readonly string[]>> = {},
): [string, Exposure[]][] {
  const cells = new Map<string, Exposure[]>()
  for (const exposure of exposures) {
    const name = cellName(exposure, scope, groups)
    const members = cells.get(name)
    if (members === undefined) cells.set(name, [exposure])
    else members.push(exposure)
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1))
}

function cellName(exposure: Exposure, scope: Scope, groups: Readonly<Record<string, readonly string[]>>): string {
  switch (scope) {
    case 'account':
      return 'account'
    case 'underlying':
      return cellUnderlying(exposure)
    case 'group':
      return groupName(cellUnderlying(exposure), groups)
    case 'position':
      return exposure.kind === 'asset' ? exposure.leg : exposure.instrument.id
    case 'currency':
      return exposure.kind === 'asset' ? exposure.asset : settlementAsset(exposure.instrument)
    case 'asset':
      return exposure.kind === 'asset' ? exposure.asset : settlementAsset(exposure.instrument)
    case 'expiry':
      return `${cellUnderlying(exposure)} ${expiryName(exposure)}`
    case 'strike':
      return `${cellUnderlying(exposure)} ${expiryName(exposure)} ${strikeName(exposure)}`
  }
}

function groupName(underlying: string, groups: Readonly<Record<string, readonly string[]>>): string {
  for (const name of Object.keys(groups)) if (groups[name]!.includes(underlying)) return name
  return underlying
}

const expiryNames = new Map<number, string>()
const expiryNamesMax = 4096

function expiryName(exposure: Exposure): string {
  // A coin is the same coin as a balance, as a position and in a pool.
  if (exposure.kind === 'asset') return 'spot'
  const { instrument } = exposure
  if (instrument.kind === 'perpetual') return 'perpetual'
  if (instrument.kind !== 'future' && instrument.kind !== 'option') return 'spot'
  const known = expiryNames.get(instrument.expiry)
  if (known !== undefined) return known
  const name = formatInstant(instrument.expiry)
  if (expiryNames.size >= expiryNamesMax) expiryNames.clear()
  expiryNames.set(instrument.expiry, name)
  return name
}

function strikeName(exposure: Exposure): string {
  if (exposure.kind === 'asset') return exposure.asset
  return exposure.instrument.kind === 'option' ? String(exposure.instrument.strike) : exposure.instrument.id
}
