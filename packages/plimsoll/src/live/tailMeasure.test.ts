import { jointMultiple, KernelMemory, referenceFunctions, tailScratchBytes, wasmFunctions } from '@plimsoll/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QuantileConvention } from '../statistics/quantileConvention.js'
import { tailRisk } from '../statistics/tailRisk.js'
import { tailMeasure } from './tailMeasure.js'
import { releaseMeasure, writeMeasure } from './tailMeasures.js'

/** The measure of losses as the kernel computes it: one line of them as profits, sold. */
function inKernel(
  make: typeof wasmFunctions,
  losses: readonly number[],
  measure: ReturnType<typeof tailMeasure>,
): number {
  const memory = new KernelMemory()
  const count = Math.ceil(losses.length / jointMultiple) * jointMultiple
  const row = memory.allocate(8 * count)
  memory.doubles(row, losses.length).set(losses)
  const line = memory.allocate(16)
  memory.words(line, 1)[0] = row
  memory.doubles(line + 8, 1)[0] = -1
  const out = memory.allocate(8)
  const measures = writeMeasure(memory, measure)
  make(memory).tailOfLines(line, 1, count, losses.length, measures, out, memory.allocate(tailScratchBytes(count, 1)))
  const found = memory.doubles(out, 1)[0]!
  releaseMeasure(memory, measures, measure)
  return found
}

/** Few different losses and probabilities, so that both are often equal, and sums of them the mass; and any. */
const observation = fc.record({
  loss: fc.oneof(fc.constantFrom(-1, 0, 1, 2, 3), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
  probability: fc.oneof(
    fc.constantFrom(0, 0.01, 0.02, 1e-13),
    fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }),
  ),
})
const conventions: readonly QuantileConvention[] = ['kth-worst', 'cumulative-exceeds', 'rockafellar', 'r2', 'r7']

test('a measure of scenarios with probabilities has the bits of tailRisk with these as weights', () => {
  let compared = 0
  fc.assert(
    fc.property(
      fc.array(observation, { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.9, 0.95, 0.975, 0.99, 0.999, 1e-9, 0.1234),
      fc.constantFrom(...conventions),
      fc.constantFrom('value-at-risk' as const, 'expected-shortfall' as const),
      (sample, confidence, quantile, measure) => {
        const weights = Float64Array.from(sample, ({ probability }) => probability)
        // The squares of less than that have no float64.
        fc.pre(weights.some((weight) => weight > 1e-15))
        // A loss of −0 does not come out of a sum that begins with 0.
        const losses = sample.map(({ loss }) => loss + 0)
        const risk = tailRisk(Float64Array.from(losses), { confidence, quantile, weights })
        const expected = measure === 'value-at-risk' ? risk.valueAtRisk : risk.expectedShortfall
        const node = {
          node: 'tail',
          scenarios: 's',
          scope: 'account',
          measure,
          confidence,
          quantile: quantile as 'r7',
        } as const
        const read = tailMeasure(node, losses.length, weights)
        for (const make of [wasmFunctions, referenceFunctions]) {
          const found = inKernel(make, losses, read)
          if (!Object.is(found, expected)) expect.fail(`${found} and ${expected}`)
          compared++
        }
      },
    ),
    { numRuns: 3000 },
  )
  expect(compared).toBe(6000)
})

test('what a measure leaves out is a share of what losses are added up from', () => {
  const node = { node: 'tail', scenarios: 's', scope: 'account', confidence: 0.99, quantile: 'kth-worst' } as const
  const slack = (measure: 'value-at-risk' | 'expected-shortfall', count: number, quantile = 'kth-worst' as 'r7') =>
    tailMeasure({ ...node, measure, quantile }, count, new Float64Array(count).fill(1 / count)).slack
  // 2⁻³⁸; a rank is looked for within tolerances of mass in place of that.
  expect(slack('value-at-risk', 500)).toBe(2 ** -38)
  // 10⁻¹² and 500·2⁻⁵⁰ of the total, over a tail of 0.01.
  expect(slack('expected-shortfall', 500)).toBeCloseTo(2 ** -38 + (1e-12 + 500 * 2 ** -50) / 0.01, 16)
  // Four times what the ends of the window leave out and sums err by, over its width of 1/500.
  expect(slack('value-at-risk', 500, 'r7')).toBeCloseTo(2 ** -38 + 4 * (2e-12 + 500 * 2 ** -50) * 500, 16)
  // Beyond 8,192 probabilities their sums may err by more than the tolerance: such accounts are always computed.
  expect(slack('value-at-risk', 8193)).toBe(4)
})
