import { exp } from '../elementary/exp.js'
import { log } from '../elementary/log.js'
import { millsDescent, millsRatio } from '../normal/millsRatio.js'

const stepsMax = 8

/**
 * The moneyness h = d/s of a Bachelier option from q = ln(√(2π)·value/d): the root of ln D(h) − h²/2 − ln h = q with
 * D(h) = 1 − hY(h). The left side falls from ∞ to −∞ and is convex; Halley steps from the small-h and the large-h
 * asymptote.
 */
export function normalMoneyness(q: number): number {
  let h: number
  if (q > -1.6) h = 1 / (exp(q) + 1.2533141373155001)
  else {
    const first = Math.sqrt(-2 * q)
    const inner = -2 * q - 6 * log(first) - 1
    h = inner > 0.5 ? Math.sqrt(inner) : 0.7
  }
  for (let step = 0; step < stepsMax; step++) {
    if (h > 39) return h
    const descent = millsDescent(h)
    const curvature = descent + h * (h * descent - millsRatio(h))
    const error = log(descent) - 0.5 * h * h - log(h) - q
    const change = (error * h * descent) / (1 - 0.5 * error * curvature)
    const next = h + change
    h = next > 0 ? next : 0.5 * h
    if (Math.abs(change) <= 1e-6 * h) break
  }
  return h
}
