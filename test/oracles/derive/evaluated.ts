import { type MarginResult, type MarginSpec, type MarketSnapshot, margin, type Portfolio } from 'plimsoll'
import { expect } from 'vitest'
import { allExposures, exposuresUnder } from '../../../packages/plimsoll/src/account/assess.js'
import { holdingsOf } from '../../../packages/plimsoll/src/account/holdings.js'
import { type Context, contextOf, type Scene } from '../../../packages/plimsoll/src/requirement/context.js'
import { evaluateRequirement } from '../../../packages/plimsoll/src/requirement/evaluate.js'
import type { NodeResult } from '../../../packages/plimsoll/src/requirement/nodeResult.js'
import { createValuation } from '../../../packages/plimsoll/src/valuation/valuation.js'
import type { OracleCase } from '../oracleCase.js'

/** A book under a rule book, with every node at hand. */
export interface Evaluated {
  readonly result: MarginResult
  /** What the requirement sees. */
  readonly context: Context
  /** What the collateral rule takes off. */
  readonly haircut: { readonly initial: NodeResult; readonly maintenance: NodeResult }
  /** The venue’s own numbers: equity less requirement. */
  readonly net: { readonly initial: number; readonly maintenance: number }
}

export function evaluated(book: Portfolio, market: MarketSnapshot, spec: MarginSpec): Evaluated {
  const valuation = createValuation(market, spec)
  const result = margin(book, market, spec, valuation)
  const holdings = holdingsOf(book, valuation)
  const scene: Scene = { valuation, spec, facts: {}, known: new Map() }
  if (spec.collateral.mode !== 'rule') throw new Error(`${spec.id}: collateral is no expression`)
  return {
    result,
    context: contextOf(exposuresUnder(holdings, spec), scene),
    haircut: {
      initial: evaluateRequirement(spec.collateral.initial, allExposures(holdings), scene),
      maintenance: evaluateRequirement(spec.collateral.maintenance, allExposures(holdings), scene),
    },
    net: { initial: result.initialEquity - result.initial, maintenance: result.equity - result.maintenance },
  }
}

/** The sum of all nodes with a label, not looking inside one that has it. */
export function partOf(node: NodeResult, label: string): number {
  if (node.label === label) return node.value
  return node.children.reduce((sum, child) => sum + partOf(child, label), 0)
}

/** The first node of a document that passes. */
export function findNode<Node>(
  value: unknown,
  passes: (node: Readonly<Record<string, unknown>>) => boolean,
): Node | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value) && passes(value as Readonly<Record<string, unknown>>)) return value as Node
  for (const item of Object.values(value)) {
    const found = findNode<Node>(item, passes)
    if (found !== undefined) return found
  }
  return undefined
}

export interface Tolerance {
  readonly abs?: number
  readonly rel?: number
}

/** Relative where the printed number is above 1 in size. */
export function expectClose(value: number, printed: unknown, { abs = 0, rel = 0 }: Tolerance, what: string): void {
  const number = Number(printed)
  const allowed = Math.max(abs, rel * Math.max(Math.abs(number), 1))
  expect(Math.abs(value - number), `${what}: ${value}, printed ${number}`).toBeLessThanOrEqual(allowed)
}

/**
 * The fields that the file asks to check, all its numbers where it names none. Its tolerance may be as wide as the venue's own
 * test; what we compute in float64 agrees to nine digits.
 */
export function expectFields({ expected, tolerance }: OracleCase, computed: Readonly<Record<string, number>>): void {
  const fields = tolerance.fields ?? Object.keys(expected).filter((field) => typeof expected[field] === 'number')
  const rel = Math.min(tolerance.rel ?? digits, digits)
  for (const field of fields) {
    expect(computed, `nothing computes ${field}`).toHaveProperty(field)
    expectClose(computed[field]!, expected[field], { ...tolerance, rel }, field)
  }
}

const digits = 1e-9

/** The venue prints whole numbers, cut towards 0, computed in 18 decimals: noise below a billionth is not a difference. */
export function expectTruncated(value: number, printed: unknown, what: string): void {
  const nudged = value + Math.sign(value) * 1e-9
  expect(Math.trunc(nudged) + 0, `${what}: ${value}`).toBe(Number(printed) + 0)
}
