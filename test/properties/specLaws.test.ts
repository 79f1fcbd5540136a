import fc from 'fast-check'
import {
  type Amount,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  type Portfolio,
  parseSpec,
  partsOf,
  type ScenarioSource,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { splitBook, timesBook } from '../arbitrary/books.js'
import { arbitraryMarket } from '../arbitrary/market.js'
import { arbitraryList, arbitraryScenarios, arbitrarySpec, frame } from '../arbitrary/spec.js'
import { measured, profile, quantile, shortfall, specOf, transformed, tree, worst } from '../arbitrary/tree.js'

/** PROPERTY_RUNS=20 draws twenty times as many cases. */
const times = Number(process.env.PROPERTY_RUNS ?? '1')
const runs = (numRuns: number): { numRuns: number } => ({ numRuns: Math.ceil(numRuns * times) })

const anyCase = arbitraryCase({ orders: true, legsMax: 7 }, arbitraryMarket)
const coherent = tree({ leaves: [worst, shortfall] })
const scans = tree({ leaves: [worst, transformed] })

describe('parts of legs', () => {
  test('add up to a requirement of scans, measures, sums, multiples, larger and smaller ones', () => {
    fc.assert(
      fc.property(
        anyCase,
        specOf(tree({ leaves: [worst, shortfall, transformed, measured], min: true })),
        ({ market, book }, spec) => {
          const { tree, initial } = margin(book, market, parseSpec(spec))
          let sum = 0
          let gross = grossOf(book, market)
          for (const part of partsOf(tree.initial).values()) {
            sum += part
            gross += Math.abs(part)
          }
          expect(Math.abs(sum - initial)).toBeLessThanOrEqual(1e-12 * gross)
        },
      ),
      runs(600),
    )
  })
})

describe('a requirement from scenarios', () => {
  test('is the worst of what each scenario alone asks for, to the bit in one cell', () => {
    fc.assert(
      fc.property(anyCase, arbitraryList(), fc.option(profile, { nil: undefined }), ({ market, book }, list, of) => {
        const account: Amount = {
          node: 'worst-of',
          scenarios: 'one',
          scope: 'account',
          ...(of === undefined ? {} : { of }),
        }
        const cells: Amount = { ...account, scope: 'underlying' }
        let most = 0
        for (const scenario of list.scenarios) {
          const alone = { ...list, scenarios: [scenario] }
          most = Math.max(most, asks(book, market, account, alone))
          expect(asks(book, market, cells, list)).toBeGreaterThanOrEqual(asks(book, market, cells, alone))
        }
        expect(asks(book, market, account, list)).toBe(most)
      }),
      runs(200),
    )
  })

  test('never falls when scenarios are added', () => {
    fc.assert(
      fc.property(anyCase, specOf(scans), arbitraryScenarios(), ({ market, book }, spec, more) => {
        const wider = {
          ...spec,
          scenarios: { one: joined(spec.scenarios.one!, more), two: joined(spec.scenarios.two!, more) },
        }
        expect(margin(book, market, parseSpec(wider)).initial).toBeGreaterThanOrEqual(
          margin(book, market, parseSpec(spec)).initial,
        )
      }),
      runs(400),
    )
  })

  test('is no more for a book than for its two parts', () => {
    fc.assert(
      fc.property(
        anyCase,
        specOf(coherent),
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 12, maxLength: 12 }),
        ({ market, book }, spec, eighths) => {
          const [a, b] = splitBook(book, eighths)
          const parts = margin(a, market, spec).initial + margin(b, market, spec).initial
          expect(margin(book, market, spec).initial).toBeLessThanOrEqual(parts + roundingOf(book, market, spec))
        },
      ),
      runs(500),
    )
  })

  test('grows in proportion with the book', () => {
    fc.assert(
      fc.property(anyCase, specOf(coherent), fc.integer({ min: 2, max: 9 }), ({ market, book }, spec, factor) => {
        const once = margin(book, market, spec).initial
        const more = margin(timesBook(book, factor), market, spec).initial
        expect(Math.abs(more - factor * once)).toBeLessThanOrEqual(factor * roundingOf(book, market, spec))
      }),
      runs(400),
    )
  })

  test('as expected shortfall is no less than as Value at Risk, by every convention', () => {
    fc.assert(
      fc.property(
        anyCase,
        arbitrarySpec(),
        quantile,
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom('grid', 'list'),
        fc.option(profile, { nil: undefined }),
        ({ market, book }, { scenarios, parameters }, convention, percent, key, of) => {
          const risk = (measure: 'value-at-risk' | 'expected-shortfall'): number =>
            margin(book, market, {
              ...frame,
              ...(parameters === undefined ? {} : { parameters }),
              scenarios,
              collateral: { mode: 'shocked', haircuts: {}, residualHaircuts: {} },
              initial: {
                node: 'tail',
                scenarios: key,
                scope: 'underlying',
                measure,
                confidence: percent / 100,
                quantile: convention,
                ...(of === undefined ? {} : { of }),
              },
              maintenance: 0,
            }).initial
          const valueAtRisk = risk('value-at-risk')
          expect(risk('expected-shortfall')).toBeGreaterThanOrEqual(valueAtRisk * (1 - 1e-12))
        },
      ),
      runs(400),
    )
  })

  test('of which maintenance is a part asks for no more in maintenance', () => {
    fc.assert(
      fc.property(anyCase, arbitrarySpec(), fc.integer({ min: 0, max: 8 }), ({ market, book }, spec, eighths) => {
        const part: MarginSpec = { ...spec, maintenance: { node: 'scale', by: eighths / 8, of: spec.initial } }
        if (/"fact"|"history"|"monte-carlo"/.test(JSON.stringify(spec))) return
        const { initial, maintenance } = margin(book, market, part)
        expect(maintenance).toBeLessThanOrEqual(initial)
        expect(maintenance).toBeGreaterThanOrEqual(0)
      }),
      runs(400),
    )
  })
})

