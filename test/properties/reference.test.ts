import { readFileSync } from 'node:fs'
import {
  contributions,
  generations,
  liquidationPrices,
  type MarginSpec,
  margin,
  type NodeResult,
  parseBook,
  parseMarket,
  partsOf,
  rulebook,
  type ScenarioGrid,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import type { HouseSpec } from '../houseSpec.js'

/**
 * Books valued by a second model, test/reference/model.py, which shares no code with the library; the numbers of
 * cases.json are its output and none of ours.
 */
interface Case {
  readonly name: string
  readonly rules: string
  readonly market: unknown
  readonly book: unknown
  /** Fields that replace those of the rule book's grid. */
  readonly grid?: Partial<ScenarioGrid>
  readonly expected: {
    readonly equity: number
    readonly initialEquity: number
    readonly initial: number
    readonly maintenance: number
    readonly unrealised: number
    readonly leaves: readonly number[]
    readonly withdrawable: Readonly<Record<string, number>>
    readonly contributions: readonly { readonly instrument: string; readonly alone: number; readonly saves: number }[]
    readonly generations?: Readonly<Record<'isolated' | 'cross' | 'netted' | 'offset' | 'portfolio', number>>
    readonly liquidation?: readonly {
      readonly underlying: string
      readonly below: number | null
      readonly above: number | null
      readonly breached: boolean
    }[]
  }
}

const cases: readonly Case[] = JSON.parse(readFileSync(new URL('../reference/cases.json', import.meta.url), 'utf8'))

describe.each(cases)('the second model agrees: $name, $rules', ({ rules, grid, expected, ...documents }) => {
  const market = parseMarket(documents.market)
  const book = parseBook(documents.book)
  const spec = withGrid(rulebook(rules), grid)
  const result = margin(book, market, spec)
  // A difference of two large numbers is known to 1e-9 of those, not of itself.
  const size = Math.max(Math.abs(result.accountValue), ...leavesOf(result.tree.initial))

  test('equity, requirement and its leaves', () => {
    for (const field of ['equity', 'initialEquity', 'initial', 'maintenance', 'unrealised'] as const) {
      near(result[field], expected[field], 0, field)
    }
    const leaves = leavesOf(result.tree.initial)
    expect(leaves).toHaveLength(expected.leaves.length)
    for (const [row, leaf] of leaves.entries()) near(leaf, expected.leaves[row]!, 0, `leaf ${row}`)
    let parts = 0
    for (const part of partsOf(result.tree.initial).values()) parts += part
    near(parts, expected.initial, size, 'sum of the parts')
  })

  test('what may be withdrawn', () => {
    expect(Object.keys(result.withdrawableAssets).sort()).toEqual(Object.keys(expected.withdrawable).sort())
    for (const [asset, amount] of Object.entries(expected.withdrawable)) {
      near(result.withdrawableAssets[asset]!, amount, size / market.assets[asset]!.price, asset)
    }
  })

  test('contributions', () => {
    const ours = contributions(book, market, spec)
    expect(ours.map((entry) => entry.instrument)).toEqual(expected.contributions.map((entry) => entry.instrument))
    for (const [row, { alone, saves }] of expected.contributions.entries()) {
      near(ours[row]!.alone, alone, 0, `alone ${row}`)
      // With reducing orders a book without the position is also without what they reduce; the second model drops them.
      if (!book.orders.some((order) => order.reduceOnly))
        near(ours[row]!.saves, saves, size + expected.initial, `saves ${row}`)
    }
  })

  const rungs = expected.generations
  if (rungs !== undefined)
    test('the ladder of generations', () => {
      const { isolated, cross, netted, offset, portfolio } = rungs
      const ladder = generations(book, market, spec)
      const capitals = [isolated, cross, portfolio]
      for (const [row, generation] of ladder.generations.entries())
        near(generation.capital, capitals[row]!, 0, generation.id)
      const saved = [isolated - cross, cross - netted, netted - offset, offset - portfolio]
      for (const [row, step] of ladder.steps.entries()) near(step.saved, saved[row]!, isolated, step.cause)
    })

  const liquidation = expected.liquidation
  if (liquidation !== undefined)
    test('liquidation prices', () => {
      const ours = liquidationPrices(book, market, spec)
      expect(ours.map((entry) => entry.underlying)).toEqual(liquidation.map((entry) => entry.underlying))
      for (const [row, theirs] of liquidation.entries()) {
        expect(ours[row]!.breached).toBe(theirs.breached)
        for (const side of ['below', 'above'] as const) {
          const [price, other] = [ours[row]![side], theirs[side]]
          if (price === null || other === null) expect(price, side).toBe(other)
          // The library solves the logarithm of the price to 1e-7.
          else expect(Math.abs(price / other - 1), side).toBeLessThan(1.1e-7)
        }
      }
    })
})

function withGrid(spec: MarginSpec, grid: Partial<ScenarioGrid> | undefined): MarginSpec {
  return grid === undefined
    ? spec
    : { ...spec, scenarios: { grid: { ...(spec as HouseSpec).scenarios.grid, ...grid } } }
}

/** The values of the scans and of the minimum, in the order of the tree. */
function leavesOf(node: NodeResult): readonly number[] {
  return node.children.length === 0 ? [node.value] : node.children.flatMap(leavesOf)
}

function near(ours: number, theirs: number, size: number, what: string): void {
  const scale = Math.max(Math.abs(theirs), size, 1)
  expect(Math.abs(ours - theirs) / scale, `${what}: ${ours} and not ${theirs}`).toBeLessThan(1e-9)
}
