import type { ComparisonRow, ComparisonView, DifferenceView } from '../contract/index.js'
import { errorBody } from '../error/errorBody.js'
import type { Desk } from './desk.js'
import {
  type MarginResult,
  type MarginSpec,
  margin,
  PlimsollError,
  rulebook,
  rulebooks,
  specDifference,
} from './library.js'
import { type Sighted, sighted } from './sighted.js'
import { comparedNumbers, termView } from './views/comparedNumbers.js'

/** One account under many rule books. */
export interface Comparisons {
  /** Every rule book, or those named; SPEC_UNKNOWN for one that there is not. */
  compare(id: string, specIds?: readonly string[]): Promise<ComparisonView>
  /** Refused in the library's words where one of the two rule books cannot be evaluated. */
  difference(id: string, first: string, second: string): DifferenceView
}

export interface ComparisonsOptions {
  /** Milliseconds of a steady clock, to measure with. */
  readonly now: () => number
  /** Told of errors that are no refusals. */
  readonly onDefect: (error: unknown, account: string) => void
}

/** One account on one market, with the rows that are known of it. */
interface Sight extends Sighted {
  readonly rows: Map<string, ComparisonRow>
  milliseconds: number
  dueAt: number
}

/** Comparing may take at most one part in this many of the service's time, however often it is asked for. */
const restPerCost = 3
const sightsMax = 16

/**
 * Thirty rule books take far longer than a tick may wait. One rule book is evaluated at a time, with the event loop free
 * between two; one comparison runs at a time; what was evaluated of an account on a market is not evaluated again; and an
 * account is not compared on a newer market before the rest that its cost has earned, except after a change of its own.
 */
export function createComparisons(desk: Desk, { now, onDefect }: ComparisonsOptions): Comparisons {
  const sights = new Map<string, Sight>()
  let last: Promise<unknown> = Promise.resolve()

  const sightOf = (id: string): Sight => {
    const account = desk.account(id)
    const known = sights.get(id)
    if (known !== undefined && known.account.revision === account.revision) {
      if (known.account === account || now() < known.dueAt) return known
    }
    const sight = { ...sighted(desk, id), rows: new Map(), milliseconds: 0, dueAt: 0 }
    sights.delete(id)
    sights.set(id, sight)
    for (const oldest of sights.keys()) {
      if (sights.size <= sightsMax) break
      sights.delete(oldest)
    }
    return sight
  }
  const costing = <Result>(sight: Sight, work: () => Result): Result => {
    const start = now()
    try {
      return work()
    } finally {
      const end = now()
      sight.milliseconds += end - start
      sight.dueAt = end + restPerCost * sight.milliseconds
    }
  }
  const evaluate = (sight: Sight, spec: MarginSpec): ComparisonRow => {
    const known = sight.rows.get(spec.id)
    if (known !== undefined) return known
    const row = costing(sight, () => rowOf(sight, spec))
    sight.rows.set(spec.id, row)
    return row
  }
  const rowOf = ({ account, valuations }: Sight, spec: MarginSpec): ComparisonRow => {
    try {
      const result = margin(account.portfolio, valuations.market, spec, valuations.of(spec))
      return { specId: spec.id, numbers: comparedNumbers(result), refusal: null }
    } catch (error) {
      if (!(error instanceof PlimsollError)) onDefect(error, account.record.id)
      const { code, message, where } = errorBody(error).error
      return { specId: spec.id, numbers: null, refusal: { code, message, ...(where === undefined ? {} : { where }) } }
    }
  }
  const run = async (id: string, specs: readonly MarginSpec[]): Promise<ComparisonView> => {
    const sight = sightOf(id)
    const rows: ComparisonRow[] = []
    for (const spec of specs) {
      const isKnown = sight.rows.has(spec.id)
      rows.push(evaluate(sight, spec))
      if (!isKnown) await eventLoopTurn()
    }
    return {
      account: id,
      ownSpecId: sight.account.record.specId,
      asOf: new Date(sight.valuations.market.asOf).toISOString(),
      rows,
      computeMicroseconds: sight.milliseconds * 1000,
    }
  }

  return {
    compare: (id, specIds) => {
      desk.account(id)
      const specs = specIds === undefined ? rulebooks() : [...new Set(specIds)].map(rulebook)
      const comparison = last.then(() => run(id, specs))
      last = comparison.catch(() => undefined)
      return comparison
    },
    difference: (id, first, second) => {
      const specs = [rulebook(first), rulebook(second)] as const
      const sight = sightOf(id)
      const { account, valuations } = sight
      const { market } = valuations
      const resultOf = (spec: MarginSpec): MarginResult =>
        costing(sight, () => margin(account.portfolio, market, spec, valuations.of(spec)))
      const results = [resultOf(specs[0]), resultOf(specs[1])] as const
      const { difference, kinds, main, legs } = specDifference(...results)
      return {
        account: id,
        asOf: new Date(market.asOf).toISOString(),
        first: { specId: first, numbers: comparedNumbers(results[0]) },
        second: { specId: second, numbers: comparedNumbers(results[1]) },
        difference,
        kinds: kinds.map((kind) => ({ ...kind })),
        main: main === undefined ? null : { of: main.of, term: termView(main.term) },
        legs: legs.map((leg) => ({ ...leg })),
      }
    },
  }
}

/** Ticks and other requests come first. */
const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
