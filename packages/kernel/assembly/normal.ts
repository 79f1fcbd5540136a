// Twins of src/normal.
import { exp } from './elementary'

const rootTwoPi: f64 = 2.5066282746310007
const oneOverRootTwoPi: f64 = 0.3989422804014327

@inline
export function millsNumerator(z: f64): f64 {
  let p: f64 = 2.7559773712184204e-7
  p = p * z + 9.677856945778224e-6
  p = p * z + 0.00016315824201248096
  p = p * z + 0.0017305989707873746
  p = p * z + 0.012752724978161116
  p = p * z + 0.06814195978468418
  p = p * z + 0.26756822782204276
  p = p * z + 0.7646345243259612
  p = p * z + 1.5313850484549374
  p = p * z + 1.9634132573613714
  return p * z + 1.2533141373155001
}

@inline
export function millsDenominator(z: f64): f64 {
  let q: f64 = 2.7559773712057885e-7
  q = q * z + 9.677856946044066e-6
  q = q * z + 0.00016343383972439705
  q = q * z + 0.0017402768291700339
  q = q * z + 0.012915331969159942
  q = q * z + 0.06985320460002749
  q = q * z + 0.27999735907538975
  q = q * z + 0.8294126204381099
  q = q * z + 1.7750515396584725
  q = q * z + 2.6084359601390097
  q = q * z + 2.364461685327167
  return q * z + 1
}

function numeratorSlope(z: f64): f64 {
  let p: f64 = 2.7559773712184204e-7 * 10
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

function denominatorSlope(z: f64): f64 {
  let q: f64 = 2.7559773712057885e-7 * 11
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

export function expHalfSquare(z: f64, sign: f64): f64 {
  if (!(z < 1e6 && z > -1e6)) return isNaN(z) ? z : sign > 0 ? Infinity : 0
  const coarse = <f64>(<f32>z)
  const rest = 0.5 * sign * (z - coarse) * (z + coarse)
  return exp(0.5 * sign * coarse * coarse) * (1 + rest * (1 + rest * (0.5 + rest / 6)))
}

export function millsRatio(z: f64): f64 {
  if (z < -0.5) return rootTwoPi * expHalfSquare(z, 1) - millsRatio(-z)
  if (z > 40) {
    const w = 1 / (z * z)
    return (1 - w * (1 - 3 * w * (1 - 5 * w * (1 - 7 * w * (1 - 9 * w * (1 - 11 * w)))))) / z
  }
  return millsNumerator(z) / millsDenominator(z)
}

export function millsDescent(z: f64): f64 {
  if (z < 2) return 1 - (z * millsNumerator(z)) / millsDenominator(z)
  const p = millsNumerator(z)
  const q = millsDenominator(z)
  return (p * denominatorSlope(z) - q * numeratorSlope(z)) / (q * q)
}

export function normalPdf(x: f64): f64 {
  return oneOverRootTwoPi * expHalfSquare(x, -1)
}

export function normalCdf(x: f64): f64 {
  if (x <= 0) return normalPdf(x) * millsRatio(-x)
  return 1 - normalPdf(x) * millsRatio(x)
}
