import type { SensitivityRow, SensitivityType } from './crif.js'
import type { RiskClass } from './riskClass.js'

/**
 * What a risk class says about its rows. With these answers one formula serves every class: delta, vega and curvature are
 * aggregated alike for currencies' rates, credit buckets, equity, commodity and exchange rates.
 */
export interface RiskClassModel {
  readonly riskClass: RiskClass
  readonly deltaTypes: readonly SensitivityType[]
  readonly vegaTypes: readonly SensitivityType[]
  /** Throws INPUT_INVALID where the row names a bucket, tenor or pair that is unknown. */
  readonly check: (row: SensitivityRow, where: string) => void
  /** True for a row that is no risk, such as the exchange rate of the calculation currency with itself. */
  readonly ignores: (row: SensitivityRow) => boolean
  readonly bucketOf: (row: SensitivityRow) => string
  /** Rows of one bucket with the same answer are one risk factor and net. */
  readonly factorOf: (row: SensitivityRow) => string
  /** Rows of one bucket with the same answer concentrate together; undefined: never concentrated. */
  readonly concentratesAs: (row: SensitivityRow) => string | undefined
  readonly deltaWeight: (row: SensitivityRow) => number
  readonly vegaWeight: (row: SensitivityRow) => number
  /** Volatility by which the row's vega is multiplied; 1 where the row carries it already. */
  readonly volatility: (row: SensitivityRow) => number
  readonly historicalVolatilityRatio: number
  readonly deltaThreshold: (row: SensitivityRow) => number
  readonly vegaThreshold: (row: SensitivityRow) => number
  /** Of two risk factors of one bucket. */
  readonly correlation: (a: SensitivityRow, b: SensitivityRow) => number
  readonly bucketCorrelation: (b: string, c: string) => number
  /** Whether unequal concentration lowers the correlation of names inside a bucket, or of buckets. */
  readonly diversification: 'names' | 'buckets'
  readonly residual: string | undefined
  readonly hasCurvature: (row: SensitivityRow) => boolean
  readonly curvatureScale: number
}
