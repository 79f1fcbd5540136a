import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn, marketIn, nodesNamed, valueNamed } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { withParameters } from '../withParameters.js'
import { paradexCross } from './paradexCross.js'
import { paradexPm } from './paradexPm.js'

const rates = (name: string): number => (name === 'fee' ? 0.0003 : 0.1)

describe('Paradex', () => {
  test.each([paradexPm, paradexCross])('$id is a rule book and covers a mixed book', (spec) => {
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
    const result = margin(mixedBook, mixedMarket, supplied(spec, rates))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
  })

  // methods/venues.md §7.1: 24 scenarios, and no row in which volatility stays.
  test('24 scenarios of each class, none with volatility as it is', () => {
    for (const name of ['majors', 'others'] as const) {
      const list = paradexPm.scenarios[name]!
      if (list.kind !== 'list') throw new Error('a list')
      expect(list.scenarios).toHaveLength(24)
      expect(new Set(list.scenarios.map(({ volatility }) => volatility))).toEqual(new Set(['up', 'down']))
      expect(Math.max(...list.scenarios.map(({ weight, move }) => (weight === undefined ? (move as number) : 0)))).toBe(
        name === 'majors' ? 0.16 : 0.28,
      )
    }
  })

  // §7.1: the tail −66 % counts for 18 %: 11.88 % of notional, less than the edge; +500 % for 2.4 % = 12 %; −16 % whole.
  test('one perpetual loses the edge of its range', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 70_000, HYPE: 40 } })
    const one = (id: string, quantity: number) => bookIn({ positions: [{ instrument: `${id}-PERP`, quantity }] })
    const spec = withParameters(paradexPm, { fee: 0 })
    expect(margin(one('BTC', 1), market, spec).initial).toBeCloseTo(0.16 * 70_000, 8)
    expect(margin(one('BTC', -1), market, spec).initial).toBeCloseTo(0.16 * 70_000, 8)
    expect(margin(one('BTC', -1), market, spec).maintenance).toBeCloseTo(0.08 * 70_000, 8)
    expect(margin(one('HYPE', 10), market, spec).initial).toBeCloseTo(0.28 * 400, 10)
  })

  test('funding of eight hours is provided for by whoever pays it', () => {
    const paying = { ...marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 70_000 } }) }
    const market = { ...paying, funding: new Map([['BTC-PERP', { rate: 0.0002, intervalHours: 4 }]]) }
    const spec = withParameters(paradexPm, { fee: 0 })
    const of = (quantity: number) =>
      margin(bookIn({ positions: [{ instrument: 'BTC-PERP', quantity }] }), market, spec).tree.initial
    expect(valueNamed(of(1), 'funding provision')).toBeCloseTo(0.0004 * 70_000, 9)
    expect(valueNamed(of(-1), 'funding provision')).toBe(0)
  })

  // §7.2: long min(mark, 20 % of spot); short max(15 % − out of the money, 10 %); maintenance the half.
  test('options in cross margin', () => {
    const spec = withParameters(paradexCross, { fee: 0 })
    const of = (id: string, quantity: string) =>
      margin({ ...mixedBook, balances: [], orders: [], positions: [position(id, quantity)] }, mixedMarket, spec)
    const short = of('BTC-call', '-1')
    expect(short.initial).toBeCloseTo(Math.max(0.15 * 70_000 - 2000, 0.1 * 70_000), 8)
    expect(short.maintenance).toBeCloseTo(short.initial / 2, 8)
    const long = of('ETH-put', '2')
    expect(long.initial).toBeCloseTo(Math.min(long.optionValue, 2 * 0.2 * 2000), 8)
  })

  test('a market whose fraction nobody supplied is refused and not guessed', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 90_000 } })
    const book = bookIn({ positions: [{ instrument: 'BTC-PERP', quantity: 1 }] })
    expect(() => margin(book, market, withParameters(paradexCross, { fee: 0 }))).toThrow('imf.BTC')
  })

  test('the smaller of scan and least charge never decides', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 70_000 } })
    const result = margin(
      bookIn({ positions: [{ instrument: 'BTC-PERP', quantity: 1 }] }),
      market,
      withParameters(paradexPm, { fee: 0 }),
    )
    const [chosen] = nodesNamed(result.tree.initial, 'scan or least charge')
    expect(chosen!.value).toBe(Math.max(...chosen!.children.map(({ value }) => value)))
    expect(valueNamed(result.tree.initial, 'least charge for delta')).toBeCloseTo(0.02 * 70_000, 8)
  })
})

function position(instrument: string, quantity: string) {
  const negative = quantity.startsWith('-')
  return {
    instrument,
    quantity: { units: BigInt(negative ? quantity.slice(1) : quantity) * (negative ? -1n : 1n), scale: 0 },
  }
}
