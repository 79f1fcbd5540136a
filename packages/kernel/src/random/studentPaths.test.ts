import { describe, expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { equalCorrelationRoot, makes, runPaths, wasmRandom } from './fixture/pathRun.js'
import { mixture } from './mixture.js'
import { normalPair } from './normalPair.js'
import { philox4x32 } from './philox.js'

const mean = (values: ArrayLike<number>, f: (x: number, i: number) => number): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += f(values[i]!, i)
  return sum / values.length
}

/** How many of its own standard errors a sample's mean of f is away from what it should be. */
function score(values: ArrayLike<number>, expected: number, f: (x: number, i: number) => number): number {
  const centre = mean(values, f)
  const variance = mean(values, (x, i) => (f(x, i) - centre) ** 2)
  return Math.abs(centre - expected) / Math.sqrt(variance / values.length)
}

/** Standard errors between how often something happened and its probability. */
function frequencyScore(values: ArrayLike<number>, p: number, happens: (x: number) => boolean): number {
  const frequency = mean(values, (x) => (happens(x) ? 1 : 0))
  return Math.abs(frequency - p) / Math.sqrt((p * (1 - p)) / values.length)
}

const paths = 400_000

describe('distributions, within four standard errors', () => {
  test('normal: moments 0, 1, 0, 3, 0, 15 of both numbers of a pair, and no correlation between them or their squares', () => {
    const { moves } = runPaths(wasmRandom, { paths, factors: 2, seed: 3 })
    for (const column of moves) {
      for (const [power, moment] of [0, 1, 0, 3, 0, 15].entries()) {
        expect(score(column, moment, (x) => x ** (power + 1))).toBeLessThan(4)
      }
    }
    expect(score(moves[0]!, 0, (x, i) => x * moves[1]![i]!)).toBeLessThan(4)
    expect(score(moves[0]!, 1, (x, i) => x * x * moves[1]![i]! ** 2)).toBeLessThan(4)
    expect(score(moves[0]!.subarray(1), 0, (x, i) => x * moves[0]![i]!)).toBeLessThan(4)
  })

  test('Student t: tail quantiles on both sides (mpmath), stated deviation', () => {
    for (const [p, degrees, t] of reference('studentQuantiles') as (readonly [number, number, number])[]) {
      const { moves } = runPaths(wasmRandom, { paths, degreesOfFreedom: degrees, deviations: [0.03], seed: 5 })
      const bound = 0.03 * t * Math.sqrt((degrees - 2) / degrees)
      expect(frequencyScore(moves[0]!, p, (x) => x > bound)).toBeLessThan(4)
      expect(frequencyScore(moves[0]!, p, (x) => x < -bound)).toBeLessThan(4)
      if (degrees > 4) expect(score(moves[0]!, 0.03 ** 2, (x) => x * x)).toBeLessThan(4)
    }
  })

  test('the χ² variable behind the mixture: its distribution function (mpmath) from 2.001 to 1000 degrees', () => {
    for (const [x, degrees, p] of reference('chiSquareCdf') as (readonly [number, number, number])[]) {
      if (p < 1e-3 || p > 1 - 1e-3) continue
      const draws = Float64Array.from(
        { length: 40_000 },
        (_, stream) => (degrees - 2) / mixture(9, 0, 0, stream, 0, degrees) ** 2,
      )
      expect(
        frequencyScore(draws, p, (draw) => draw < x),
        `${degrees} ${x}`,
      ).toBeLessThan(4)
    }
  })

  test('correlations and deviations are the stated ones; extremes come together', () => {
    const factors = 5
    const deviations = [0.01, 0.02, 0.03, 0.04, 0.05]
    const root = equalCorrelationRoot(factors, 0.6)
    const { moves } = runPaths(wasmRandom, { paths, factors, degreesOfFreedom: 6, deviations, root, seed: 8 })
    for (let k = 0; k < factors; k++) {
      for (let m = 0; m < factors; m++) {
        const expected = (k === m ? 1 : 0.6) * deviations[k]! * deviations[m]!
        expect(score(moves[k]!, expected, (x, i) => x * moves[m]![i]!)).toBeLessThan(4)
      }
    }
    // E[x²y²] of a bivariate t with unit variances: (1 + 2ρ²)(ν − 2)/(ν − 4); the sample's error is large, so coarse.
    const { moves: apart } = runPaths(wasmRandom, { paths, factors: 2, degreesOfFreedom: 12, seed: 9 })
    expect(score(apart[0]!, 10 / 8, (x, i) => x * x * apart[1]![i]! ** 2)).toBeLessThan(4)
  })
})