function asks(book: Portfolio, market: MarketSnapshot, initial: Amount, one: ScenarioSource): number {
  const spec: MarginSpec = {
    ...frame,
    parameters: { part: { value: 0.2, status: 'own' }, rate: { value: 0.4, status: 'own' } },
    scenarios: { one },
    collateral: { mode: 'shocked', haircuts: {}, residualHaircuts: {} },
    initial,
    maintenance: 0,
  }
  return margin(book, market, parseSpec(spec)).initial
}

/** A grid with the tails, or a list with the scenarios, of another one of its kind; otherwise as it is. */
function joined(source: ScenarioSource, more: ScenarioSource): ScenarioSource {
  if (source.kind === 'list' && more.kind === 'list') {
    return {
      ...source,
      scenarios: [
        ...source.scenarios,
        ...more.scenarios.map((scenario) => ({ ...scenario, id: `more ${scenario.id}` })),
      ],
    }
  }
  if ('moves' in source && 'moves' in more) {
    return { ...source, moves: [...source.moves, ...more.moves], tails: [...source.tails, ...more.tails] }
  }
  return source
}

/** Of sums in another order: a few roundings of all that is held, times what the tree multiplies it by. */
function roundingOf(book: Portfolio, market: MarketSnapshot, spec: MarginSpec): number {
  return 1e-13 * grossOf(book, market) * factorOf(spec.initial)
}

function factorOf(amount: Amount): number {
  if (typeof amount !== 'object' || !('node' in amount)) return 1
  if (amount.node === 'scale') return Math.max(1, Number(amount.by)) * factorOf(amount.of)
  if (amount.node === 'for-each') return 10 * factorOf(amount.of)
  if ('of' in amount && Array.isArray(amount.of))
    return amount.of.reduce((sum: number, of) => sum + factorOf(of as Amount), 0)
  return 1
}

/** Notional of everything in the book. */
function grossOf(book: Portfolio, market: MarketSnapshot): number {
  return margin(book, market, {
    ...frame,
    scenarios: {},
    collateral: { mode: 'shocked', haircuts: {}, residualHaircuts: {} },
    initial: { node: 'measure', of: 'notional', sum: 'gross', orders: 'filled' },
    maintenance: 0,
  }).initial
}
