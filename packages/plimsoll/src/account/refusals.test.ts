import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../error/codes.js'
import { PlimsollError } from '../error/plimsollError.js'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook } from '../specs/rulebook.js'
import { margin } from './margin.js'
import { parseBook } from './parseBook.js'

const option = {
  kind: 'option',
  id: 'CALL',
  underlying: 'BTC',
  contractSize: 1,
  strike: 70_000,
  right: 'call',
  expiry: '2026-03-07T12:00:00Z',
  settlement: { kind: 'linear', currency: 'USDC' },
}
const perpetual = {
  kind: 'perpetual',
  id: 'PERP',
  underlying: 'BTC',
  contractSize: 1,
  settlement: { kind: 'linear', currency: 'USDC' },
}
const slice = { kind: 'quotes', expiry: '2026-03-07T12:00:00Z', strikes: [60_000, 70_000], vols: [0.6, 0.5] }
const bitcoin = { index: 70_000, forwards: [{ expiry: '2026-03-07T12:00:00Z', price: 70_000 }], slices: [slice] }
const goodMarket = {
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: { BTC: bitcoin },
  instruments: [option, perpetual],
  marks: { PERP: 70_000 },
}
const goodBook = {
  plimsoll: 'book/1',
  id: 'b',
  balances: [{ asset: 'USDC', amount: '10' }],
  positions: [{ instrument: 'CALL', quantity: '1' }],
}

function refusal(action: () => unknown): { code: string; where: string; message: string } {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(PlimsollError)
    const { code, where, message } = error as PlimsollError
    return { code, where, message }
  }
  throw new Error('was accepted')
}

describe('a bad book is refused with a code, a place and what was expected', () => {
  const cases: [string, object, ErrorCode, string][] = [
    ['another format', { ...goodBook, plimsoll: 'book/2' }, 'DOCUMENT_VERSION', 'book.plimsoll'],
    ['an unknown field', { ...goodBook, leverage: 5 }, 'INPUT_UNKNOWN_FIELD', 'book.leverage'],
    [
      'a JSON number as quantity',
      { ...goodBook, positions: [{ instrument: 'CALL', quantity: 1 }] },
      'NUMBER_INSTEAD_OF_DECIMAL',
      'book.positions[0].quantity',
    ],
    [
      'NaN as quantity',
      { ...goodBook, positions: [{ instrument: 'CALL', quantity: 'NaN' }] },
      'INPUT_INVALID',
      'book.positions[0].quantity',
    ],
    [
      'quantity zero',
      { ...goodBook, positions: [{ instrument: 'CALL', quantity: '0.00' }] },
      'QUANTITY_INVALID',
      'book.positions[0].quantity',
    ],
    [
      'a position twice',
      { ...goodBook, positions: [goodBook.positions[0], goodBook.positions[0]] },
      'POSITION_DUPLICATE',
      'book.positions[1].instrument',
    ],
    [
      'a balance twice',
      { ...goodBook, balances: [goodBook.balances[0], goodBook.balances[0]] },
      'BALANCE_DUPLICATE',
      'book.balances[1].asset',
    ],
    [
      'a negative order size',
      { ...goodBook, orders: [{ id: 'o', instrument: 'CALL', side: 'sell', quantity: '-1', price: '1' }] },
      'QUANTITY_INVALID',
      'book.orders[0].quantity',
    ],
    [
      'an unknown side',
      { ...goodBook, orders: [{ id: 'o', instrument: 'CALL', side: 'short', quantity: '1', price: '1' }] },
      'INPUT_INVALID',
      'book.orders[0].side',
    ],
    ['no list of positions', { ...goodBook, positions: {} }, 'INPUT_INVALID', 'book.positions'],
    [
      'an instrument with a wrong right',
      { ...goodBook, instruments: [{ ...option, right: 'C' }] },
      'INPUT_INVALID',
      'book.instruments[0].right',
    ],
    [
      'a contract size of zero',
      { ...goodBook, instruments: [{ ...perpetual, contractSize: 0 }] },
      'INPUT_INVALID',
      'book.instruments[0].contractSize',
    ],
    [
      'an expiry without time zone',
      { ...goodBook, instruments: [{ ...option, expiry: '2026-03-07T12:00:00' }] },
      'INPUT_INVALID',
      'book.instruments[0].expiry',
    ],
    [
      'a range upside down',
      {
        ...goodBook,
        instruments: [{ kind: 'amm', id: 'A', underlying: 'BTC', currency: 'USDC', range: { lower: 2, upper: 1 } }],
      },
      'INPUT_INVALID',
      'book.instruments[0].range.upper',
    ],
  ]
  test.each(cases)('%s', (_, document, code, where) => {
    expect(refusal(() => parseBook(document))).toMatchObject({ code, where })
  })
})

