import { describe, expect, test } from 'vitest'
import { chiSquareCdf, chiSquareQuantile } from './chiSquare.js'
import { chiSquareDraw } from './chiSquareDraw.js'
import { poissonQuantile } from './poissonQuantile.js'
import { randomSource } from './random.js'

const count = 40_000

describe('chiSquareDraw', () => {
  test.each([2.1, 3, 4.5, 10, 200])(
    '%d degrees: mean, variance and quantiles within four standard errors',
    (degrees) => {
      const random = randomSource(5)
      const draws = Array.from({ length: count }, (_, stream) => chiSquareDraw(random, stream, 0, degrees))
      const mean = draws.reduce((sum, x) => sum + x, 0) / count
      const variance = draws.reduce((sum, x) => sum + (x - degrees) * (x - degrees), 0) / count
      // Cumulants of χ²: ν, 2ν, 8ν, 48ν.
      expect(Math.abs(mean - degrees) / Math.sqrt((2 * degrees) / count)).toBeLessThan(4)
      const fourth = 48 * degrees + 3 * (2 * degrees) ** 2
      expect(Math.abs(variance - 2 * degrees) / Math.sqrt((fourth - (2 * degrees) ** 2) / count)).toBeLessThan(4)
      for (const p of [0.001, 0.05, 0.5, 0.95, 0.999]) {
        const quantile = chiSquareQuantile(p, degrees)
        const below = draws.filter((x) => x <= quantile).length / count
        expect(Math.abs(below - p) / Math.sqrt((p * (1 - p)) / count)).toBeLessThan(4)
      }
    },
  )
})

describe('poissonQuantile', () => {
  test('inverts the distribution, P(N ≤ n) = P(χ² with 2(n + 1) degrees > 2·mean)', () => {
    for (const mean of [0.01, 0.5, 3, 40, 100]) {
      for (let p = 0.0005; p < 1; p += 0.013) {
        const n = poissonQuantile(p, mean)
        const upTo = (m: number): number => (m < 0 ? 0 : 1 - chiSquareCdf(2 * mean, 2 * (m + 1)))
        expect(upTo(n)).toBeGreaterThanOrEqual(p - 1e-13)
        expect(upTo(n - 1)).toBeLessThan(p + 1e-13)
      }
    }
  })

  test('nothing outside its domain', () => {
    expect(poissonQuantile(0, 1)).toBeNaN()
    expect(poissonQuantile(0.5, -1)).toBeNaN()
    expect(poissonQuantile(0.5, 101)).toBeNaN()
  })
})
