import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OptionLeg, StrategyBook, StrategyLeg } from './strategyBook.js'
import { strategyMargin } from './strategyMargin.js'
import type { StrategyRule } from './strategyRule.js'

const equityRule: StrategyRule = {
  shortOption: { rate: 0.2, minimumRate: 0.1, leverage: 1, perContractMinimum: 0 },
  longOption: { rate: 1, longDated: { days: 274, rate: 0.75 } },
  stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'charged' },
  hedgedStock: null,
  combinations: 'fourLegs',
  limits: { combinationsMost: 20_000, pivotsMost: 20_000 },
}
const maintenanceRule: StrategyRule = {
  ...equityRule,
  stock: { ...equityRule.stock, longRate: 0.25, shortRate: 1.3 },
  hedgedStock: { strikeRate: 0.1, collarRate: 0.25 },
}

function option(right: 'call' | 'put', strike: number, quantity: number, premium = 2, expiryDay = 30): OptionLeg {
  const id = `${quantity < 0 ? 'short' : 'long'} ${right} ${strike} ${expiryDay}`
  return { kind: 'option', id, right, strike, expiryDay, multiplier: 100, premium, quantity }
}
const stock = (quantity: number): StrategyLeg => ({ kind: 'stock', id: 'stock', quantity, price: 100 })
const book = (...legs: readonly StrategyLeg[]): StrategyBook => ({ day: 0, underlyingPrice: 100, legs })
const kinds = (result: ReturnType<typeof strategyMargin>): string[] => result.strategies.map(({ kind }) => kind).sort()

/**
 * Expected numbers by hand from the rules' sentences: Cboe Margin Manual, FINRA Rule 4210(f)(2). The underlying is at 100, a
 * contract is 100 units and premiums are 2 unless said.
 */
