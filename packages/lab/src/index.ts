export {
  acerbiSzekelyZ1,
  acerbiSzekelyZ2,
  type ShortfallForecasts,
  type ShortfallTest,
  type ShortfallTestOptions,
  shortfallTest,
} from './backtest/acerbiSzekely.js'
export {
  christoffersenIndependence,
  conditionalCoverage,
  countTransitions,
  type Transitions,
} from './backtest/christoffersen.js'
export { type DieboldMariano, dieboldMariano } from './backtest/dieboldMariano.js'
export { dynamicQuantile } from './backtest/dynamicQuantile.js'
export { kupiec, kupiecAcceptance, kupiecRejectionProbability, type LikelihoodRatio } from './backtest/kupiec.js'
export { fisslerZiegel, pinball, qlike } from './backtest/scores.js'
export {
  baselPlusFactor,
  baselPlusFactors,
  baselZones,
  type TrafficLight,
  trafficLight,
} from './backtest/trafficLight.js'
export { devolatilise, filteredPaths, volatilityScaledReturns } from './history/filteredReturns.js'
export {
  type InterleavedFilteredMargin,
  type InterleavedFilteredMarginOptions,
  interleavedFilteredMargin,
  stressPeriodMargin,
} from './history/interleavedFilteredMargin.js'
export { interleaved, logReturns, overlappingSums, simpleReturns } from './history/returns.js'
export {
  withBuffer,
  withCap,
  withFloor,
  withSpeedLimit,
  withStressedWeight,
} from './procyclicality/antiProcyclicality.js'
export {
  followingProfits,
  growthPerHour,
  largestIncrease,
  largestIncreaseRatio,
  type MarginCoverage,
  marginCoverage,
  peakToTrough,
  troughToLaterPeak,
} from './procyclicality/procyclicality.js'
export { findings } from './report/findings.js'
export { type RuleBookFigures, ruleBookFigures } from './report/ruleBookFigures.js'
export { type Plot, validationPlots } from './report/validationPlots.js'
export { validationReport } from './report/validationReport.js'
export type { Series } from './series/series.js'
export { type ConstantBook, type ConstantLeg, constantBooks } from './validation/constantBook.js'
export type { CrashFigures } from './validation/crashFigures.js'
export type { MarginSeries, ProfitSeries } from './validation/marginSeries.js'
export { type MarketsAsKnown, marketsAsKnown } from './validation/marketAsKnown.js'
export type { PairFigures } from './validation/pairFigures.js'
export type { ObservedFunding, ObservedVolatility, PastData, PriceTable } from './validation/priceTable.js'
export { type Crash, type Validation, type ValidationRequest, validation } from './validation/validation.js'
export {
  type VolatilityRule,
  volatilityAsKnown,
  volatilityOfTenor,
  volatilityRule,
} from './validation/volatilityAsKnown.js'
export {
  type EwmaWindowOptions,
  ewmaStep,
  ewmaVariance,
  ewmaWindowWeights,
  windowedEwma,
} from './volatility/ewma.js'
export { fitGarch, type GarchFit, type GarchFitOptions } from './volatility/fitGarch.js'
export {
  type GarchParameters,
  type GarchStart,
  garchForecast,
  garchLogLikelihood,
  garchLongRunVariance,
  garchPersistence,
  garchStep,
  garchVariance,
} from './volatility/garch.js'
