import type { Instrument } from '../instrument/instrument.js'
import { settlementAsset } from '../valuation/settlementAsset.js'

/** What one row is the risk and the value of. */
export type RowOf =
  | {
      readonly kind: 'instrument'
      readonly instrument: Instrument
      readonly isEntered: boolean
      readonly moves: string | undefined
    }
  | { readonly kind: 'asset'; readonly asset: string; readonly hasRisk: boolean; readonly hasValue: boolean }
  | { readonly kind: 'future-value'; readonly instrument: Instrument }

/** Underlyings, assets and marks whose change changes a row. */
export function followed(of: RowOf): ReadonlySet<string> {
  if (of.kind === 'asset') return new Set([`asset ${of.asset}`])
  const { instrument } = of
  return new Set([instrument.underlying, `asset ${settlementAsset(instrument)}`, `mark ${instrument.id}`])
}

/** What contracts have in common that change alike with one underlying; undefined of anything else. */
export function shapeOf(of: RowOf): string | undefined {
  if (of.kind !== 'instrument' || of.instrument.kind === 'spot' || of.instrument.kind === 'amm') return undefined
  const { underlying, settlement } = of.instrument
  return `${underlying} ${settlement.kind} ${settlement.currency}`
}

export function intersects(follows: ReadonlySet<string>, moved: ReadonlySet<string>): boolean {
  for (const name of follows) if (moved.has(name)) return true
  return false
}
