import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { parseMarket } from '../market/parseMarket.js'
import { type Decimal, formatDecimal, parseDecimal } from '../money/decimal.js'
import { applyFill } from './applyFill.js'
import { applySettlement } from './applySettlement.js'
import { applyTransfer } from './applyTransfer.js'
import { formatBook, parseBook } from './parseBook.js'
import type { Portfolio } from './portfolio.js'

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 50_000, decimals: 8, underlying: 'BTC' } },
  underlyings: { BTC: { index: 50_000 } },
  instruments: [
    { kind: 'spot', id: 'SPOT', underlying: 'BTC', asset: 'BTC', currency: 'USDC' },
    {
      kind: 'perpetual',
      id: 'LINEAR',
      underlying: 'BTC',
      contractSize: 0.01,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'perpetual',
      id: 'INVERSE',
      underlying: 'BTC',
      contractSize: 10,
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
    {
      kind: 'option',
      id: 'CALL',
      underlying: 'BTC',
      contractSize: 1,
      strike: 60_000,
      right: 'call',
      expiry: '2026-03-07T12:00:00Z',
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
    {
      kind: 'option',
      id: 'OLD',
      underlying: 'BTC',
      contractSize: 1,
      strike: 60_000,
      right: 'call',
      expiry: '2026-02-05T12:00:00Z',
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
    { kind: 'amm', id: 'POOL', underlying: 'BTC', currency: 'USDC' },
  ],
  marks: { LINEAR: 50_000, INVERSE: 50_000 },
})

const empty: Portfolio = parseBook({ plimsoll: 'book/1', id: 'a' })
const number = (text: string): Decimal => parseDecimal(text, 'test')
const fill = (book: Portfolio, side: 'buy' | 'sell', quantity: string, instrument: string, price: string): Portfolio =>
  applyFill(book, market, { instrument, side, quantity: number(quantity), price: number(price) })
const position = (book: Portfolio, instrument: string) =>
  formatBook(book).positions.find((entry) => entry.instrument === instrument)
const balance = (book: Portfolio, asset: string): string | undefined => {
  const found = book.balances.find((entry) => entry.asset === asset)
  return found && formatDecimal(found.amount)
}

describe('a fill', () => {
  test('of a linear contract averages, realises and flips', () => {
    let book = fill(empty, 'buy', '100', 'LINEAR', '50000')
    book = fill(book, 'buy', '300', 'LINEAR', '52000')
    // (100·50,000 + 300·52,000) / 400
    expect(position(book, 'LINEAR')).toMatchObject({ quantity: '400', entryPrice: '51500' })
    book = fill(book, 'sell', '150', 'LINEAR', '51000')
    // 150 · 0.01 · (51,000 − 51,500)
    expect(balance(book, 'USDC')).toBe('-750')
    book = fill(book, 'sell', '350', 'LINEAR', '51600')
    // 250 · 0.01 · 100 more; 100 short remain, entered at 51,600
    expect(balance(book, 'USDC')).toBe('-500')
    expect(position(book, 'LINEAR')).toMatchObject({ quantity: '-100', entryPrice: '51600' })
  })

  test('of an inverse contract averages harmonically and pays coin rounded down', () => {
    let book = fill(empty, 'buy', '5000', 'INVERSE', '50000')
    book = fill(book, 'buy', '5000', 'INVERSE', '60000')
    // 2 / (1/50,000 + 1/60,000) = 54,545.4545…, a long's entry rounded up
    expect(position(book, 'INVERSE')?.entryPrice).toBe('54545.454545454546')
    book = fill(book, 'sell', '10000', 'INVERSE', '52000')
    // 100,000 · (1/54,545.4545… − 1/52,000) = −0.0897435897… BTC
    expect(balance(book, 'BTC')).toBe('-0.08974359')
    expect(book.positions).toEqual([])
  })

  test('of an option moves the premium in coin, of spot both balances', () => {
    const sold = fill(empty, 'sell', '2', 'CALL', '0.031')
    expect(balance(sold, 'BTC')).toBe('0.062')
    expect(position(sold, 'CALL')).toEqual({ instrument: 'CALL', quantity: '-2' })
    const bought = fill(empty, 'buy', '0.5', 'SPOT', '50000.01')
    expect([balance(bought, 'BTC'), balance(bought, 'USDC')]).toEqual(['0.5', '-25000.005'])
  })

  test('of a position without entry price realises from the mark', () => {
    const book = parseBook({ plimsoll: 'book/1', id: 'a', positions: [{ instrument: 'LINEAR', quantity: '100' }] })
    expect(balance(fill(book, 'sell', '100', 'LINEAR', '50100'), 'USDC')).toBe('100')
  })

  test.each([
    ['CALL', '-1', '0.1', 'QUANTITY_INVALID'],
    ['CALL', '1', '-0.1', 'INPUT_INVALID'],
    ['LINEAR', '1', '0', 'INPUT_INVALID'],
    ['OLD', '1', '0.1', 'INSTRUMENT_EXPIRED'],
    ['CALL', '1', '2253', 'PRICE_IMPLAUSIBLE'],
    ['INVERSE', '1', '0.02', 'PRICE_IMPLAUSIBLE'],
    ['SPOT', '1', '500000', 'PRICE_IMPLAUSIBLE'],
    ['POOL', '1', '10', 'INPUT_INVALID'],
    ['NOPE', '1', '10', 'INSTRUMENT_UNKNOWN'],
  ])('of %s, %s at %s is refused with %s', (instrument, quantity, price, code) => {
    const attempt = (): unknown => fill(empty, 'buy', quantity, instrument, price)
    expect(attempt).toThrow(PlimsollError)
    expect(attempt).toThrow(expect.objectContaining({ code }))
    expect(empty.positions).toEqual([])
  })
})

describe('a settlement', () => {
  const later = { ...market, asOf: Date.parse('2026-03-08T00:00:00Z') }
  const settled = (positions: object[], instrument: string, price: string): Portfolio =>
    applySettlement(parseBook({ plimsoll: 'book/1', id: 'a', positions }), later, { instrument, price: number(price) })

  test('of an inverse option pays its intrinsic value in coin, rounded down', () => {
    // (72,000 − 60,000) / 72,000 = 0.1666… a coin; a short pays it, rounded against it
    expect(balance(settled([{ instrument: 'CALL', quantity: '1' }], 'CALL', '72000'), 'BTC')).toBe('0.16666666')
    expect(balance(settled([{ instrument: 'CALL', quantity: '-1' }], 'CALL', '72000'), 'BTC')).toBe('-0.16666667')
    expect(settled([{ instrument: 'CALL', quantity: '-1' }], 'CALL', '59000')).toMatchObject({
      balances: [],
      positions: [],
    })
  })

  test('is refused before expiry, without a price, and for what never expires', () => {
    const book = parseBook({
      plimsoll: 'book/1',
      id: 'a',
      positions: [
        { instrument: 'CALL', quantity: '1' },
        { instrument: 'LINEAR', quantity: '1' },
      ],
    })
    for (const [at, instrument, price] of [
      [market, 'CALL', '1'],
      [later, 'CALL', '0'],
      [later, 'LINEAR', '1'],
      [later, 'OLD', '1'],
    ] as const) {
      expect(() => applySettlement(book, at, { instrument, price: number(price) })).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
    }
  })
})

describe('a transfer', () => {
  test('adds exactly and removes an emptied balance', () => {
    const paid = applyTransfer(empty, market, { asset: 'USDC', amount: number('0.1') })
    const more = applyTransfer(paid, market, { asset: 'USDC', amount: number('0.2') })
    expect(balance(more, 'USDC')).toBe('0.3')
    expect(applyTransfer(more, market, { asset: 'USDC', amount: number('-0.3') }).balances).toEqual([])
  })

  test.each([
    ['USDC', '0', 'QUANTITY_INVALID'],
    ['USDC', '0.0000001', 'QUANTITY_INVALID'],
    ['DOGE', '1', 'ASSET_UNKNOWN'],
  ])('of %s %s is refused with %s', (asset, amount, code) => {
    expect(() => applyTransfer(empty, market, { asset, amount: number(amount) })).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
