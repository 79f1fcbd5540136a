import { readChoice, readPositive } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { addOnMargin, type PlacedAddOn } from './addOns.js'
import { bucketedClass } from './bucketedClass.js'
import type { SensitivityCalibration } from './calibration.js'
import type { PlacedRow, SensitivityContext } from './context.js'
import { addOnTypes, type CrifRow, isSensitivity, productClasses, type SensitivityRow } from './crif.js'
import { fxClass } from './fxClass.js'
import { interestRateClass } from './interestRateClass.js'
import type { Measured, SensitivityNode } from './node.js'
import { productClassMargin } from './productClassMargin.js'
import { riskClassMargin } from './riskClassMargin.js'
import type { RiskClassModel } from './riskClassModel.js'
import { tenorDays } from './tenor.js'

export interface CrifMarginOptions {
  /** One of the calibration's horizons, in business days. */
  readonly horizonDays: number
  /** Currency of the rows' amounts. */
  readonly calculationCurrency: string
  /** `call`: the rows as they are, what the collecting party calls for. `post`: the same portfolio from the other side. */
  readonly side?: 'call' | 'post'
  /** Worth of one unit of the calibration's currency in the calculation currency; may be left out where both are the same. */
  readonly thresholdRate?: number
}

export interface CrifMargin {
  readonly value: number
  readonly tree: SensitivityNode
  /**
   * What each input row adds, in the order of the input: the Euler gradient of the total, times the row, with concentration
   * factors held where they are. Their sum is the value, up to rounding and less the calibration's own fixed add-on.
   */
  readonly parts: readonly number[]
}

/**
 * Sensitivity margin of the SIMM form: weighted sensitivities net within risk factors, factors correlate within buckets, buckets
 * within a risk class, risk classes within a product class; product classes and add-ons add up. The formula is this library's,
 * every number comes from the calibration document.
 *
 *     delta, vega:  K_b = √(ΣΣ ρ f WS WS),  M = √(Σ K_b² + ΣΣ γ g S_b S_c) + K_residual
 *     curvature:    max(ΣCVR + λ·M, 0),  correlations squared
 *     total:        Σ over product classes of √(ΣΣ ψ IM IM), IM = delta + vega + curvature + base correlation; plus add-ons
 *
 * Source: ISDA SIMM Methodology (published by ISDA, one version a year), sections B to K.
 * Throws INPUT_INVALID for an unknown horizon, bucket, tenor or currency pair, and for a missing threshold rate. The result
 * does not depend on the order of the rows.
 */
export function crifMargin(
  rows: readonly CrifRow[],
  calibration: SensitivityCalibration,
  options: CrifMarginOptions,
): CrifMargin {
  const context = contextOf(calibration, options)
  const models: readonly RiskClassModel[] = [
    interestRateClass(context),
    bucketedClass('creditQualifying', context),
    bucketedClass('creditNonQualifying', context),
    bucketedClass('equity', context),
    bucketedClass('commodity', context),
    fxClass(context),
  ]
  const sign = options.side === 'post' ? -1 : 1
  const sensitivities: PlacedRow[] = []
  const surcharges: PlacedAddOn[] = []
  for (const [place, row] of rows.entries()) {
    if (isSensitivity(row)) {
      checkRow(row, models, calibration, `rows[${place}]`)
      sensitivities.push({ ...row, amount: sign * row.amount, place })
    } else {
      readChoice(row.riskType, `rows[${place}].riskType`, addOnTypes)
      surcharges.push({ ...row, place })
    }
  }
  sensitivities.sort(inCanonicalOrder)
  surcharges.sort((a, b) => compare(a.riskType, b.riskType) || compare(a.qualifier, b.qualifier) || a.amount - b.amount)
  const measured: Measured[] = []
  for (const productClass of productClasses) {
    const own = sensitivities.filter((row) => row.productClass === productClass)
    const classes = models
      .map((model) => riskClassMargin(own, model, context))
      .filter((margin): margin is Measured => margin !== undefined)
    if (classes.length > 0) measured.push(productClassMargin(productClass, classes, calibration.riskClassCorrelations))
  }
  const addOns = addOnMargin(surcharges, calibration.addOns, measured)
  if (addOns !== undefined) measured.push(addOns)
  let value = 0
  for (const { node } of measured) value += node.value
  const parts = rows.map(() => 0)
  for (const { row, part } of measured.flatMap((margin) => margin.parts)) parts[row]! += part
  const label = `${calibration.id} ${calibration.version}, ${options.horizonDays} d, ${options.side ?? 'call'}`
  return { value, tree: { kind: 'total', label, value, children: measured.map(({ node }) => node) }, parts }
}

function contextOf(calibration: SensitivityCalibration, options: CrifMarginOptions): SensitivityContext {
  const { horizonDays, calculationCurrency, thresholdRate } = options
  const horizon = calibration.horizons.find((candidate) => candidate.horizonDays === horizonDays)
  if (horizon === undefined) {
    const expected = `one of ${calibration.horizons.map((candidate) => candidate.horizonDays).join(', ')}`
    throw new PlimsollError('INPUT_INVALID', { where: 'options.horizonDays', value: horizonDays, expected })
  }
  if (thresholdRate === undefined && calculationCurrency !== calibration.currency) {
    const expected = `the worth of one ${calibration.currency} in ${calculationCurrency}`
    throw new PlimsollError('INPUT_INVALID', { where: 'options.thresholdRate', expected })
  }
  const rate = thresholdRate === undefined ? 1 : readPositive(thresholdRate, 'options.thresholdRate')
  return { calibration, horizon, calculationCurrency, thresholdRate: rate }
}

function checkRow(
  row: SensitivityRow,
  models: readonly RiskClassModel[],
  { yearDays }: SensitivityCalibration,
  where: string,
): void {
  if (!Number.isFinite(row.amount)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.amount`,
      value: row.amount,
      expected: 'a finite number',
    })
  }
  readChoice(row.productClass, `${where}.productClass`, productClasses)
  if (row.riskType === 'Risk_BaseCorr') return
  const model = models.find(({ deltaTypes, vegaTypes }) => [...deltaTypes, ...vegaTypes].includes(row.riskType))
  if (model === undefined) {
    const expected = 'a risk type of the interchange format'
    throw new PlimsollError('INPUT_INVALID', { where: `${where}.riskType`, value: row.riskType, expected })
  }
  model.check(row, where)
  if (model.vegaTypes.includes(row.riskType) && !(tenorDays(row.label1, yearDays)! > 0)) {
    const expected = 'a tenor such as 2w, 3m or 10y'
    throw new PlimsollError('INPUT_INVALID', { where: `${where}.label1`, value: row.label1, expected })
  }
}

/** Equal rows are the only ones that tie, so the order of the input decides no sum. */
function inCanonicalOrder(a: PlacedRow, b: PlacedRow): number {
  return (
    compare(a.riskType, b.riskType) ||
    compare(a.bucket, b.bucket) ||
    compare(a.qualifier, b.qualifier) ||
    compare(a.label1, b.label1) ||
    compare(a.label2, b.label2) ||
    a.amount - b.amount
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
