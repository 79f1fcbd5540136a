const halfPiHigh = 1.5707963267341256
const halfPiMiddle = 6.077100506303966e-11
const halfPiLow = 2.0222662487959506e-21
const twoOverPi = 0.6366197723675814
const sizeMax = 1e6

/**
 * [sin x, cos x] in a fixed order of operations, absolute error below 2e-16 for |x| ≤ 10⁶; beyond, where the digits of
 * x no longer say where in its period it lies, both are NaN. Cody–Waite reduction to |r| ≤ π/4 and the two Taylor
 * series.
 */
export function sineCosine(x: number): readonly [sine: number, cosine: number] {
  if (!(x >= -sizeMax && x <= sizeMax)) return [Number.NaN, Number.NaN]
  const turns = Math.round(x * twoOverPi)
  const r = x - turns * halfPiHigh - turns * halfPiMiddle - turns * halfPiLow
  const u = r * r
  let sine = 0
  let cosine = 0
  for (let k = 18; k >= 2; k -= 2) {
    sine = (1 - sine) * (u / (k * (k + 1)))
    cosine = (1 - cosine) * (u / (k * (k - 1)))
  }
  sine = r - r * sine
  cosine = 1 - cosine
  switch (((turns % 4) + 4) % 4) {
    case 0:
      return [sine, cosine]
    case 1:
      return [cosine, -sine]
    case 2:
      return [-sine, -cosine]
    default:
      return [-cosine, sine]
  }
}