describe('strategies by hand', () => {
  test.each([
    ['naked call at the money', [option('call', 100, -1)], 2200, 2000, ['naked short option']],
    ['naked call far out: the 10 % minimum', [option('call', 140, -1, 0.5)], 1050, 1000, ['naked short option']],
    ['naked put far out: 10 % of the strike', [option('put', 60, -1, 0.5)], 650, 600, ['naked short option']],
    [
      'straddle: one side and the other premium',
      [option('call', 100, -1), option('put', 100, -1)],
      2400,
      2000,
      ['short straddle'],
    ],
    ['strangle', [option('call', 110, -1), option('put', 95, -1)], 1900, 1500, ['short strangle']],
    ['credit call spread', [option('call', 100, -1, 3), option('call', 110, 1, 1)], 1100, 800, ['vertical spread']],
    ['debit call spread', [option('call', 100, 1, 3), option('call', 110, -1, 1)], 300, 200, ['vertical spread']],
    ['credit put spread', [option('put', 100, -1, 3), option('put', 90, 1, 1)], 1100, 800, ['vertical spread']],
    ['calendar', [option('call', 100, -1, 2, 30), option('call', 100, 1, 3, 60)], 300, 100, ['calendar spread']],
    [
      'the long expires first: no spread',
      [option('call', 100, -1, 2, 60), option('call', 100, 1, 1, 30)],
      2300,
      2100,
      ['long option', 'naked short option'],
    ],
    ['covered call', [stock(100), option('call', 110, -1)], 5000, 4800, ['covered call']],
    [
      'covered call in the money: 50 % of the strike and what is called away',
      [stock(100), option('call', 90, -1, 11)],
      5500,
      4400,
      ['covered call'],
    ],
    ['covered put', [stock(-100), option('put', 90, -1)], 15_000, 14_800, ['covered put']],
    [
      'half a lot covers nothing',
      [stock(50), option('call', 110, -1)],
      2500 + 1200,
      3500,
      ['long stock', 'naked short option'],
    ],
    [
      'iron condor: one side',
      [option('put', 80, 1, 0.5), option('put', 90, -1, 1), option('call', 110, -1, 1), option('call', 120, 1, 0.5)],
      1100,
      900,
      ['iron condor'],
    ],
    [
      'iron butterfly',
      [option('put', 90, 1, 1), option('put', 100, -1, 4), option('call', 100, -1, 4), option('call', 110, 1, 1)],
      1200,
      400,
      ['iron butterfly'],
    ],
    [
      'long butterfly: its price',
      [option('call', 90, 1, 11), option('call', 100, -2, 4), option('call', 110, 1, 1)],
      1200,
      400,
      ['butterfly'],
    ],
    [
      'long condor of puts',
      [option('put', 80, 1, 1), option('put', 90, -1, 2), option('put', 100, -1, 4), option('put', 110, 1, 11)],
      1200,
      600,
      ['condor'],
    ],
    [
      'short box',
      [option('call', 90, -1, 11), option('call', 110, 1, 1), option('put', 90, 1, 1), option('put', 110, -1, 11)],
      2200,
      0,
      ['box'],
    ],
    [
      'long box: its price',
      [option('call', 90, 1, 11), option('call', 110, -1, 1), option('put', 90, -1, 1), option('put', 110, 1, 11)],
      2200,
      2000,
      ['vertical spread', 'vertical spread'],
    ],
    ['long-dated option keeps a loan value', [option('call', 100, 1, 10, 400)], 750, 750, ['long option']],
  ] as const)('%s', (_, legs, requirement, excluding, formed) => {
    const result = strategyMargin(book(...legs), equityRule)
    expect(result.requirement).toBeCloseTo(requirement, 9)
    expect(result.requirementExcludingPremium).toBeCloseTo(excluding, 9)
    expect(kinds(result)).toEqual(formed)
    expect(result.exact).toBe(true)
  })

  test.each([
    [
      'protective put: 10 % of the strike and the gap',
      [stock(100), option('put', 95, 1)],
      950 + 500 + 200,
      'protective put',
    ],
    [
      'conversion: 10 % of the strike',
      [stock(100), option('put', 100, 1), option('call', 100, -1)],
      1000 + 200,
      'conversion',
    ],
    ['collar', [stock(100), option('put', 95, 1), option('call', 105, -1)], 1450 + 200, 'collar'],
    ['protective call', [stock(-100), option('call', 105, 1)], 10_000 + 1050 + 500 + 200, 'protective call'],
    [
      'reverse conversion',
      [stock(-100), option('call', 100, 1), option('put', 100, -1)],
      11_000 + 200,
      'reverse conversion',
    ],
  ] as const)('maintenance of hedged stock: %s', (_, legs, requirement, kind) => {
    const result = strategyMargin(book(...legs), maintenanceRule)
    expect(result.requirement).toBeCloseTo(requirement, 9)
    expect(kinds(result)).toEqual([kind])
  })

  test('with pairs only an iron condor costs both sides, or the strangle and its wings where that is less', () => {
    const pairs: StrategyRule = { ...equityRule, combinations: 'pairs' }
    const condor = (width: number): OptionLeg[] => [
      option('put', 90 - width, 1, 0.5),
      option('put', 90, -1, 1),
      option('call', 110, -1, 1),
      option('call', 110 + width, 1, 0.5),
    ]
    const narrow = strategyMargin(book(...condor(5)), pairs)
    expect(narrow.requirement).toBeCloseTo(500 + 500 + 100, 9)
    expect(kinds(narrow)).toEqual(['vertical spread', 'vertical spread'])
    expect(narrow.considered).toBe('pairs')
    const wide = strategyMargin(book(...condor(10)), pairs)
    expect(wide.requirement).toBeCloseTo(1100 + 100 + 100, 9)
    expect(kinds(wide)).toEqual(['long option', 'long option', 'short strangle'])
  })

  test('the nearest pair is not the cheapest division', () => {
    // Greedily the short 100 takes the long 100 (nothing wide) and the short 120 is left to the long 145 (25 wide) or alone
    // (11): 0 + 1,100. With the short 120 under the long 100 and the short 100 under the long 102: 0 + 200.
    const legs = [
      option('call', 100, -1, 2),
      option('call', 120, -1, 1, 60),
      option('call', 100, 1, 2, 60),
      option('call', 102, 1, 1, 30),
    ]
    const result = strategyMargin(book(...legs), equityRule)
    expect(result.requirement).toBeCloseTo(200 + 300, 9)
  })

  test('quantities that differ, fractions of a contract included', () => {
    const legs = [option('call', 100, -0.3, 3), option('call', 110, 0.2, 1)]
    const result = strategyMargin(book(...legs), equityRule)
    expect(result.requirement).toBeCloseTo(0.2 * 1100 + 0.1 * 2300, 9)
    expect(result.strategies.map(({ quantity }) => quantity).sort((a, b) => a - b)).toEqual([0.1, 0.2])
  })

  test('a strangle whose sides need the same is charged the lesser premium beside them', () => {
    const legs = [option('put', 80, -1, 4), option('call', 120, -1, 2)]
    expect(strategyMargin(book(...legs), equityRule).requirement).toBeCloseTo(1200 + 200, 9)
  })

  test('leverage, and the least of a contract', () => {
    const leveraged = { ...equityRule, shortOption: { ...equityRule.shortOption, leverage: 2 } }
    expect(strategyMargin(book(option('put', 95, -1)), leveraged).requirement).toBeCloseTo((2 + 40 - 5) * 100, 9)
    const least = { ...equityRule, shortOption: { ...equityRule.shortOption, perContractMinimum: 2500 } }
    expect(strategyMargin(book(option('put', 95, -2)), least).requirement).toBe(5000)
  })

  test('an empty book needs nothing', () => {
    expect(strategyMargin(book(), equityRule)).toMatchObject({ requirement: 0, exact: true, strategies: [], parts: [] })
  })

  test('a search that is cut short says so, and is still a division of the book', () => {
    const legs = [option('call', 100, -1), option('call', 110, 1), option('put', 100, -1), option('put', 90, 1)]
    const cut = strategyMargin(book(...legs), { ...equityRule, limits: { combinationsMost: 20_000, pivotsMost: 1 } })
    const whole = strategyMargin(book(...legs), equityRule)
    expect(cut.exact).toBe(false)
    expect(cut.requirement).toBeGreaterThanOrEqual(whole.requirement)
    expect(cut.lowerBound).toBeLessThanOrEqual(whole.requirement)
    const few = strategyMargin(book(...legs), { ...equityRule, limits: { combinationsMost: 0, pivotsMost: 1000 } })
    expect(few.considered).toBe('pairs')
  })
})

