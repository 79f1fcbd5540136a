import { randomSource, tailRisk } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { coverRequirement } from './coverRequirement.js'
import { fundSize } from './fundSize.js'

const costs = { capital: 0.1, shortfall: 10 }

/** Days of which one in ten has a shortfall, generalised Pareto of shape ξ and scale β. */
function days(count: number, shape: number, scale: number, seed: number): Float64Array {
  const random = randomSource(seed)
  return Float64Array.from({ length: count }, (_, day) => {
    if (random.uniform(0, day) > 0.1) return 0
    return (scale * (random.uniform(1, day) ** -shape - 1)) / shape
  })
}

describe('fundSize', () => {
  test('simulated days: K* is the true 99 % quantile, ES the true mean beyond it, and ξ’s interval holds it', () => {
    const { confidence, size, expectedShortfall, shape, shapeInterval } = fundSize(
      days(100_000, 0.4, 3, 5),
      costs,
      0.95,
    )
    expect(confidence).toBe(0.99)
    // P(D > x) = 0.1·(1 + ξx/β)^(−1/ξ) = 0.01; ES of that tail.
    const trueSize = (3 * (0.1 ** -0.4 - 1)) / 0.4
    // Two standard errors: of the sample's quantile 0.235 of 11.3; of ES by that of ξ, 1.4/√5000 over 1 − ξ, and the quantile's.
    expect(Math.abs(size / trueSize - 1)).toBeLessThan(0.042)
    expect(Math.abs((expectedShortfall as number) / ((trueSize + 3) / 0.6) - 1)).toBeLessThan(0.1)
    expect(shapeInterval[0]).toBeLessThan(0.4)
    expect(shapeInterval[1]).toBeGreaterThan(0.4)
    expect(Math.abs(shape - 0.4)).toBeLessThan(0.1)
  })

  test('K* is where r·K + κ·E[(D − K)⁺] is least: no other fund of the sample costs less', () => {
    const shortfalls = days(20_000, 0.3, 5, 9)
    const { size } = fundSize(shortfalls, costs, 0.95)
    const cost = (fund: number): number =>
      0.1 * fund + (10 * shortfalls.reduce((sum, one) => sum + Math.max(0, one - fund), 0)) / shortfalls.length
    for (const factor of [0.7, 0.85, 1.15, 1.3]) expect(cost(size)).toBeLessThan(cost(size * factor))
  })

  test('a tail without a mean is called so, and its interval says how sure that is', () => {
    const { expectedShortfall, shape, shapeInterval } = fundSize(days(20_000, 1.4, 1, 3), costs, 0.95)
    expect(shape).toBeGreaterThan(1)
    expect(expectedShortfall).toBe('mean not finite')
    expect(shapeInterval[0]).toBeGreaterThan(1)
  })

  test('a confidence that lies below the threshold is read from the sample', () => {
    const shortfalls = days(5_000, 0.3, 5, 1)
    const { size } = fundSize(shortfalls, { capital: 1, shortfall: 10 }, 0.95)
    expect(size).toBe(tailRisk(shortfalls, { confidence: 0.9, quantile: 'kth-worst' }).valueAtRisk)
  })

  test('refuses costs that leave nothing to weigh, and a tail of fewer than ten', () => {
    const shortfalls = days(1_000, 0.3, 5, 1)
    expect(() => fundSize(shortfalls, { capital: 10, shortfall: 10 }, 0.95)).toThrow(/capital < shortfall/)
    expect(() => fundSize(shortfalls, { capital: 0, shortfall: 10 }, 0.95)).toThrow(/capital < shortfall/)
    expect(() => fundSize(shortfalls, costs, 0.995)).toThrow(/at least 10/)
  })
})

describe('coverRequirement', () => {
  const crash = {
    name: 'crash',
    owners: [
      { owner: 'whale', collateral: 100n, loss: 160n },
      { owner: 'fund', collateral: 80n, loss: 130n },
      { owner: 'maker', collateral: 500n, loss: 400n },
      { owner: 'retail 1', collateral: 1n, loss: 5n },
      { owner: 'retail 2', collateral: 2n, loss: 8n },
      { owner: 'desk', collateral: 30n, loss: 50n },
    ],
  }

  test('the two largest, and the smallest of the others together', () => {
    expect(coverRequirement([crash], 2)).toEqual({
      scenario: 'crash',
      largest: ['whale', 'fund'],
      largestShortfall: 110n,
      smallestShortfall: 10n,
      total: 120n,
    })
    expect(coverRequirement([crash], 0)!.total).toBe(110n)
    expect(coverRequirement([crash], 10)!.total).toBe(140n)
  })

  test('the worst scenario decides, which may be that of the crowd', () => {
    const crowd = {
      name: 'crowd',
      owners: Array.from({ length: 40 }, (_, row) => ({ owner: `retail ${row}`, collateral: 1n, loss: 5n })),
    }
    expect(coverRequirement([crash, crowd], 0)!.scenario).toBe('crash')
    expect(coverRequirement([crash, crowd], 100)).toMatchObject({ scenario: 'crowd', total: 160n })
    expect(coverRequirement([{ name: 'calm', owners: [] }], 5)!.total).toBe(0n)
    expect(coverRequirement([], 5)).toBeUndefined()
  })
})
