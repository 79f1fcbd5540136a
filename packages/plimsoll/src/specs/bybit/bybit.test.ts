import { describe, expect, test } from 'vitest'
import { margin } from '../../account/margin.js'
import { parseBook } from '../../account/parseBook.js'
import { parseMarket } from '../../market/parseMarket.js'
import { withParameters } from '../withParameters.js'
import { bybitPm } from './bybitPm.js'
import { bybitUta } from './bybitUta.js'

const expiry = '2022-07-22T08:00:00Z'
const settlement = { kind: 'linear', currency: 'USDC' }

/** `quoted`: options stand at their marks; otherwise at what the model makes of 70 % volatility. */
function marketOf(index: number, marks: Readonly<Record<string, number>>, quoted = true) {
  return parseMarket({
    plimsoll: 'market/1',
    asOf: '2022-07-15T08:00:00Z',
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 } },
    underlyings: {
      BTC: {
        index,
        forwards: [{ expiry, price: index }],
        slices: [{ kind: 'quotes', expiry, strikes: [index], vols: [0.7] }],
      },
    },
    instruments: [
      { kind: 'perpetual', id: 'PERP', underlying: 'BTC', contractSize: 1, settlement },
      ...Object.keys(marks).map((id) => ({
        kind: 'option',
        id,
        underlying: 'BTC',
        expiry,
        strike: Number(id.split('-')[0]),
        right: id.endsWith('C') ? 'call' : 'put',
        contractSize: 1,
        settlement,
      })),
    ],
    marks: { ...(quoted ? marks : {}), PERP: index },
  })
}

const bookOf = (positions: readonly object[], balance = '10000') =>
  parseBook({ plimsoll: 'book/1', id: 'by hand', balances: [{ asset: 'USDC', amount: balance }], positions })

describe('Bybit cross margin, as the help centre works it', () => {
  test('a short call of 31,000 at an index of 30,000 and a mark of 300: 1,260', () => {
    const result = margin(
      bookOf([{ instrument: '31000-C', quantity: '-1' }]),
      marketOf(30_000, { '31000-C': 300 }),
      bybitUta,
    )
    expect(result.maintenance).toBeCloseTo(1260, 9)
  })

  test('a short put of 18,500 at 20,250, entered at 280, marked at 290: 938 and 2,315', () => {
    const book = bookOf([{ instrument: '18500-P', quantity: '-1', entryPrice: '280' }])
    const result = margin(book, marketOf(20_250, { '18500-P': 290 }), bybitUta)
    expect(result.maintenance).toBeCloseTo(938, 9)
    expect(result.initial).toBeCloseTo(2315, 9)
  })

  test('3,500 in brackets of 2, 2.5, 3, 3.5 and 4 %: 92.5, and 350 at ten times', () => {
    const spec = withParameters(bybitUta, {
      ...Object.fromEntries([1, 2, 3, 4].map((row) => [`tier.limit.${row}.BTC`, 1000 * row])),
      ...Object.fromEntries([0.02, 0.025, 0.03, 0.035, 0.04].map((rate, row) => [`tier.rate.${row + 1}.BTC`, rate])),
    })
    const result = margin(bookOf([{ instrument: 'PERP', quantity: '-0.175' }]), marketOf(20_000, {}), spec)
    expect(result.maintenance).toBeCloseTo(92.5, 9)
    expect(result.initial).toBeCloseTo(350, 9)
    const book = { ...bookOf([{ instrument: 'PERP', quantity: '-0.175' }]), facts: { leverage: 5 } }
    expect(margin(book, marketOf(20_000, {}), spec).initial).toBeCloseTo(700, 9)
  })
})

describe('Bybit portfolio margin of a bear put spread', () => {
  test('is no more than the spread is worth', () => {
    // −1 put 18,500 and +1 put 20,000 at 20,250; the printed 434.65 (of a spread worth
    // 460) needs volatilities and tables that are not published.
    const spec = withParameters(bybitPm, {
      'range.large': 0.15,
      'volatility.up': 0.3,
      'volatility.down': -0.3,
      'contingency.netShort': 0,
      'contingency.vegaSpread': 0,
      'initial.factor': 1.2,
    })
    const book = bookOf([
      { instrument: '18500-P', quantity: '-1' },
      { instrument: '20000-P', quantity: '1' },
    ])
    const result = margin(book, marketOf(20_250, { '18500-P': 290, '20000-P': 750 }, false), spec)
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.maintenance).toBeLessThanOrEqual(result.optionValue)
    expect(result.initial).toBeCloseTo(1.2 * result.maintenance, 9)
  })
})
