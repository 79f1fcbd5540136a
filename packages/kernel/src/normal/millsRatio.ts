import { expHalfSquare } from './expHalfSquare.js'
import { millsDenominator, millsNumerator } from './millsRational.js'

const rootTwoPi = 2.5066282746310007

/**
 * Mills ratio Y(z) = N(−z)/φ(z) of the standard normal distribution, for every real z, to a few units in the last place.
 * Below −½, where the rational function starts to cancel, by reflection, Y(z) = 1/φ(z) − Y(−z), which overflows to Infinity near −37.6; above 40 by the asymptotic series
 * (Abramowitz and Stegun 26.2.12).
 *
 * @example
 * import { millsRatio } from '@plimsoll/kernel'
 * millsRatio(0) // => 1.2533141373155001
 * millsRatio(Infinity) // => 0
 */
export function millsRatio(z: number): number {
  if (z < -0.5) return rootTwoPi * expHalfSquare(z, 1) - millsRatio(-z)
  if (z > 40) {
    const w = 1 / (z * z)
    return (1 - w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w * (1 - 9 * w * (1 - 11 * w)))))) / z
  }
  return millsNumerator(z) / millsDenominator(z)
}

/**
 * −Y′(z) = 1 − zY(z) for z in [0, 40], positive and without the cancellation that the textbook form suffers for large z:
 * beyond 2 it is (PQ′ − P′Q)/Q² of the rational function.
 */
export function millsDescent(z: number): number {
  if (z < 2) return 1 - (z * millsNumerator(z)) / millsDenominator(z)
  const p = millsNumerator(z)
  const q = millsDenominator(z)
  return (p * denominatorSlope(z) - q * numeratorSlope(z)) / (q * q)
}

/** P′(z). */
function numeratorSlope(z: number): number {
  let p = 2.7559773712184204e-7 * 10
  p = p * z + 9.677856945778224e-6 * 9
  p = p * z + 0.00016315824201248096 * 8
  p = p * z + 0.0017305989707873746 * 7
  p = p * z + 0.012752724978161116 * 6
  p = p * z + 0.06814195978468418 * 5
  p = p * z + 0.26756822782204276 * 4
  p = p * z + 0.7646345243259612 * 3
  p = p * z + 1.5313850484549374 * 2
  return p * z + 1.9634132573613714
}

/** Q′(z). */
function denominatorSlope(z: number): number {
  let q = 2.7559773712057885e-7 * 11
  q = q * z + 9.677856946044066e-6 * 10
  q = q * z + 0.00016343383972439705 * 9
  q = q * z + 0.0017402768291700339 * 8
  q = q * z + 0.012915331969159942 * 7
  q = q * z + 0.06985320460002749 * 6
  q = q * z + 0.27999735907538975 * 5
  q = q * z + 0.8294126204381099 * 4
  q = q * z + 1.7750515396584725 * 3
  q = q * z + 2.6084359601390097 * 2
  return q * z + 2.364461685327167
}
