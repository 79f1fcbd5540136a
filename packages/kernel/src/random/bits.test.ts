import { expect, test } from 'vitest'
import { equalCorrelationRoot, type PathRun, runPaths, wasmRandom } from './fixture/pathRun.js'
import { randomReference } from './functions.js'

/** How many outputs of WebAssembly and TypeScript were compared, to the bit (not-a-number is like not-a-number). */
function compare(run: PathRun): number {
  const fast = runPaths(wasmRandom, run)
  const plain = runPaths(randomReference, run)
  let compared = 0
  for (const kind of ['moves', 'forwards'] as const) {
    for (const [factor, column] of plain[kind].entries()) {
      const other = fast[kind][factor]!
      for (let i = 0; i < column.length; i++) {
        if (!Object.is(other[i], column[i])) {
          expect.fail(`${kind} of factor ${factor}, path ${i}: ${other[i]} and ${column[i]}`)
        }
      }
      compared += column.length
    }
  }
  return compared
}

test('WebAssembly and TypeScript agree on three million outputs', () => {
  let compared = 0
  for (const degreesOfFreedom of [2.0001, 2.5, 3, 5, 30, 1e9, Infinity]) {
    const factors = 20
    compared += compare({
      paths: 10_000,
      basePath: 2 ** 32 - 5000,
      factors,
      degreesOfFreedom,
      seed: 77,
      root: equalCorrelationRoot(factors, 0.5),
      deviations: Array.from({ length: factors }, (_, k) => 0.01 * (k + 1)),
      scales: Array.from({ length: factors }, (_, k) => 3 ** k),
    })
  }
  compared += compare({ paths: 100_000, factors: 1, degreesOfFreedom: 2.5, seed: 2 ** 53 - 1, antithetic: true })
  expect(compared).toBeGreaterThan(2_900_000)
})

test('WebAssembly and TypeScript agree at the edges', () => {
  const degrees = [2, 2 + 2 ** -51, 2.001, 4, 1e15, 1e300, Number.MAX_VALUE, Infinity, Number.NaN, -1, 0]
  for (const degreesOfFreedom of degrees) {
    for (const factors of [1, 2, 3, 7]) {
      for (const paths of [1, 2, 3, 31, 33, 65]) {
        for (const antithetic of [false, true]) {
          compare({
            paths,
            factors,
            degreesOfFreedom,
            antithetic,
            basePath: paths % 2 === 0 ? 0 : 2 ** 53 - 1 - paths,
            root: equalCorrelationRoot(factors, -0.1),
          })
        }
      }
    }
  }
  for (const deviation of [0, -0, 1e-320, 80, 300, 1e308, Infinity, Number.NaN]) {
    for (const scale of [1, 0, 1e-300, 1e300]) {
      compare({ paths: 101, factors: 3, deviations: [1, deviation, 2], scales: [1, scale, 1], degreesOfFreedom: 3 })
    }
  }
  compare({ paths: 50, factors: 2, root: [Number.NaN, 0, 1, Infinity] })
  compare({ paths: 50, factors: 2, factorBlock: 0xffffffff, mixtureBlock: 0xffffff80, degreesOfFreedom: 2.1 })
})
