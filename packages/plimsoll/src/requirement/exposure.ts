import type { Instrument } from '../instrument/instrument.js'
import type { RiskArrays } from '../valuation/riskArrays.js'

/** One thing that a requirement looks at: a position, an open order, or an amount of an asset. */
export type Exposure = PositionExposure | OrderExposure | AssetExposure

export interface PositionExposure {
  readonly kind: 'position'
  /** The instrument's name. */
  readonly leg: string
  readonly instrument: Instrument
  readonly quantity: number
  /** Unrealised profit of a future or perpetual, in its settlement asset. */
  readonly profit: number
  /** Unrealised profit plus value if paid for, reporting currency. */
  readonly carry: number
  /** Average price at which it was entered, in the instrument's price unit, where the book says. */
  readonly entry?: number
}

export interface OrderExposure {
  readonly kind: 'order'
  /** `order:` and the order's id. */
  readonly leg: string
  readonly instrument: Instrument
  /** Signed: what the position would change by. */
  readonly quantity: number
  /** ≤ 0: what is lost at once if it fills at its limit price with the mark where it is. */
  readonly fillLoss: number
  /** Limit price, in the instrument's price unit. */
  readonly price: number
}

export interface AssetExposure {
  readonly kind: 'asset'
  /** `balance:` and the asset. */
  readonly leg: string
  readonly asset: string
  readonly underlying: string | undefined
  readonly amount: number
}

/** The underlying in whose netting cell an exposure stands. */
export function cellUnderlying(exposure: Exposure): string {
  return exposure.kind === 'asset' ? (exposure.underlying ?? exposure.asset) : exposure.instrument.underlying
}

/**
 * Adds the exposure's profit in every scenario to `sum`. An order counts only where its fill would hurt. Unweighted: before
 * the scenarios' weights.
 */
export function addProfits(sum: Float64Array, exposure: Exposure, arrays: RiskArrays, weighted = true): void {
  const row = rowOf(exposure, arrays, weighted)
  if (row === undefined) return
  const units = exposure.kind === 'asset' ? exposure.amount : exposure.quantity
  if (exposure.kind !== 'order') {
    for (let s = 0; s < sum.length; s++) sum[s] = sum[s]! + units * row[s]!
    return
  }
  for (let s = 0; s < sum.length; s++) {
    const profit = units * row[s]! + exposure.fillLoss
    if (profit < 0) sum[s] = sum[s]! + profit
  }
}

/** The exposure's profit in one scenario, with the very operations of {@link addProfits}. */
export function profitIn(exposure: Exposure, arrays: RiskArrays, scenario: number, weighted = true): number {
  const row = rowOf(exposure, arrays, weighted)
  if (row === undefined) return 0
  const profit = (exposure.kind === 'asset' ? exposure.amount : exposure.quantity) * row[scenario]!
  return exposure.kind === 'order' ? Math.min(profit + exposure.fillLoss, 0) : profit
}

function rowOf(exposure: Exposure, arrays: RiskArrays, weighted: boolean): Float64Array | undefined {
  if (exposure.kind === 'asset') return weighted ? arrays.assetRow(exposure.asset) : arrays.assetRawRow(exposure.asset)
  return weighted ? arrays.row(exposure.instrument) : arrays.rawRow(exposure.instrument)
}