const arbitraryOption = fc.record({
  kind: fc.constant('option' as const),
  right: fc.constantFrom('call' as const, 'put' as const),
  strike: fc.constantFrom(80, 90, 95, 100, 105, 110, 120),
  expiryDay: fc.constantFrom(30, 60, 400),
  multiplier: fc.constantFrom(100, 100, 100, 10),
  premium: fc.integer({ min: 0, max: 40 }).map((quarter) => quarter / 4),
  quantity: fc.constantFrom(-2, -1, -1, 1, 1, 2),
})
const arbitraryStock = fc.record({
  kind: fc.constant('stock' as const),
  quantity: fc.constantFrom(-200, -100, 50, 100, 150),
  price: fc.constant(100),
})
const withNames = (
  legs: readonly (Omit<OptionLeg, 'id'> | Omit<Extract<StrategyLeg, { kind: 'stock' }>, 'id'>)[],
): StrategyLeg[] => legs.map((leg, at) => ({ ...leg, id: `leg ${at}` }))
const smallBook = fc
  .tuple(fc.array(arbitraryOption, { maxLength: 5 }), fc.array(arbitraryStock, { maxLength: 1 }))
  .map(([options, stocks]) => withNames([...options, ...stocks]))
const largerBook = fc
  .tuple(fc.array(arbitraryOption, { maxLength: 14 }), fc.array(arbitraryStock, { maxLength: 1 }))
  .map(([options, stocks]) => withNames([...options, ...stocks]))
const someRule = fc.constantFrom<StrategyRule>(equityRule, maintenanceRule, { ...equityRule, combinations: 'pairs' })

