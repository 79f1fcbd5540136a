/** Positive abscissae of the Gauss–Legendre rule of 20 points on [−1, 1], and its weights. */
const abscissae = [
  0.07652652113349734, 0.22778585114164507, 0.37370608871541955, 0.5108670019508271, 0.636053680726515,
  0.7463319064601508, 0.8391169718222188, 0.9122344282513259, 0.9639719272779138, 0.9931285991850949,
]
const weights = [
  0.15275338713072584, 0.14917298647260374, 0.14209610931838204, 0.13168863844917664, 0.11819453196151841,
  0.10193011981724044, 0.08327674157670475, 0.06267204833410907, 0.04060142980038694, 0.017614007139152118,
]

const inverseTwoPi = 0.15915494309189535
/** Panels each of a third of the one before: the last one is 3⁻³⁶ ≈ 7e-18 wide. */
const panels = 36

/**
 * (1/2π)∫ g(q) dρ/√(1 − ρ²) from ρ = `correlation` ≥ 0 up to 1, where q(ρ) = (a² − 2ρab + b²)/(1 − ρ²) is the squared
 * distance of (a, b) from the centre in the metric of the correlation. By Plackett's identity (Biometrika 41 (1954)) this is
 * the probability that the bivariate normal distribution loses below (a, b) when its correlation falls from 1, with
 * g(q) = e^(−q/2); for Student's t with ν degrees of freedom g(q) = (1 + q/ν)^(−ν/2).
 *
 * The integral is taken in t = tan(½ arcsin ρ), in which everything is rational, on panels that shrink towards ρ = 1, where
 * q turns steep when a and b are close.
 */
export function diagonalIntegral(a: number, b: number, correlation: number, g: (square: number) => number): number {
  const cosine = Math.sqrt((1 - correlation) * (1 + correlation))
  // Distance of t from 1, without cancellation.
  let far = (1 - correlation + cosine) / (1 + cosine)
  const difference = (a - b) * (a - b)
  const product = 2 * a * b
  let sum = 0
  for (let panel = 0; panel < panels && far > 0; panel++) {
    const near = panel === panels - 1 ? 0 : far / 3
    const middle = (far + near) / 2
    const half = (far - near) / 2
    let part = 0
    for (let point = 0; point < abscissae.length; point++) {
      const step = half * abscissae[point]!
      part += weights[point]! * (value(middle + step) + value(middle - step))
    }
    sum += part * half
    far = near
  }
  return sum * inverseTwoPi

  function value(distance: number): number {
    const t = 1 - distance
    const norm = 1 + t * t
    const sine = (2 * t) / norm
    const cosineHere = (distance * (1 + t)) / norm
    return (g(difference / (cosineHere * cosineHere) + product / (1 + sine)) * 2) / norm
  }
}
