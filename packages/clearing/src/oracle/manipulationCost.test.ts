import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type InterestTerms, manipulationCost, openInterestCap, type SourceLiquidity } from './manipulationCost.js'

/** A venue on which a move of 0.1 % costs as much as two million and one of 1 % twenty. */
const venue = (group: string, times = 1n): SourceLiquidity => ({
  group,
  weight: times,
  depth: [
    { movePpm: 1_000n, notional: 2_000_000n * times },
    { movePpm: 10_000n, notional: 20_000_000n * times },
    { movePpm: 100_000n, notional: 60_000_000n * times },
    { movePpm: 1_000_000n, notional: 100_000_000n * times },
  ],
  refillPerSecond: 0n,
})
const terms: InterestTerms = { withdrawablePpm: 1_000_000n, feePpm: 1_000n, seconds: 0, safety: 3n }
const moves = [1_000n, 2_000n, 5_000n, 10_000n, 100_000n, 1_000_000n]
const three = [venue('a'), venue('b'), venue('c')]

test('by hand: ½ · 1 % · 20 M on two of three venues is 200,000; holding it costs δ · R · τ', () => {
  expect(manipulationCost(three, 3, 10_000n, 0)).toBe(200_000n)
  const refilled = three.map((source) => ({ ...source, refillPerSecond: 10_000n }))
  expect(manipulationCost(refilled, 3, 10_000n, 600)).toBe(200_000n + 2n * 60_000n)
  // Of a large and four small venues the cap leaves the large one a third, so it takes itself and one more or the four others.
  const uneven = [venue('a', 10n), venue('b'), venue('c'), venue('d'), venue('e')]
  expect(manipulationCost(uneven, 3, 10_000n, 0)).toBe(300_000n)
})

test('O8 GMX-AVAX: where +1 % costs 200,000, no open interest that is admitted gains so much', () => {
  const cap = openInterestCap(three, 3, moves, terms)!
  for (const move of moves) {
    const cost = manipulationCost(three, 3, move, 0)
    const gain = (open: bigint): bigint => (open * (move - terms.feePpm)) / 1_000_000n
    expect(gain(cap) * 3n).toBeLessThanOrEqual(cost)
  }
  // The step that decides: a move just below 0.5 % against the depth and move of 0.2 %: ½ · 0.2 % · 2 M on two venues = 4,000, a third
  // of which is 0.4 % of N.
  expect(cap).toBe(333_333n)
  // With N at the cap, +1 % brings 3,000 after the fee.
  expect((cap * 9_000n) / 1_000_000n).toBeLessThan(200_000n)
})

test('O8 GMX-AVAX: between the written moves the rule holds too', () => {
  const source = fc.record({
    group: fc.string(),
    weight: fc.bigInt(1n, 100n),
    depth: fc.array(fc.bigInt(1n, 10_000_000n), { minLength: 3, maxLength: 3 }).map((list) =>
      [1_000n, 30_000n, 300_000n].map((movePpm, row) => ({
        movePpm,
        notional: list.slice(0, row + 1).reduce((a, b) => a + b),
      })),
    ),
    refillPerSecond: fc.bigInt(0n, 10_000n),
  })
  fc.assert(
    fc.property(fc.array(source, { minLength: 3, maxLength: 6 }), fc.bigInt(1n, 1_000_000n), (sources, move) => {
      const held = { ...terms, seconds: 60 }
      const cap = openInterestCap(sources, 3, moves, held)!
      const gain = (cap * (move - held.feePpm)) / 1_000_000n
      expect(gain * 3n).toBeLessThanOrEqual(manipulationCost(sources, 3, move, 60) + 3n)
    }),
  )
})

test('a move that costs more in fees than it brings sets no cap', () => {
  expect(openInterestCap(three, 3, [500n, 1_000n], terms)).toBe(undefined)
  expect(() => manipulationCost([venue('a'), venue('b')], 3, 1_000n, 0)).toThrow('from 3 to 16 groups')
})
