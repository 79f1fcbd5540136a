import { normalQuantile } from '@plimsoll/kernel'
import type { CurrencyGroups, HorizonCalibration, NamedMatrix, SensitivityCalibration } from './calibration.js'
import type { SensitivityRow } from './crif.js'

/** What every step of one calculation shares. */
export interface SensitivityContext {
  readonly calibration: SensitivityCalibration
  readonly horizon: HorizonCalibration
  readonly calculationCurrency: string
  /** Worth of one unit of the calibration's currency in the calculation currency. */
  readonly thresholdRate: number
}

/** A row with its place in the input; the amount carries the side's sign. */
export interface PlacedRow extends SensitivityRow {
  readonly place: number
}

/** √(|exposure| / threshold), at least 1; always 1 at a horizon without concentration. */
export function concentrationFactor(exposure: number, threshold: number, context: SensitivityContext): number {
  if (!context.horizon.concentration) return 1
  return Math.max(1, Math.sqrt(Math.abs(exposure) / (threshold * context.thresholdRate)))
}

/** The volatility that a risk weight stands for: RW · √(year / horizon) / Φ⁻¹(confidence). */
export function impliedByWeight(weight: number, { calibration, horizon }: SensitivityContext): number {
  const annual = Math.sqrt(calibration.yearDays / horizon.calendarDays)
  return (weight * annual) / normalQuantile(calibration.volatilityConfidence)
}

export function groupOf(groups: CurrencyGroups, currency: string): string {
  return Object.hasOwn(groups.byCurrency, currency) ? groups.byCurrency[currency]! : groups.others
}

/** An entry of a table whose names a parser has checked. */
export function entryOf({ names, values }: NamedMatrix, row: string, column: string): number {
  return values[names.indexOf(row)]![names.indexOf(column)]!
}