describe.each(makes)('%s', (_name, make) => {
  test('a path is what its draws make of it, by hand', () => {
    const root = [1, 0, 0, 0.5, 0.8, 0, 0.25, -0.3, 0.9]
    const path = 2 ** 40 + 12_345
    const { moves, forwards } = runPaths(make, {
      paths: 1,
      basePath: path,
      factors: 3,
      factorBlock: 7,
      mixtureBlock: 99,
      seed: 2 ** 35 + 17,
      degreesOfFreedom: 3.5,
      deviations: [0.1, 0.2, 0.3],
      scales: [1, 50, 60_000],
      root,
    })
    const words = new Int32Array(4)
    const pair = new Float64Array(2)
    const normals = [0, 1].flatMap((k) => {
      philox4x32(7 + k, 0, path % 2 ** 32, 2 ** 8, 17, 8, words)
      normalPair(words, pair)
      return [...pair]
    })
    const multiplier = mixture(17, 8, 99, path % 2 ** 32, 2 ** 8, 3.5)
    for (let k = 0; k < 3; k++) {
      const sum = root[3 * k]! * normals[0]! + root[3 * k + 1]! * normals[1]! + root[3 * k + 2]! * normals[2]!
      expect(moves[k]![0]).toBeCloseTo([0.1, 0.2, 0.3][k]! * multiplier * sum, 14)
      expect(forwards[k]![0]! / (Math.exp(moves[k]![0]!) * [1, 50, 60_000][k]!)).toBeCloseTo(1, 14)
    }
  })

  test('any pieces, and any path alone, have the same bits', () => {
    for (const antithetic of [false, true]) {
      const run = {
        paths: 300,
        basePath: 2 ** 32 - 150,
        factors: 3,
        degreesOfFreedom: 2.2,
        antithetic,
        root: equalCorrelationRoot(3, 0.4),
      }
      const whole = runPaths(make, run)
      for (const pieces of [Array.from({ length: 300 }, (_, k) => k + 1), [1, 2, 35, 36, 99, 164, 165, 298, 300]]) {
        expect(runPaths(make, { ...run, pieces })).toEqual(whole)
      }
      const later = runPaths(make, { ...run, basePath: 2 ** 32 + 1, paths: 77 })
      expect(later.moves[2]).toEqual(whole.moves[2]!.subarray(151, 228))
    }
  })

  test('antithetic paths are the mirror of the even ones, which are the streams of half their number', () => {
    const run = { paths: 100, factors: 2, degreesOfFreedom: 5, root: equalCorrelationRoot(2, -0.5) }
    const single = runPaths(make, run).moves
    const both = runPaths(make, { ...run, paths: 200, antithetic: true }).moves
    for (let k = 0; k < 2; k++) {
      for (let i = 0; i < 100; i++) {
        expect(both[k]![2 * i]).toBe(single[k]![i])
        expect(both[k]![2 * i + 1]).toBe(-single[k]![i]!)
      }
    }
  })

  test('more factors leave those before them alone; seeds and blocks are draws of their own', () => {
    const run = { paths: 50, factors: 2, degreesOfFreedom: 4 }
    const two = runPaths(make, run).moves
    expect(runPaths(make, { ...run, factors: 5 }).moves.slice(0, 2)).toEqual(two)
    expect(runPaths(make, { ...run, seed: 2 ** 32 + 1 }).moves).not.toEqual(two)
    expect(runPaths(make, { ...run, factorBlock: 1 }).moves).not.toEqual(two)
    expect(runPaths(make, { ...run, mixtureBlock: 1001 }).moves).not.toEqual(two)
  })

  test('no distribution, no number; forwards beyond the range of float64 are infinite or 0', () => {
    for (const degreesOfFreedom of [2, 1, 0, -3, Number.NaN]) {
      const { moves } = runPaths(make, { paths: 7, degreesOfFreedom })
      expect(moves[0]!.every((move) => Number.isNaN(move))).toBe(true)
    }
    const { moves, forwards } = runPaths(make, { paths: 60, deviations: [5000] })
    forwards[0]!.forEach((forward, i) => {
      if (Math.abs(moves[0]![i]!) > 750) expect(forward).toBe(moves[0]![i]! > 0 ? Infinity : 0)
    })
  })
})
