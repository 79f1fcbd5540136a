import fc from 'fast-check'
import {
  createValuation,
  type MarginResult,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  marginRecord,
  type NodeResult,
  PlimsollError,
  type Portfolio,
  parseSpec,
  specSummary,
  type Valuation,
  verifyRecord,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { withdrawnBook } from '../arbitrary/books.js'
import { damaged, pathsOf } from '../arbitrary/damage.js'
import { arbitraryInformedMarket } from '../arbitrary/informedMarket.js'
import { arbitrarySpec, kindsIn, kindsOfSchema } from '../arbitrary/spec.js'

/** PROPERTY_RUNS=20 draws twenty times as many cases. */
const times = Number(process.env.PROPERTY_RUNS ?? '1')
const runs = (numRuns: number): { numRuns: number } => ({ numRuns: Math.ceil(numRuns * times) })

const anyCase = arbitraryCase({ orders: true, legsMax: 7 }, arbitraryInformedMarket)
const anySpec = arbitrarySpec()

describe('a rule book that the reader accepts, whatever it says', () => {
  test('may use every kind of node and profile of the published schema', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anySpec, (spec) => {
        kindsIn(spec, seen)
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect([...kindsOfSchema()].filter((kind) => !seen.has(kind))).toEqual([])
  })

  test('evaluates on any book to finite numbers', () => {
    fc.assert(
      fc.property(anyCase, fc.oneof(anySpec, arbitrarySpec({ extreme: true })), ({ market, book }, spec) => {
        const result = evaluated(book, market, spec)
        if (result !== undefined) expect(unfinished(result, 'result')).toEqual([])
      }),
      runs(800),
    )
  })

  test('asks for a parameter that has no value, and for nothing else', () => {
    fc.assert(
      fc.property(anyCase, anySpec, ({ market, book }, spec) => {
        const open = { ...spec, parameters: { ...spec.parameters, rate: { value: null, status: 'missing' as const } } }
        const past = specSummary(spec).needsHistory ? ['HISTORY_INVALID', 'HISTORY_MISSING'] : []
        const codes = ['SPEC_INCOMPLETE', ...past, ...(asksForFacts(spec) ? ['FACT_MISSING'] : [])]
        try {
          margin(book, market, parseSpec(open))
        } catch (error) {
          expect(codes).toContain((error as PlimsollError).code)
        }
      }),
      runs(200),
    )
  })

  test('gives the same bits again: for a shuffled book, a copied rule book, a shared valuation', () => {
    fc.assert(
      fc.property(anyCase, anySpec, fc.integer(), ({ market, book }, spec, seed) => {
        const once = evaluated(book, market, spec)
        if (once === undefined) return
        expect(margin(book, market, spec)).toEqual(once)
        expect(margin(shuffled(book, seed), market, spec)).toEqual(once)
        const copy = parseSpec(JSON.parse(JSON.stringify(spec)))
        expect(margin(book, market, copy)).toEqual(once)
        const shared = createValuation(market, spec)
        evaluated({ ...book, positions: book.positions.slice(1) }, market, spec, shared)
        expect(margin(book, market, spec, shared)).toEqual(once)
      }),
      runs(400),
    )
  })

  test('asks for the sum of its tree', () => {
    fc.assert(
      fc.property(anyCase, anySpec, ({ market, book }, spec) => {
        const result = evaluated(book, market, spec)
        if (result === undefined) return
        for (const tree of [result.tree.initial, result.tree.maintenance]) checkTree(tree)
        for (const tree of Object.values(result.tree.haircuts ?? {})) checkTree(tree as NodeResult)
        expect(result.tree.initial.value).toBe(result.initial)
        expect(result.tree.maintenance.value).toBe(result.maintenance)
      }),
      runs(600),
    )
  })

  test('lets leave what may leave', () => {
    fc.assert(
      fc.property(anyCase, anySpec, ({ market, book }, spec) => {
        const before = evaluated(book, market, spec)
        if (before === undefined) return
        for (const [asset, amount] of Object.entries(before.withdrawableAssets)) {
          if (!(amount > 0)) continue
          const after = margin(withdrawnBook(book, market, asset, amount), market, spec)
          const size = Math.max(1, Math.abs(before.accountValue), before.initial, before.initialHaircut)
          const left = after.initialEquity - Math.max(after.unrealised, 0) - after.initial
          expect(left, `${asset} ${amount}`).toBeGreaterThanOrEqual(-1e-9 * size)
        }
      }),
      runs(400),
    )
  })

  test('makes records that hold', () => {
    fc.assert(
      fc.property(anyCase, anySpec, ({ market, book }, spec) => {
        if (evaluated(book, market, spec) === undefined) return
        const record = marginRecord(book, market, spec)
        expect(verifyRecord(JSON.parse(JSON.stringify(record))).differences).toEqual([])
      }),
      runs(60),
    )
  })

  test('is refused with its place when one field is damaged, or evaluates all the same', () => {
    fc.assert(
      fc.property(
        anyCase,
        anySpec,
        fc.nat(),
        fc.oneof(fc.jsonValue(), fc.constant(undefined)),
        ({ market, book }, spec, place, junk) => {
          const paths = pathsOf(spec)
          const path = paths[place % paths.length]!
          const document = damaged(spec, path, junk)
          const accepted = readOrRefused(document, path)
          if (accepted !== undefined && accepted.currency === market.currency) evaluated(book, market, accepted)
        },
      ),
      runs(1500),
    )
  })
})

/** The result, or nothing where the rule book asks for an observation that is not there. */
function evaluated(
  book: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation?: Valuation,
): MarginResult | undefined {
  try {
    return margin(book, market, spec, valuation)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    const incomplete = error.code === 'SPEC_INCOMPLETE' && specSummary(spec).missing.length > 0
    const facts = error.code === 'FACT_MISSING' && asksForFacts(spec)
    const past = error.code.startsWith('HISTORY_') && specSummary(spec).needsHistory
    // Figures by underlying: which ones a book needs only the market knows.
    const unnamed = error.code === 'SPEC_INCOMPLETE' && /^a (number there|price range or move of)/.test(error.expected)
    if (!incomplete && !facts && !past && !unnamed) throw error
    return undefined
  }
}

function asksForFacts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('node' in value && value.node === 'fact' && !('otherwise' in value)) return true
  return Object.values(value).some(asksForFacts)
}

