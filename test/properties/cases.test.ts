import fc from 'fast-check'
import {
  type Amount,
  fillGridHoles,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  moveMarket,
  PlimsollError,
  type Portfolio,
  parseBook,
  parseMarket,
  refineGrids,
  rulebook,
  rulebooks,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { splitBook } from '../arbitrary/books.js'
import { arbitraryMarket } from '../arbitrary/market.js'

/** Incident cases that the library alone can hold, for our own rule books: what venues ask for need not have these properties. */
const house = ['isolated', 'cross', 'portfolio', 'plimsoll-pm'].map(rulebook)
const anyRules = fc.constantFrom(...house)
const runs = { numRuns: 300 }
const anyCase = arbitraryCase({ orders: true, legsMax: 8 }, arbitraryMarket)

/**
 * The part of a rule book that measures risk. The others charge for what legs make of each other (expiries against each other, the legs of a
 * hedge) or for size, and so are more for a whole than for its parts.
 */
function riskPart(spec: MarginSpec): MarginSpec {
  if (spec.id !== 'plimsoll-pm') return spec
  const scan = (node: Amount): Amount => {
    if (typeof node !== 'object' || !('of' in node) || !Array.isArray(node.of)) throw new Error('a sum or a maximum')
    return node.of[0] as Amount
  }
  return { ...spec, initial: scan(scan(spec.initial)) }
}

describe('P11 coherence', () => {
  test('P11: maintenance is no more than initial margin, and neither is below zero', () => {
    fc.assert(
      fc.property(anyCase, anyRules, ({ market, book }, spec) => {
        const { initial, maintenance } = margin(book, market, spec)
        expect(maintenance).toBeGreaterThanOrEqual(0)
        expect(maintenance).toBeLessThanOrEqual(initial)
      }),
      runs,
    )
  })

  test('P11: more cash never makes the shortfall larger', () => {
    fc.assert(
      fc.property(anyCase, anyRules, fc.integer({ min: 1, max: 10 ** 9 }), ({ market, book }, spec, cents) => {
        const { initial, initialEquity, maintenance, equity } = margin(book, market, spec)
        const richer = margin(withCash(book, cents), market, spec)
        const rounding = 1e-9 * (initial + Math.abs(equity) + cents)
        expect(richer.initial - richer.initialEquity).toBeLessThanOrEqual(initial - initialEquity + rounding)
        expect(richer.maintenance - richer.equity).toBeLessThanOrEqual(maintenance - equity + rounding)
      }),
      runs,
    )
  })

  test('P11: a book needs no more than its two parts, in what measures risk', () => {
    fc.assert(
      fc.property(
        anyCase,
        anyRules,
        fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 12, maxLength: 12 }),
        ({ market, book }, rules, eighths) => {
          const spec = riskPart(rules)
          const [a, b] = splitBook(book, eighths)
          const parts = margin(a, market, spec).initial + margin(b, market, spec).initial
          expect(margin(book, market, spec).initial).toBeLessThanOrEqual(parts * (1 + 1e-9) + 1e-6)
        },
      ),
      runs,
    )
  })

  test('P11: the order of lines, balances and orders changes no bit', () => {
    fc.assert(
      fc.property(anyCase, anyRules, ({ market, book }, spec) => {
        const turned = {
          ...book,
          positions: book.positions.toReversed(),
          balances: book.balances.toReversed(),
          orders: book.orders.toReversed(),
        }
        expect(margin(turned, market, spec)).toEqual(margin(book, market, spec))
      }),
      runs,
    )
  })
})

function withCash(book: Portfolio, cents: number): Portfolio {
  const more = { units: BigInt(cents), scale: 2 }
  const held = book.balances.find(({ asset }) => asset === 'USDC')
  if (held === undefined) return { ...book, balances: [...book.balances, { asset: 'USDC', amount: more }] }
  const scale = Math.max(held.amount.scale, more.scale)
  const units =
    held.amount.units * 10n ** BigInt(scale - held.amount.scale) + more.units * 10n ** BigInt(scale - more.scale)
  return {
    ...book,
    balances: book.balances.map((each) => (each === held ? { asset: 'USDC', amount: { units, scale } } : each)),
  }
}