/** The rules once more, written from their sentences: what a group of single contracts (or one lot of stock) needs as one strategy. */
function groupRequirement(group: readonly StrategyLeg[], rule: StrategyRule): number | undefined {
  const options = group.filter((leg) => leg.kind === 'option')
  const [shares, more] = group.filter((leg) => leg.kind === 'stock')
  if (more !== undefined) return undefined
  const shorts = options.filter((leg) => leg.quantity < 0)
  const longs = options.filter((leg) => leg.quantity > 0)
  const units = options[0]?.multiplier ?? 1
  if (options.some((leg) => leg.multiplier !== units)) return undefined
  let paid = 0
  for (const leg of longs) paid += leg.premium * units
  const naked = (leg: OptionLeg): number => {
    const gap = leg.right === 'call' ? leg.strike - 100 : 100 - leg.strike
    const least = 0.1 * (leg.right === 'call' ? 100 : leg.strike)
    return units * (leg.premium + Math.max(20 - Math.max(0, gap), least))
  }
  if (shares !== undefined) {
    const held = shares.quantity > 0
    const { longRate, shortRate } = rule.stock
    const plain = held ? longRate * 100 : shortRate * 100
    const [sold] = shorts
    const [bought] = longs
    if (shorts.length > 1 || longs.length > 1 || options.length === 0) return undefined
    if (sold !== undefined && (sold.right === 'call') !== held) return undefined
    if (bought !== undefined && (bought.right === 'put') !== held) return undefined
    if (bought === undefined) {
      const strike = sold!.strike
      if (!held) return units * shortRate * Math.max(100, strike)
      return units * (longRate * Math.min(100, strike) + Math.max(0, 100 - strike))
    }
    if (rule.hedgedStock === null) return undefined
    const hedge = 0.1 * bought.strike + Math.max(0, held ? 100 - bought.strike : bought.strike - 100)
    const alone = Math.min(plain, held ? hedge : 100 + hedge)
    if (sold === undefined) return units * alone + paid
    if (sold.expiryDay !== bought.expiryDay) return undefined
    if (sold.strike === bought.strike) return units * alone + paid
    if (!held || sold.strike < bought.strike) return undefined
    return units * Math.min(alone, 0.25 * sold.strike + Math.max(0, 100 - sold.strike)) + paid
  }
  if (shorts.length === 2 && longs.length === 0) {
    const [a, b] = [shorts[0]!, shorts[1]!]
    if (a.right === b.right) return undefined
    const [ofA, ofB] = [naked(a) + b.premium * units, naked(b) + a.premium * units]
    return naked(a) === naked(b) ? Math.min(ofA, ofB) : naked(a) > naked(b) ? ofA : ofB
  }
  const four = shorts.length === 2 && longs.length === 2
  if (!(shorts.length === 1 && longs.length === 1) && !(four && rule.combinations === 'fourLegs')) return undefined
  for (const right of ['call', 'put'] as const) {
    const count = (legs: readonly OptionLeg[]): number => legs.filter((leg) => leg.right === right).length
    if (count(shorts) !== count(longs)) return undefined
  }
  if (four && new Set(options.map((leg) => leg.expiryDay)).size > 1) return undefined
  if (longs.some((long) => shorts.some((short) => long.expiryDay < short.expiryDay))) return undefined
  let worst = 0
  for (let price = 0; price <= 300; price += 5) {
    let loss = 0
    for (const leg of options) {
      const value = Math.max(0, leg.right === 'call' ? price - leg.strike : leg.strike - price)
      loss += leg.quantity < 0 ? value : -value
    }
    worst = Math.max(worst, loss)
  }
  return worst * units + paid
}

/** The least total over every way of taking groups of contracts out of the book, one after another. */
function bruteForce(legs: readonly StrategyLeg[], rule: StrategyRule): number {
  const known = new Map<string, number>()
  const alone = (leg: StrategyLeg): number => {
    if (leg.kind === 'stock') return 100 * (leg.quantity > 0 ? rule.stock.longRate : rule.stock.shortRate)
    if (leg.quantity > 0) return leg.premium * leg.multiplier * (leg.expiryDay > 274 ? 0.75 : 1)
    const gap = leg.right === 'call' ? leg.strike - 100 : 100 - leg.strike
    const least = 0.1 * (leg.right === 'call' ? 100 : leg.strike)
    return leg.multiplier * (leg.premium + Math.max(20 - Math.max(0, gap), least))
  }
  const least = (left: readonly number[]): number => {
    const key = left.join()
    const found = known.get(key)
    if (found !== undefined) return found
    const first = left.findIndex((count, at) => count > 0 && legs[at]!.kind === 'option')
    if (first < 0) {
      const rest = left.reduce((sum, count, at) => sum + count * alone(legs[at]!), 0)
      known.set(key, rest)
      return rest
    }
    const without = (group: readonly number[]): number[] | undefined => {
      const units = (legs[first] as OptionLeg).multiplier
      const next = [...left]
      for (const at of group) next[at]! -= legs[at]!.kind === 'stock' ? units : 1
      return next.every((count) => count >= 0) ? next : undefined
    }
    let best = alone(legs[first]!) + least(without([first])!)
    const grow = (group: readonly number[], from: number): void => {
      if (group.length > 1) {
        const cost = groupRequirement(
          group.map((at) => legs[at]!),
          rule,
        )
        const next = without(group)
        if (cost !== undefined && next !== undefined) best = Math.min(best, cost + least(next))
      }
      if (group.length === 4) return
      for (let at = from; at < legs.length; at++) grow([...group, at], at)
    }
    grow([first], first)
    known.set(key, best)
    return best
  }
  return least(legs.map((leg) => Math.abs(leg.quantity)))
}