/** Paths of numbers that are not finite; health and utilisation may be infinite, and an excess of the largest number under a debt of it. */
function unfinished(value: unknown, where: string): readonly string[] {
  if (typeof value === 'number') {
    const allowed = /^result\.(health|utilisation|excess)$/.test(where) && !Number.isNaN(value)
    return Number.isFinite(value) || allowed ? [] : [`${where} ${value}`]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => unfinished(item, `${where}.${name}`))
}

/** Every number is what its cells, legs and counted children make of it. */
function checkTree(node: NodeResult): void {
  const { value, cells, legs, counts, children } = node
  // An overflow: what float64 cannot hold has no parts.
  if (Math.abs(value) === Number.MAX_VALUE) return
  if (cells !== undefined)
    expectSum(
      value,
      cells.map((cell) => cell.value),
      node,
    )
  if (legs !== undefined && !node.kind.startsWith('sensitiv') && node.kind !== 'cell')
    expectSum(
      value,
      legs.map(({ part }) => part),
      node,
    )
  if (counts?.some((count) => count !== 0)) {
    expect(counts.length).toBe(children.length)
    expectSum(
      value,
      children.map((child, row) => counts[row]! * child.value),
      node,
    )
  }
  children.forEach(checkTree)
}

function expectSum(value: number, terms: readonly number[], { kind, label }: NodeResult): void {
  let sum = 0
  let gross = 0
  for (const term of terms) {
    sum += term
    gross += Math.abs(term)
  }
  expect(Math.abs(sum - value), `${kind} ${label}: ${value}, of ${terms.join(', ')}`).toBeLessThanOrEqual(
    1e-12 * gross + 1e-300,
  )
}

function shuffled(book: Portfolio, seed: number): Portfolio {
  let state = seed >>> 0
  const order = <Entry>(entries: readonly Entry[]): readonly Entry[] =>
    entries
      .map((entry) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return { entry, at: state }
      })
      .sort((a, b) => a.at - b.at)
      .map(({ entry }) => entry)
  return { ...book, positions: order(book.positions), balances: order(book.balances), orders: order(book.orders) }
}

/** The rule book, or nothing where it is refused for what was damaged. */
function readOrRefused(document: unknown, path: readonly string[]): MarginSpec | undefined {
  try {
    return parseSpec(document)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    expect(['SPEC_INVALID', 'DOCUMENT_VERSION']).toContain(error.code)
    expect(aboutDamage(error, path), `${path.join('.')} → ${error.where}`).toBe(true)
    return undefined
  }
}

function aboutDamage(error: PlimsollError, path: readonly string[]): boolean {
  const at = error.where.replace(/ \(.*$/, '').replaceAll(/\[(\d+)\]/g, '.$1')
  const damage = ['spec', ...path].join('.')
  const parent = ['spec', ...path.slice(0, -1)].join('.')
  // The field, what holds it, or what stands beside it and no longer fits.
  if (at.startsWith(parent) || damage.startsWith(at)) return true
  // Of a symmetric matrix each entry has its mirror: whichever comes second differs from the first.
  const mirrored = ['spec', ...path.slice(0, -2), path.at(-1), path.at(-2)].join('.')
  if (path.at(-3) === 'correlations' && at === mirrored) return true
  // A name that is no longer defined is missed where it is used.
  const defined = path[0] === 'parameters' || path[0] === 'scenarios' || path.at(-1) === 'name'
  return defined
}
