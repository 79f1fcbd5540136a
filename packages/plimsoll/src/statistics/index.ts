export { ageWeights } from './ageWeights.js'
export { bivariateNormalCdf } from './bivariateNormal.js'
export { bivariateStudentTCdf } from './bivariateStudent.js'
export { chiSquareCdf, chiSquarePdf, chiSquareQuantile, chiSquareSurvival } from './chiSquare.js'
export {
  type NormalTailOptions,
  normalTail,
  type StudentTailOptions,
  studentTTail,
  type TailFigures,
} from './closedFormTail.js'
export { type CornishFisherTail, type Cumulants, cornishFisherTail } from './cornishFisher.js'
export type { DeltaGammaProfit, IndependentQuadratic } from './deltaGamma.js'
export { type DeltaGammaTail, type DeltaGammaTailOptions, deltaGammaTail } from './deltaGammaTail.js'
export { fitGeneralizedPareto, type GeneralizedParetoFit } from './generalizedPareto.js'
export { incompleteBeta } from './incompleteBeta.js'
export { incompleteGammaLower, incompleteGammaUpper } from './incompleteGamma.js'
export { logGamma } from './logGamma.js'
export * from './matrix/index.js'
export { type PeaksOverThreshold, type PeaksTail, peaksOverThreshold, peaksTail } from './peaksOverThreshold.js'
export { poissonQuantile } from './poissonQuantile.js'
export { type QuantileConvention, quantileConventions } from './quantileConvention.js'
export { type RandomSource, randomSource } from './random.js'
export { type SampleStatistics, sampleStatistics } from './sampleStatistics.js'
export { studentTCdf, studentTPdf, studentTQuantile } from './studentT.js'
export { type TailRisk, type TailRiskOptions, tailRisk } from './tailRisk.js'
export {
  standardErrorOfExpectedShortfall,
  standardErrorOfValueAtRisk,
  type TailStandardErrors,
} from './tailStandardErrors.js'