describe('least total', () => {
  test('equals an enumeration of every division of small books', () => {
    fc.assert(
      fc.property(smallBook, someRule, (legs, rule) => {
        const result = strategyMargin(book(...legs), rule)
        expect(result.exact).toBe(true)
        expect(result.requirement).toBeCloseTo(bruteForce(legs, rule), 6)
      }),
      { numRuns: 400 },
    )
  })

  test('pairing never costs more than the legs alone', () => {
    fc.assert(
      fc.property(largerBook, someRule, (legs, rule) => {
        const result = strategyMargin(book(...legs), rule)
        expect(result.requirement).toBeLessThanOrEqual(result.unpaired * (1 + 1e-12))
        expect(result.lowerBound).toBeLessThanOrEqual(result.requirement * (1 + 1e-9))
      }),
    )
  })

  test('one more long option never adds more than its premium', () => {
    fc.assert(
      fc.property(largerBook, arbitraryOption, someRule, (legs, extra, rule) => {
        const before = strategyMargin(book(...legs), rule)
        const long = { ...extra, id: 'extra', quantity: Math.abs(extra.quantity) }
        const after = strategyMargin(book(...legs, long), rule)
        fc.pre(after.exact)
        const premium = long.premium * long.multiplier * long.quantity
        expect(after.requirement).toBeLessThanOrEqual((before.requirement + premium) * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  test('two books together never need more than apart', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOption, { maxLength: 6 }), fc.array(arbitraryOption, { maxLength: 6 }), (a, b) => {
        const together = strategyMargin(book(...withNames([...a, ...b])), equityRule)
        fc.pre(together.exact)
        const apart =
          strategyMargin(book(...withNames(a)), equityRule).requirement +
          strategyMargin(book(...withNames(b)), equityRule).requirement
        expect(together.requirement).toBeLessThanOrEqual(apart * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  test('the order of the legs changes no bit', () => {
    fc.assert(
      fc.property(
        largerBook.chain((legs) => fc.tuple(fc.constant(legs), fc.shuffledSubarray(legs, { minLength: legs.length }))),
        ([legs, shuffled]) => {
          expect(strategyMargin(book(...shuffled), equityRule)).toEqual(strategyMargin(book(...legs), equityRule))
        },
      ),
    )
  })

  test('every contract stands in one strategy, and the parts sum to the requirement', () => {
    fc.assert(
      fc.property(largerBook, someRule, (legs, rule) => {
        const result = strategyMargin(book(...legs), rule)
        const used = new Map<string, number>()
        let sum = 0
        for (const { leg, part } of result.parts) {
          sum += part
          used.set(leg, 0)
        }
        expect(sum).toBe(result.requirement)
        let strategies = 0
        for (const strategy of result.strategies) {
          strategies += strategy.requirement
          for (const { leg, quantity } of strategy.legs) used.set(leg, used.get(leg)! + quantity)
        }
        expect(strategies).toBeCloseTo(result.requirement, 6)
        for (const leg of legs) expect(used.get(leg.id)).toBeCloseTo(leg.quantity, 9)
      }),
    )
  })

  test('any finite book has a finite answer that uses every contract', () => {
    const wild = fc.record({
      kind: fc.constant('option' as const),
      right: fc.constantFrom('call' as const, 'put' as const),
      strike: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      expiryDay: fc.double({ min: 0, max: 4000, noNaN: true }),
      multiplier: fc.constantFrom(0.001, 0.1, 1, 100, 150, 1000),
      premium: fc.double({ min: 0, max: 1e9, noNaN: true }),
      quantity: fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -9, max: 9 })),
    })
    const wildStock = fc.record({
      kind: fc.constant('stock' as const),
      quantity: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      price: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    })
    const rule = { ...maintenanceRule, limits: { combinationsMost: 2000, pivotsMost: 300 } }
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 8 }), fc.array(wildStock, { maxLength: 2 }), (options, stocks) => {
        const legs = withNames([...options, ...stocks])
        const result = strategyMargin(book(...legs), rule)
        expect(Number.isFinite(result.requirement)).toBe(true)
        expect(result.requirement).toBeLessThanOrEqual(result.unpaired * (1 + 1e-6) + 1e-6)
        const used = new Map<string, number>()
        for (const { legs: members } of result.strategies) {
          for (const { leg, quantity } of members) used.set(leg, (used.get(leg) ?? 0) + quantity)
        }
        for (const leg of legs) {
          const slack = 1e-8 + 1e-6 * Math.abs(leg.quantity)
          expect(Math.abs((used.get(leg.id) ?? 0) - leg.quantity)).toBeLessThanOrEqual(slack)
        }
      }),
      { numRuns: 300 },
    )
  })
})
