import { log } from '@plimsoll/kernel'

/** QLIKE loss of a variance forecast, RV/h − ln(RV/h) − 1: at least 0, robust to a noisy proxy (Patton 2011). */
export function qlike(realisedVariance: number, forecastVariance: number): number {
  const ratio = realisedVariance / forecastVariance
  return ratio - log(ratio) - 1
}

/**
 * Pinball loss of a quantile forecast of `probability`: least in the mean at the true quantile (Koenker and Bassett
 * 1978).
 */
export function pinball(observed: number, quantile: number, probability: number): number {
  return observed < quantile ? (1 - probability) * (quantile - observed) : probability * (observed - quantile)
}

/**
 * Joint score of Value at Risk and expected shortfall (Fissler and Ziegel 2016; the form of Patton, Ziegel and Chen
 * 2019, which depends on the unit of money only by a constant): least in the mean at the true pair. Both forecasts as
 * positive losses of tail mass `tailMass`; the expected shortfall alone has no such score.
 */
export function fisslerZiegel(
  profit: number,
  valueAtRisk: number,
  expectedShortfall: number,
  tailMass: number,
): number {
  const beyond = Math.max(0, -valueAtRisk - profit)
  return (beyond / tailMass + valueAtRisk) / expectedShortfall + log(expectedShortfall) - 1
}
