import { powersOfTwo } from '../elementary/bits.js'

const roundingShift = 6755399441055744

/**
 * 2^y for −1022 ≤ y ≤ 0, about 1 unit in the last place: the short form for inner loops. No subnormal results: arguments
 * below −1022 must not reach it (the loops hand such options to `timeValueAnywhere`). One polynomial of degree 11 (error
 * 3.2e-18) and one exponent step; a SIMD version adds k to the exponent field, which gives the same bits.
 */
export function hotExp2(y: number): number {
  const k = y + roundingShift - roundingShift
  const r = y - k
  let p = 4.4558179083360645e-10
  p = p * r + 7.074194297288521e-9
  p = p * r + 1.0178057087733941e-7
  p = p * r + 1.3215432535912375e-6
  p = p * r + 1.5252733841556773e-5
  p = p * r + 0.00015403530463724353
  p = p * r + 0.001333355814640647
  p = p * r + 0.009618129107587256
  p = p * r + 0.055504108664821625
  p = p * r + 0.24022650695910158
  p = p * r + Math.LN2
  p = p * r + 1
  return p * powersOfTwo[(k + 1022) | 0]!
}
