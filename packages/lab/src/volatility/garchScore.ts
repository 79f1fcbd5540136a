import type { Series } from '../series/series.js'
import type { GarchParameters, GarchStart } from './garch.js'

/** Order of a parameter vector: mean, ω, α, β, γ. */
export type GarchVector = readonly number[]

export function garchFromVector(vector: GarchVector): Required<GarchParameters> {
  return { mean: vector[0]!, omega: vector[1]!, alpha: vector[2]!, beta: vector[3]!, gamma: vector[4]! }
}

/**
 * Gradient of the Gaussian log-likelihood by mean, ω, α, β, γ: the recursion of the variance, differentiated step by
 * step.
 */
export function garchScore(returns: Series, vector: GarchVector, start: GarchStart): Float64Array {
  const { mean, omega, alpha, beta, gamma } = garchFromVector(vector)
  const n = returns.length
  const slope = new Float64Array(5)
  let variance = 0
  if (typeof start === 'number') variance = start
  else {
    let squares = 0
    let sum = 0
    for (let t = 0; t < n; t++) {
      const surprise = returns[t]! - mean
      squares += surprise * surprise
      sum += surprise
    }
    const average = squares / n
    const averageByMean = (-2 * sum) / n
    if (start === 'sample-variance') {
      variance = average
      slope[0] = averageByMean
    } else {
      variance = omega + (alpha + gamma / 2 + beta) * average
      slope.set([(alpha + gamma / 2 + beta) * averageByMean, 1, average, average, average / 2])
    }
  }
  const score = new Float64Array(5)
  for (let t = 0; t < n; t++) {
    const surprise = returns[t]! - mean
    const square = surprise * surprise
    const weight = (0.5 * (square / variance - 1)) / variance
    for (let k = 0; k < 5; k++) score[k] = score[k]! + weight * slope[k]!
    score[0] = score[0]! + surprise / variance
    const fall = surprise < 0 ? 1 : 0
    const reaction = alpha + gamma * fall
    for (let k = 0; k < 5; k++) slope[k] = beta * slope[k]!
    slope[0] = slope[0]! - 2 * reaction * surprise
    slope[1] = slope[1]! + 1
    slope[2] = slope[2]! + square
    slope[3] = slope[3]! + variance
    slope[4] = slope[4]! + fall * square
    variance = omega + reaction * square + beta * variance
  }
  return score
}
