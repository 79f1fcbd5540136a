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

/** Adds the exposure's profit in every scenario to `sum`. An order counts only where its fill would hurt. */
export function addProfits(sum: Float64Array, exposure: Exposure, arrays: RiskArrays): void {
  if (exposure.kind === 'asset') {
    const row = arrays.assetRow(exposure.asset)
    if (row !== undefined) for (let s = 0; s < sum.length; s++) sum[s] = sum[s]! + exposure.amount * row[s]!
    return
  }
  const row = arrays.row(exposure.instrument)
  const { quantity } = exposure
  if (exposure.kind === 'position') {
    for (let s = 0; s < sum.length; s++) sum[s] = sum[s]! + quantity * row[s]!
    return
  }
  for (let s = 0; s < sum.length; s++) {
    const profit = quantity * row[s]! + exposure.fillLoss
    if (profit < 0) sum[s] = sum[s]! + profit
  }
}

/** The exposure's profit in one scenario, with the very operations of {@link addProfits}. */
export function profitIn(exposure: Exposure, arrays: RiskArrays, scenario: number): number {
  if (exposure.kind === 'asset') {
    const row = arrays.assetRow(exposure.asset)
    return row === undefined ? 0 : exposure.amount * row[scenario]!
  }
  const profit = exposure.quantity * arrays.row(exposure.instrument)[scenario]!
  if (exposure.kind === 'position') return profit
  return Math.min(profit + exposure.fillLoss, 0)
}
