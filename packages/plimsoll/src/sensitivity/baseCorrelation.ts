import type { PlacedRow, SensitivityContext } from './context.js'
import type { FactorBucket, RiskFactor } from './factor.js'
import { linearMargin } from './linearMargin.js'
import type { Measured } from './node.js'

/** Base correlation of credit index tranches: one bucket of index families, one weight, no concentration. */
export function baseCorrelationMargin(rows: readonly PlacedRow[], context: SensitivityContext): Measured {
  const weight = context.horizon.creditQualifying.baseCorrelationWeight
  const families = new Map<string, { exposure: number; value: number; rows: { row: number; value: number }[] }>()
  for (const { qualifier, amount, place } of rows) {
    const family = families.get(qualifier) ?? { exposure: 0, value: 0, rows: [] }
    families.set(qualifier, family)
    family.exposure += amount
    family.value += weight * amount
    family.rows.push({ row: place, value: weight * amount })
  }
  const factors = [...families].map(
    ([label, family]): RiskFactor => ({
      label,
      value: family.value,
      rows: family.rows,
      factors: { exposure: family.exposure, weight },
    }),
  )
  const correlation = context.calibration.creditQualifying.baseCorrelationCorrelation
  const bucket: FactorBucket = { label: 'index families', factors, correlation: () => correlation }
  return linearMargin('baseCorrelation', 'base correlation', [bucket], () => 0, undefined)
}
