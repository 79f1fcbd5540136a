import { logRatio } from '@plimsoll/kernel'

/**
 * x ln(x/m) + m − x for x ≥ 0, m > 0, accurate where x and m nearly agree and the three terms cancel: half the Poisson
 * deviance (Loader 2000, "Fast and accurate computation of binomial probabilities"). `difference` is x − m, for a
 * caller who knows it better than the subtraction of the two rounded numbers does.
 */
export function deviance(x: number, m: number, difference: number = x - m): number {
  if (x === 0) return m
  const v = difference / (x + m)
  if (v > 0.1 || v < -0.1) return x * logRatio(x, m) - difference
  // x ln(x/m) = 2x artanh v.
  const square = v * v
  let sum = 0
  for (let odd = 19; odd >= 3; odd -= 2) sum = 1 / odd + square * sum
  return difference * v + 2 * x * v * square * sum
}
