/**
 * The numbers of a sensitivity margin as one dated document. Everything that a calibration body may change from year to year
 * stands here; the formula stands in the code. The library ships no calibration: the one that ISDA publishes for SIMM is
 * licensed by ISDA and must be brought by who uses it.
 *
 * Units: a risk weight multiplies the sensitivity as the rows give it (per basis point for rates and credit, per percent for
 * equity, commodity and currencies); thresholds are amounts of `currency`.
 */
export interface SensitivityCalibration {
  readonly plimsoll: 'sensitivity-calibration/1'
  readonly id: string
  readonly version: string
  readonly source?: string
  /** Currency of the concentration thresholds. */
  readonly currency: string
  /** Days in a year, by which tenors are counted and volatilities annualised. */
  readonly yearDays: number
  /** Confidence that the delta risk weights stand for; turns a weight back into a volatility. */
  readonly volatilityConfidence: number
  /** Confidence of the curvature margin; its normal quantile gives λ. */
  readonly curvatureConfidence: number
  readonly horizons: readonly HorizonCalibration[]
  readonly interestRate: InterestRateCalibration
  readonly creditQualifying: CreditQualifyingCalibration
  readonly creditNonQualifying: BucketedCalibration
  readonly equity: BucketedCalibration
  readonly commodity: BucketedCalibration
  readonly fx: FxCalibration
  readonly riskClassCorrelations: NamedCorrelations
  readonly addOns: AddOnTable
}

/** A square matrix with a name for each row and column; ones on the diagonal. */
export interface NamedCorrelations {
  readonly names: readonly string[]
  readonly values: readonly (readonly number[])[]
}

/** Which group a currency belongs to: those listed, and all others. */
export interface CurrencyGroups {
  readonly byCurrency: Readonly<Record<string, string>>
  readonly others: string
}

export interface InterestRateCalibration {
  /** Names and correlations of the tenors, e.g. `2w` … `30y`. */
  readonly tenorCorrelations: NamedCorrelations
  /** Between two curves of one currency. */
  readonly subCurveCorrelation: number
  /** Between inflation and anything else of one currency. */
  readonly inflationCorrelation: number
  /** Between cross-currency basis and anything else of one currency. */
  readonly crossCurrencyBasisCorrelation: number
  /** Between two currencies. */
  readonly currencyCorrelation: number
  /** Groups of the risk weights, e.g. regular, low and high volatility. */
  readonly volatilityGroups: CurrencyGroups
  readonly concentrationGroups: CurrencyGroups
  readonly deltaThresholds: Readonly<Record<string, number>>
  readonly vegaThresholds: Readonly<Record<string, number>>
}

/** A risk class made of buckets of names: credit, equity, commodity. */
export interface BucketedCalibration {
  readonly buckets: readonly RiskBucket[]
  /** Between two buckets, in the order of `buckets`; ones on the diagonal. */
  readonly bucketCorrelations: readonly (readonly number[])[]
  /** The bucket of what fits nowhere: margined by itself, offset by nothing. */
  readonly residual?: RiskBucket
  /**
   * What a net exposure is: one per name (equity, commodity), or one per name, tenor and payment currency or group (credit).
   */
  readonly netting: 'name' | 'nameTenorLabel'
  /** Which field says that two exposures are of one name: the row's qualifier or its label2 (a group of names). */
  readonly sameNameBy: 'qualifier' | 'label2'
}

export interface RiskBucket {
  readonly name: string
  readonly sameNameCorrelation: number
  readonly otherNameCorrelation: number
  readonly deltaThreshold: number
  readonly vegaThreshold: number
  /** False for a bucket of volatility indices, whose curvature is nothing. */
  readonly curvature: boolean
}

export interface CreditQualifyingCalibration extends BucketedCalibration {
  /** Between the base correlations of two index families. */
  readonly baseCorrelationCorrelation: number
}

export interface FxCalibration {
  readonly volatilityGroups: CurrencyGroups
  /** By the volatility group of the calculation currency: between currencies of two groups. */
  readonly currencyCorrelations: Readonly<Record<string, NamedCorrelations>>
  /** Between the volatilities of two currency pairs. */
  readonly volatilityCorrelation: number
  readonly concentrationGroups: CurrencyGroups
  readonly deltaThresholds: Readonly<Record<string, number>>
  /** By the concentration groups of the pair's two currencies. */
  readonly vegaThresholds: NamedMatrix
}

/** A square table with a name for each row and column; not correlations. */
export interface NamedMatrix {
  readonly names: readonly string[]
  readonly values: readonly (readonly number[])[]
}

/** The weights of one margin period. */
export interface HorizonCalibration {
  /** Business days, the name by which a calculation asks for it. */
  readonly horizonDays: number
  /** The same period in calendar days, for volatilities and curvature. */
  readonly calendarDays: number
  /** Whether large positions are charged more at this horizon. */
  readonly concentration: boolean
  readonly interestRate: {
    /** By volatility group, in the order of the tenors. */
    readonly deltaWeights: Readonly<Record<string, readonly number[]>>
    readonly inflationWeight: number
    readonly crossCurrencyBasisWeight: number
    readonly vegaWeight: number
    /** Curvature is divided by its square. */
    readonly historicalVolatilityRatio: number
  }
  readonly creditQualifying: BucketWeights & { readonly baseCorrelationWeight: number }
  readonly creditNonQualifying: BucketWeights
  readonly equity: BucketWeights & { readonly historicalVolatilityRatio: number }
  readonly commodity: BucketWeights & { readonly historicalVolatilityRatio: number }
  readonly fx: {
    /** By the volatility groups of the calculation currency and of the other one, or of a pair's two. */
    readonly deltaWeights: NamedMatrix
    readonly vegaWeight: number
    readonly historicalVolatilityRatio: number
  }
}

/** By bucket name, the residual bucket's included. */
export interface BucketWeights {
  readonly deltaWeights: Readonly<Record<string, number>>
  readonly vegaWeights: Readonly<Record<string, number>>
}

/** Agreed surcharges; a row of the input that says the same thing takes precedence. */
export interface AddOnTable {
  /** By product class, ≥ 1. */
  readonly productClassMultipliers: Readonly<Record<string, number>>
  /** By product name: fraction of the notional. */
  readonly notionalFactors: Readonly<Record<string, number>>
  readonly fixedAmount: number
}