describe('a bad market is refused', () => {
  const underlying = (change: object): object => ({ ...goodMarket, underlyings: { BTC: { ...bitcoin, ...change } } })
  const cases: [string, object, ErrorCode, string][] = [
    [
      'a volatility in per cent',
      underlying({ slices: [{ ...slice, vols: [60, 50] }] }),
      'INPUT_INVALID',
      'market.underlyings.BTC.slices[0].vols[0]',
    ],
    [
      'a negative volatility',
      underlying({ slices: [{ ...slice, vols: [-0.6, 0.5] }] }),
      'INPUT_INVALID',
      'market.underlyings.BTC.slices[0].vols[0]',
    ],
    [
      'strikes out of order',
      underlying({ slices: [{ ...slice, strikes: [70_000, 60_000] }] }),
      'INPUT_INVALID',
      'market.underlyings.BTC.slices[0].strikes[1]',
    ],
    [
      'a strike without volatility',
      underlying({ slices: [{ ...slice, vols: [0.6] }] }),
      'INPUT_INVALID',
      'market.underlyings.BTC.slices[0].vols',
    ],
    ['an index of zero', underlying({ index: 0 }), 'INPUT_INVALID', 'market.underlyings.BTC.index'],
    ['an index that is null', underlying({ index: null }), 'INPUT_INVALID', 'market.underlyings.BTC.index'],
    [
      'an asset without price',
      { ...goodMarket, assets: { USDC: { decimals: 6 } } },
      'INPUT_INVALID',
      'market.assets.USDC.price',
    ],
    [
      'an asset of an unknown underlying',
      { ...goodMarket, assets: { BTC: { price: 1, decimals: 8, underlying: 'BTX' } } },
      'UNDERLYING_UNKNOWN',
      'market.assets.BTC.underlying',
    ],
    [
      'an instrument twice',
      { ...goodMarket, instruments: [option, option] },
      'INSTRUMENT_DUPLICATE',
      'market.instruments[1].id',
    ],
    [
      'a forward in another unit than the index',
      underlying({ forwards: [{ expiry: '2026-03-07T12:00:00Z', price: 7 }] }),
      'INPUT_INVALID',
      'market.underlyings.BTC.forwards[0].price',
    ],
    [
      'a coin at another price than its index',
      { ...goodMarket, assets: { BTC: { price: 700, decimals: 8, underlying: 'BTC' } } },
      'INPUT_INVALID',
      'market.assets.BTC.price',
    ],
    [
      'a perpetual marked in another unit',
      { ...goodMarket, marks: { PERP: 70 } },
      'INPUT_INVALID',
      'market.marks.PERP',
    ],
    ['a text in place of an object', JSON.stringify(goodMarket) as unknown as object, 'INPUT_INVALID', 'market'],
    ['a mark that is text', { ...goodMarket, marks: { PERP: '70000' } }, 'INPUT_INVALID', 'market.marks.PERP'],
  ]
  test.each(cases)('%s', (_, document, code, where) => {
    expect(refusal(() => parseMarket(document))).toMatchObject({ code, where })
  })
})

describe('what the market cannot price is an error that names it, never a zero', () => {
  const book = (change: object) => parseBook({ ...goodBook, ...change })
  const cases: [string, object, object, ErrorCode, string][] = [
    [
      'an unknown instrument',
      { positions: [{ instrument: 'BTC-X', quantity: '1' }] },
      {},
      'INSTRUMENT_UNKNOWN',
      'position BTC-X',
    ],
    ['an unknown asset', { balances: [{ asset: 'DOGE', amount: '1' }] }, {}, 'ASSET_UNKNOWN', 'balance DOGE'],
    ['an expired option', {}, { asOf: '2026-03-07T12:00:00Z' }, 'INSTRUMENT_EXPIRED', 'CALL'],
    [
      'a missing volatility',
      {},
      { underlyings: { BTC: { ...bitcoin, slices: [] } } },
      'VOLATILITY_MISSING',
      'BTC option, strike 70000, expiry 2026-03-07T12:00:00Z',
    ],
    [
      'a missing forward',
      {},
      { underlyings: { BTC: { ...bitcoin, forwards: [] } } },
      'FORWARD_MISSING',
      'underlyings.BTC.forwards',
    ],
    ['a missing underlying', {}, { underlyings: {} }, 'UNDERLYING_UNKNOWN', 'CALL'],
    [
      'a perpetual without mark',
      { positions: [{ instrument: 'PERP', quantity: '1' }] },
      { marks: {} },
      'MARK_MISSING',
      'PERP',
    ],
    [
      'a mark of zero',
      { positions: [{ instrument: 'PERP', quantity: '1' }] },
      { marks: { PERP: 0 } },
      'INPUT_INVALID',
      'marks.PERP',
    ],
    ['a market in another currency', {}, { currency: 'EUR' }, 'INPUT_INVALID', 'market.currency'],
  ]
  test.each(cases)('%s', (_, bookChange, marketChange, code, where) => {
    const market = parseMarket({ ...goodMarket, ...marketChange })
    expect(refusal(() => margin(book(bookChange), market, rulebook('portfolio')))).toMatchObject({ code, where })
  })
})