describe('P10 grid hole', () => {
  /** A butterfly sold round a price 2 % up, whose wings are so far away and which lives for so many hours. */
  function butterfly(hours: number, width: number): { readonly market: MarketSnapshot; readonly book: Portfolio } {
    const asOf = '2026-02-05T12:00:00Z'
    const expiry = new Date(Date.parse(asOf) + hours * 3_600_000).toISOString()
    const strikes = [1.02 - width, 1.02, 1.02 + width].map((moneyness) => Math.round(70_000 * moneyness))
    const market = parseMarket({
      plimsoll: 'market/1',
      asOf,
      source: { kind: 'manual', name: 'by hand' },
      currency: 'USD',
      assets: { USDC: { price: 1, decimals: 6 } },
      underlyings: {
        BTC: {
          index: 70_000,
          forwards: [{ expiry, price: 70_000 }],
          slices: [{ kind: 'quotes', expiry, strikes: [70_000], vols: [0.6] }],
        },
      },
      instruments: strikes.map((strike, row) => ({
        kind: 'option',
        id: `C${row}`,
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike,
        right: 'call',
        settlement: { kind: 'linear', currency: 'USDC' },
      })),
    })
    const book = parseBook({
      plimsoll: 'book/1',
      id: 'sold butterfly',
      balances: [{ asset: 'USDC', amount: '10000' }],
      positions: ['-1', '2', '-1'].map((quantity, row) => ({ instrument: `C${row}`, quantity })),
    })
    return { market, book }
  }

  /** The grid of the rule book `portfolio` with each step divided by ten. */
  function fine(spec: MarginSpec): MarginSpec {
    const { grid } = spec.scenarios
    if (grid === undefined || !('tails' in grid)) throw new Error('a rule book with a grid')
    const moves = Array.from({ length: 81 }, (_, row) => (row - 40) / 40)
    return { ...spec, scenarios: { grid: { ...grid, moves } } }
  }

  test('a refined grid has these moves', () => {
    const moves = ({ scenarios: { grid } }: MarginSpec): readonly number[] =>
      (grid !== undefined && 'tails' in grid ? grid.moves : [])
        .map((move) => Math.round(Number(move) * 40))
        .sort((a, b) => a - b)
    expect(moves(refineGrids(spec, 10))).toEqual(moves(fine(spec)))
    expect(refineGrids(rulebook('historical-var'), 10)).toEqual(rulebook('historical-var'))
  })

  const spec = rulebook('portfolio')

  test('P10: the house grid of nine moves has a hole: 700 are asked for where 1,317 may be lost at half a step', () => {
    const { market, book } = butterfly(2, 0.04)
    expect(margin(book, market, spec).initial).toBeCloseTo(700, 9)
    expect(margin(book, market, fine(spec)).initial).toBeCloseTo(1317.1, 1)
  })

  test.each([2, 24, 168, 720].flatMap((hours) => [0.005, 0.01, 0.02, 0.04].map((width) => [hours, width] as const)))(
    'P10: %s h, wings %s: with moves inserted where they are missing, a grid ten times finer asks for no more than 1 % more',
    (hours, width) => {
      const { market, book } = butterfly(hours, width)
      const filled = fillGridHoles(book, market, spec, { times: 10, tolerance: 0.01 })
      const asked = margin(book, market, filled).initial
      expect(margin(book, market, fine(spec)).initial).toBeLessThanOrEqual(asked * 1.01)
      // Where nothing is missing nothing is inserted.
      if (margin(book, market, fine(spec)).initial <= margin(book, market, spec).initial) expect(filled).toEqual(spec)
    },
  )
})

