import { log } from '../elementary/index.js'

const twoPower20 = 1048576
const twoPowerMinus52 = 2.220446049250313e-16
const quarterPi = 0.7853981633974483

/** The middle of the cell of (0, 1) that the leading 52 bits of two words name. */
export function uniformOf(upper: number, lower: number): number {
  return ((upper >>> 0) * twoPower20 + (lower >>> 12) + 0.5) * twoPowerMinus52
}

/** (sin(tπ/4) − tπ/4)/t³ for u = t² ≤ 1 (error 1e-17; `test-reference/make_coefficients.py`). */
function sineTail(u: number): number {
  let p = 6.8874821400921975e-12
  p = p * u + -1.7571791752800344e-9
  p = p * u + 3.133616535431528e-7
  p = p * u + -3.6576204173860995e-5
  p = p * u + 0.0024903945701920073
  return p * u + -0.08074551218828077
}

/** (cos(tπ/4) − 1)/t² for u = t² ≤ 1 (error 1.2e-19). */
function cosineTail(u: number): number {
  let p = -3.863156948832656e-13
  p = p * u + 1.1500679700940496e-10
  p = p * u + -2.4611366238309744e-8
  p = p * u + 3.590860447448612e-6
  p = p * u + -0.0003259918869271996
  p = p * u + 0.015854344243815488
  return p * u + -0.30842513753404244
}

/**
 * Two independent standard normal numbers from four words, by Box and Muller, Annals of Mathematical Statistics 29 (1958):
 * a point at distance √(−2 ln u) in a direction of which the leading bit of the third word is the sign of the first
 * coordinate, the second bit the sign of the second, the third bit says which of the two is the smaller one, and the 52 bits
 * that follow are the part of the eighth of a turn that is left. No angle is ever reduced and nothing cancels: each number is
 * within 3 units in the last place of the exact one, however small. Sizes end at 8.49.
 */
export function normalPair(words: Int32Array, pair: Float64Array): void {
  const turn = words[2]!
  const radius = Math.sqrt(-2 * log(uniformOf(words[0]!, words[1]!)))
  const t = uniformOf((turn << 3) | (words[3]! >>> 29), words[3]! << 3)
  const u = t * t
  const sine = t * quarterPi + t * u * sineTail(u)
  const cosine = 1 + u * cosineTail(u)
  const swap = (turn & 0x20000000) !== 0
  const first = swap ? sine : cosine
  const second = swap ? cosine : sine
  pair[0] = radius * (turn < 0 ? -first : first)
  pair[1] = radius * ((turn & 0x40000000) === 0 ? second : -second)
}
