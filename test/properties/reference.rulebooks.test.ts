import { readFileSync } from 'node:fs'
import {
  type MarginResult,
  type MarginSpec,
  margin,
  type NodeResult,
  PlimsollError,
  parseBook,
  parseMarket,
  rulebook,
  withParameters,
} from 'plimsoll'
import { beforeAll, describe, expect, test } from 'vitest'

/**
 * Books under rule books that test/reference/rulebooks.py writes down a second time, from their documents and from what was
 * published of their models; the numbers of rulebook-cases.json are its output and none of ours.
 */
interface Asked {
  readonly name: string
  readonly rules: string
  readonly market: string
  readonly history?: string
  readonly parameters?: Readonly<Record<string, number>>
  /** Fields that replace those of the closed form's node. */
  readonly node?: Readonly<Record<string, unknown>>
  readonly book: unknown
}

interface Answered extends Asked {
  readonly expected: {
    readonly equity: number
    readonly initialEquity: number
    readonly initial: number
    readonly maintenance: number
    /** Numbers of the initial requirement's tree: places of the children, from the root. */
    readonly nodes: readonly { readonly path: string; readonly is: string; readonly value: number }[]
    readonly worst: readonly { readonly cell: string; readonly scenario: string }[]
  }
}

interface RefusedCase extends Asked {
  /** The code of the error. */
  readonly refused: string
}

/** Numbers of a history as one string each, its times as a first day and a count, less the rows that are missing. */
interface PackedHistory {
  readonly stepDays: number
  readonly first: string
  readonly rows: number
  readonly without: readonly number[]
  /** By row. */
  readonly hoursLate?: Readonly<Record<string, number>>
  readonly closes: Readonly<Record<string, string>>
  readonly impliedVolatility?: Readonly<Record<string, string>>
}

interface Cases {
  readonly markets: Readonly<Record<string, object>>
  readonly histories: Readonly<Record<string, PackedHistory>>
  readonly cases: readonly (Answered | RefusedCase)[]
}

const file: Cases = JSON.parse(readFileSync(new URL('../reference/rulebook-cases.json', import.meta.url), 'utf8'))

const answered = file.cases.filter((one) => 'expected' in one)
const refused = file.cases.filter((one) => 'refused' in one)

describe.each(answered)('the second model agrees: $rules, $name', ({ expected, ...asked }) => {
  let result: MarginResult
  beforeAll(() => {
    result = marginOf(asked)
  })

  test('equity, requirement and the numbers of its tree', () => {
    for (const field of ['equity', 'initialEquity'] as const) near(result[field], expected[field], field)
    for (const { path, is, value } of expected.nodes)
      near(nodeAt(withoutFillLoss(result.tree.initial), path), value, `${path}: ${is}`)
    for (const field of ['initial', 'maintenance'] as const) near(result[field], expected[field], field)
  })

  test('the deciding scenario', () => {
    for (const { cell, scenario } of expected.worst) {
      expect(result.worst.filter((entry) => entry.cell === cell).map((entry) => entry.scenario?.id)).toContain(scenario)
    }
  })
})

test.each(refused)('the second model refuses as well: $rules, $name', (asked) => {
  let code: string | undefined
  try {
    marginOf(asked)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    code = error.code
  }
  expect(code).toBe(asked.refused)
})

function marginOf({ rules, parameters, node, ...documents }: Asked): MarginResult {
  const history = documents.history === undefined ? {} : { history: unpacked(file.histories[documents.history]!) }
  const market = parseMarket({ ...file.markets[documents.market], ...history })
  const spec = withParameters(rulebook(rules), parameters ?? {})
  return margin(parseBook(documents.book), market, node === undefined ? spec : closedForm(spec, node))
}

/** The rule book with other numbers in the closed form, in the initial requirement and in the maintenance that follows it. */
function closedForm(spec: MarginSpec, fields: Readonly<Record<string, unknown>>): MarginSpec {
  return JSON.parse(JSON.stringify(spec), (_, part) => (part?.node === 'delta-gamma' ? { ...part, ...fields } : part))
}

/** A model that reads Greeks stands beside what fills lose at once; its own numbers are below it. */
function withoutFillLoss(root: NodeResult): NodeResult {
  return root.children[1]?.label === 'lost as orders fill' ? root.children[0]! : root
}

function nodeAt(root: NodeResult, path: string): number {
  let node: NodeResult | undefined = root
  for (const place of path === '' ? [] : path.split('.')) node = node?.children[Number(place)]
  return node?.value ?? Number.NaN
}

function unpacked(history: PackedHistory): object {
  const kept = Array.from({ length: history.rows }, (_, row) => row).filter((row) => !history.without.includes(row))
  const columns = (packed: Readonly<Record<string, string>>): object =>
    Object.fromEntries(
      Object.entries(packed).map(([name, text]) => {
        const numbers = text.split(' ').map(Number)
        return [name, kept.map((row) => numbers[row]!)]
      }),
    )
  const first = Date.parse(`${history.first}T00:00:00Z`)
  return {
    stepDays: history.stepDays,
    times: kept.map(
      (row) =>
        `${new Date(first + row * 86_400_000 + (history.hoursLate?.[row] ?? 0) * 3_600_000).toISOString().slice(0, 19)}Z`,
    ),
    closes: columns(history.closes),
    ...(history.impliedVolatility === undefined ? {} : { impliedVolatility: columns(history.impliedVolatility) }),
  }
}

function near(ours: number, theirs: number, what: string): void {
  expect(Math.abs(ours - theirs) / Math.max(Math.abs(theirs), 1), `${what}: ${ours} and not ${theirs}`).toBeLessThan(
    1e-9,
  )
}