describe('P15 model NaN', () => {
  const strangle = parseBook({
    plimsoll: 'book/1',
    id: 'short',
    balances: [{ asset: 'USDC', amount: '100000' }],
    positions: [
      { instrument: 'CALL', quantity: '-1' },
      { instrument: 'PUT', quantity: '-1' },
    ],
  })

  function marketOf(expiry: string, slice: object, history?: object): MarketSnapshot {
    return parseMarket({
      plimsoll: 'market/1',
      asOf: '2026-02-05T12:00:00Z',
      source: { kind: 'manual', name: 'by hand' },
      currency: 'USD',
      assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
      underlyings: {
        BTC: { index: 70_000, forwards: [{ expiry, price: 70_000 }], slices: [slice] },
        ETH: { index: 3500 },
      },
      instruments: ['call', 'put'].map((right) => ({
        kind: 'option',
        id: right.toUpperCase(),
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike: 70_000,
        right,
        settlement: { kind: 'linear', currency: 'USDC' },
      })),
      ...(history === undefined ? {} : { history }),
    })
  }

  const quoted = (expiry: string) => ({ kind: 'quotes', expiry, strikes: [70_000], vols: [0.6] })

  /** What the rule book asks for, or the code with which it says that it cannot. */
  function asked(market: MarketSnapshot, rules: MarginSpec): number | string {
    try {
      return margin(strangle, market, rules).initial
    } catch (error) {
      if (error instanceof PlimsollError) return error.code
      throw error
    }
  }

  const later = '2026-03-27T08:00:00Z'
  const flat = Array.from({ length: 800 }, () => 70_000)
  const twins = Array.from({ length: 800 }, (_, row) => 70_000 * (1 + 0.01 * ((row * 7) % 5)))
  const times = flat.map((_, row) => new Date(Date.UTC(2026, 1, 5) - (flat.length - row) * 86_400_000).toISOString())
  const past = (closes: object) => ({ stepDays: 1, times, closes })

  test.each<readonly [string, MarketSnapshot, readonly string[]]>([
    ['a covariance of two coins that are one', marketOf(later, quoted(later), past({ BTC: twins, ETH: twins })), []],
    [
      'a history that never moved',
      marketOf(later, quoted(later), past({ BTC: flat, ETH: flat })),
      // These know nothing but past days: none of them moved, and so none asks for anything. No venue may use one alone.
      ['historical-var', 'age-weighted-es', 'garch-var', 'filtered-es'],
    ],
    ['a vol point that has expired', marketOf(later, quoted('2026-02-01T08:00:00Z')), []],
    ['an option whose time is zero', marketOf('2026-02-05T12:00:00Z', quoted(later)), []],
    [
      'an option that ends in a millisecond',
      marketOf('2026-02-05T12:00:00.001Z', quoted('2026-02-05T12:00:00.001Z')),
      [],
    ],
  ])(
    'P15: %s: every rule book answers with a number above zero or an error that has a code; only models of past days alone with nothing',
    (_, market, fromPastAlone) => {
      const nothing: string[] = []
      for (const rules of rulebooks()) {
        const result = asked(market, rules)
        if (typeof result === 'string') continue
        expect(Number.isFinite(result), rules.id).toBe(true)
        if (result === 0) nothing.push(rules.id)
        else expect(result, rules.id).toBeGreaterThan(0)
      }
      expect(nothing).toEqual(fromPastAlone)
    },
  )
})

describe('C5 wrong-way collateral', () => {
  const asOf = '2026-02-05T12:00:00Z'
  const expiry = '2026-03-07T12:00:00Z'
  const strikes = [50_000, 60_000, 70_000, 80_000]
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf,
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
    underlyings: {
      BTC: {
        index: 70_000,
        forwards: [{ expiry, price: 70_000 }],
        slices: [{ kind: 'quotes', expiry, strikes: [70_000], vols: [0.6] }],
      },
    },
    instruments: strikes.flatMap((strike) =>
      ['linear', 'inverse'].map((kind) => ({
        kind: 'option',
        id: `${strike}-${kind}`,
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike,
        right: 'put',
        settlement: { kind, currency: kind === 'linear' ? 'USDC' : 'BTC' },
      })),
    ),
  })

  test('C5: whoever has his initial requirement in the coin on which he is short puts has something left when coin and puts fall together', () => {
    let judged = 0
    const thousandths = fc.integer({ min: 1, max: 3000 })
    fc.assert(
      fc.property(
        anyRules,
        fc.constantFrom(...strikes),
        fc.constantFrom('linear', 'inverse'),
        thousandths,
        fc.constantFrom(-0.04, -0.08, -0.12, -0.16),
        (spec, strike, kind, puts, move) => {
          const book = parseBook({
            plimsoll: 'book/1',
            id: 'wrong way',
            balances: [{ asset: 'BTC', amount: '1' }],
            positions: [{ instrument: `${strike}-${kind}`, quantity: `${-puts / 1000}` }],
          })
          const { initial, initialEquity } = margin(book, market, spec)
          if (initialEquity < initial) return
          judged++
          const fallen = moveMarket(market, { BTC: { price: move, volatility: 0.5 } })
          expect(margin(book, fallen, spec).accountValue).toBeGreaterThan(0)
        },
      ),
      { numRuns: 600 },
    )
    expect(judged).toBeGreaterThan(100)
  })
})
