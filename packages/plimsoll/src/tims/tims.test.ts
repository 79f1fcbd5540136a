import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timsPriceMoves } from './pricePoints.js'
import { type TimsLeg, type TimsProductGroup, timsRequirement } from './timsRequirement.js'

const leg = (id: string, quantity: number, profits: readonly number[], minimumPerContract = 0): TimsLeg => ({
  id,
  quantity,
  profits: Float64Array.from(profits),
  minimumPerContract,
})
const group = (id: string, offset: number, ...classes: readonly (readonly TimsLeg[])[]): TimsProductGroup => ({
  id,
  offset,
  classes: classes.map((legs, at) => ({ id: `${id}${at}`, legs })),
})

describe('valuation points', () => {
  test('ranges of methods/classical.md §1.3: steps of 1.6 % down and 1.2 % up for a high-capitalisation index', () => {
    const moves = timsPriceMoves({ down: 0.08, up: 0.06, pointsPerSide: 5 })
    const expected = [-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06]
    expect(moves.length).toBe(10)
    moves.forEach((move, at) => {
      expect(move).toBeCloseTo(expected[at]!, 12)
    })
  })
})

describe('product groups', () => {
  const gains = [leg('gain', 1, [-50, 200])]
  const losses = [leg('loss', 1, [100, -300])]

  test.each([
    [0, 300],
    [0.5, 200],
    [0.9, 120],
    [1, 100],
  ])('gains count at the offset of %d', (offset, expected) => {
    const result = timsRequirement([group('G', offset, gains, losses)])
    expect(result.value).toBeCloseTo(expected, 9)
    expect(result.groups[0]!.activePoint).toBe(1)
  })

  test('groups do not help one another', () => {
    expect(timsRequirement([group('A', 1, gains), group('B', 1, losses)]).value).toBe(50 + 300)
  })

  test('the minimum per contract counts both sides of the market and spares shares', () => {
    const legs = [leg('bought', 2, [1, -1], 37.5), leg('sold', -3, [1, -1], 37.5), leg('shares', 10, [0, 0])]
    const [one] = timsRequirement([group('G', 0, legs)]).groups
    expect(one).toMatchObject({ value: 187.5, minimum: 187.5, binding: 'minimum', worstLoss: 1 })
    expect(one!.parts.map(({ part }) => part)).toEqual([75, 0, 112.5])
  })

  test('nothing held, nothing needed', () => {
    expect(timsRequirement([]).value).toBe(0)
    expect(timsRequirement([group('G', 0, [])]).groups[0]).toMatchObject({ value: 0, activePoint: -1 })
  })

  const profits = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 10, maxLength: 10 })
  const legs = fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), profits), { maxLength: 4 })
  const classes = fc.array(legs, { maxLength: 4 })
  const made = (drawn: [number, number[]][][], offset: number): TimsProductGroup =>
    group(
      'G',
      offset,
      ...drawn.map((list, row) => list.map(([quantity, row10], at) => leg(`${row}-${at}`, quantity, row10, 37.5))),
    )

  test('a larger offset never asks for more; the order of the legs changes no bit; parts sum to the value', () => {
    fc.assert(
      fc.property(
        classes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (drawn, a, b) => {
          const [less, more] = a < b ? [a, b] : [b, a]
          const strict = timsRequirement([made(drawn, less)])
          expect(timsRequirement([made(drawn, more)]).value).toBeLessThanOrEqual(strict.value * (1 + 1e-12) + 1e-9)
          const shuffled = made(drawn, less)
          const reversed = {
            ...shuffled,
            classes: shuffled.classes.map((one) => ({ ...one, legs: [...one.legs].reverse() })).reverse(),
          }
          expect(timsRequirement([reversed])).toEqual(strict)
          let sum = 0
          for (const { part } of strict.groups[0]!.parts) sum += part
          expect(sum).toBe(strict.value)
          const [one] = strict.groups
          expect(one!.value).toBeCloseTo(Math.max(one!.worstLoss, one!.minimum), 6)
        },
      ),
    )
  })
})
