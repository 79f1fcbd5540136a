import { exp2, expm1, log1p, pow } from '../elementary/index.js'
import { accumulate, indexOfMin } from '../loop/index.js'
import { millsRatio, normalQuantile } from '../normal/index.js'
import { bachelier, black76, impliedNormalStdDev, impliedTotalVolatility } from '../price/index.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

/** Functions of one number or few, which the module exports for itself: `exp`, `log`, `logRatio` and the like. */
export function scalars({ run, digest }: Stage): void {
  const next = numberStream(17)
  const small = (): number => run.exp(-36 * next())
  for (const x of arguments_(next)) {
    digest.numbers([run.exp(x), run.log(x), run.normalCdf(x), run.normalPdf(x)])
    for (const y of oddNumbers) digest.numbers([run.logRatio(x, y), run.timeValueAnywhere(y, 100, x)])
  }
  for (let i = 0; i < 60_000; i++) {
    const x = 1500 * (next() - 0.5)
    const z = 80 * (next() - 0.5)
    const u = run.exp(x)
    const v = 4 * small()
    digest.numbers([u, run.log(u), run.logRatio(u, 1 + next()), run.normalCdf(z), run.normalPdf(z)])
    digest.numbers([run.timeValueAnywhere(0.4 * z * v, 100, v), run.logRatio(1 + small(), 1)])
  }
}

/** Functions that exist in TypeScript alone, whose bits must not depend on the engine: what solves and inverts. */
export function plain({ digest }: Stage): void {
  const next = numberStream(18)
  for (const x of arguments_(next)) {
    digest.numbers([exp2(x), expm1(x), log1p(x), millsRatio(x), normalQuantile(x)])
    for (const y of oddNumbers) {
      digest.numbers([pow(x, y), pow(y, x), black76(x, y, 0.3, true), black76(100, x, y, false)])
      digest.numbers([bachelier(x, y, 3, true), impliedTotalVolatility(x, 100, y, true)])
      digest.numbers([impliedNormalStdDev(x, 100, y, true)])
    }
  }
  const sum = new Float64Array(64)
  for (let i = 0; i < 12_000; i++) {
    const [u, w] = [next(), next()]
    digest.numbers([exp2(2100 * (u - 0.5)), expm1(60 * (w - 0.5)), log1p(w * w - u), normalQuantile(u * w)])
    digest.numbers([pow(u + 0.5, 100 * (w - 0.5)), millsRatio(80 * (u - 0.4)), bachelier(100, 200 * u, 40 * w, u < w)])
    const price = black76(100, 60 + 80 * u, 0.001 + w, u < 0.5)
    digest.numbers([price, impliedTotalVolatility(price, 100, 60 + 80 * u, u < 0.5)])
    digest.numbers([impliedTotalVolatility(40 * u, 100, 60 + 80 * w, false)])
    digest.numbers([impliedNormalStdDev(20 + 40 * u, 100, 100 + 80 * w, true)])
    sum[i % 64] = u
    accumulate(sum, sum, w - 0.5)
    digest.numbers([indexOfMin(sum)])
  }
  digest.doubles(sum)
}

/** Both signs of the limits, of powers of two and of what lies beside them, and of the ends of exp, φ and Φ. */
function arguments_(next: () => number): number[] {
  const ends = [708.4, 709.78, 709.782712893384, 709.8, 744.4, 745.13, 745.2, 38.5, 38.6, 37.5, 40, 0.5, 2, 1e6]
  const points = [...oddNumbers, ...ends]
  for (let power = 2 ** -60; power <= 2 ** 60; power *= 4) {
    points.push(power, power * (1 + 2 ** -52), power * (1 - 2 ** -53), power * (1 + next()))
  }
  return points.flatMap((x) => [x, -x])
}
