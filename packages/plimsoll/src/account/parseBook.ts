import { readChoice, readFields, readFormat, readList, readNumber, readRecord, readString } from '../document/read.js'
import type { ErrorCode } from '../error/codes.js'
import { PlimsollError } from '../error/plimsollError.js'
import { formatInstrument, type InstrumentDocument, parseInstrument } from '../instrument/parseInstrument.js'
import { type Decimal, formatDecimal, parseDecimal } from '../money/decimal.js'
import type { Balance, Order, Portfolio, Position } from './portfolio.js'

/** A book as JSON; amounts, quantities and prices are decimal strings. */
export interface BookDocument {
  readonly plimsoll: 'book/1'
  readonly id: string
  readonly name: string
  readonly balances: readonly { readonly asset: string; readonly amount: string }[]
  readonly positions: readonly {
    readonly instrument: string
    readonly quantity: string
    readonly entryPrice?: string
  }[]
  readonly orders: readonly {
    readonly id: string
    readonly instrument: string
    readonly side: 'buy' | 'sell'
    readonly quantity: string
    readonly price: string
    readonly reduceOnly?: boolean
  }[]
  readonly instruments?: readonly InstrumentDocument[]
  /** Observations about the account that a rule book may ask for by name. */
  readonly facts?: Readonly<Record<string, number>>
}

/**
 * Reads a `book/1` document; throws PlimsollError naming the field.
 *
 * @example
 * import { parseBook } from 'plimsoll'
 * const book = parseBook({
 *   plimsoll: 'book/1', id: 'mine', name: 'Mine',
 *   balances: [{ asset: 'USDC', amount: '25000' }],
 *   positions: [{ instrument: 'BTC-PERPETUAL', quantity: '-1000', entryPrice: '64000' }],
 * })
 * book.positions.length // => 1
 */
export function parseBook(document: unknown): Portfolio {
  const where = 'book'
  // First: a document of another format has other fields, and should be told about the format.
  readFormat(readRecord(document, where).plimsoll, `${where}.plimsoll`, 'book/1')
  const fields = readFields(document, where, [
    'plimsoll',
    'id',
    'name',
    'balances',
    'positions',
    'orders',
    'instruments',
    'facts',
  ])
  const id = readString(fields.id, `${where}.id`)
  const instruments = readList(fields.instruments ?? [], `${where}.instruments`).map((entry, row) =>
    parseInstrument(entry, `${where}.instruments[${row}]`),
  )
  requireUnique(
    instruments.map((instrument) => instrument.id),
    `${where}.instruments`,
    'id',
    'INSTRUMENT_DUPLICATE',
  )
  const balances = readList(fields.balances ?? [], `${where}.balances`).map((entry, row) =>
    parseBalance(entry, `${where}.balances[${row}]`),
  )
  requireUnique(
    balances.map((balance) => balance.asset),
    `${where}.balances`,
    'asset',
    'BALANCE_DUPLICATE',
  )
  const positions = readList(fields.positions ?? [], `${where}.positions`).map((entry, row) =>
    parsePosition(entry, `${where}.positions[${row}]`),
  )
  requireUnique(
    positions.map((position) => position.instrument),
    `${where}.positions`,
    'instrument',
    'POSITION_DUPLICATE',
  )
  const orders = readList(fields.orders ?? [], `${where}.orders`).map((entry, row) =>
    parseOrder(entry, `${where}.orders[${row}]`),
  )
  requireUnique(
    orders.map((order) => order.id),
    `${where}.orders`,
    'id',
    'ORDER_DUPLICATE',
  )
  return Object.freeze({
    id,
    name: fields.name === undefined ? id : readString(fields.name, `${where}.name`),
    balances: Object.freeze(balances),
    positions: Object.freeze(positions),
    orders: Object.freeze(orders),
    instruments: Object.freeze(instruments),
    ...(fields.facts === undefined ? {} : { facts: parseFacts(fields.facts, `${where}.facts`) }),
  })
}

function parseFacts(value: unknown, where: string): Readonly<Record<string, number>> {
  const facts = Object.entries(readRecord(value, where)).map(
    ([name, fact]) => [name, readNumber(fact, `${where}.${name}`)] as const,
  )
  return Object.freeze(Object.fromEntries(facts))
}

function parseBalance(value: unknown, where: string): Balance {
  const fields = readFields(value, where, ['asset', 'amount'])
  return Object.freeze({
    asset: readString(fields.asset, `${where}.asset`),
    amount: parseDecimal(fields.amount, `${where}.amount`),
  })
}

function parsePosition(value: unknown, where: string): Position {
  const fields = readFields(value, where, ['instrument', 'quantity', 'entryPrice'])
  const instrument = readString(fields.instrument, `${where}.instrument`)
  const quantity = parseDecimal(fields.quantity, `${where}.quantity`)
  if (quantity.units === 0n) {
    throw new PlimsollError('QUANTITY_INVALID', {
      where: `${where}.quantity`,
      value: fields.quantity,
      expected: 'a quantity other than zero: positive long, negative short',
    })
  }
  if (fields.entryPrice === undefined) return Object.freeze({ instrument, quantity })
  return Object.freeze({ instrument, quantity, entryPrice: parseDecimal(fields.entryPrice, `${where}.entryPrice`) })
}

function parseOrder(value: unknown, where: string): Order {
  const fields = readFields(value, where, ['id', 'instrument', 'side', 'quantity', 'price', 'reduceOnly'])
  if (fields.reduceOnly !== undefined && typeof fields.reduceOnly !== 'boolean') {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.reduceOnly`,
      value: fields.reduceOnly,
      expected: 'true or false',
    })
  }
  return Object.freeze({
    id: readString(fields.id, `${where}.id`),
    instrument: readString(fields.instrument, `${where}.instrument`),
    side: readChoice(fields.side, `${where}.side`, ['buy', 'sell']),
    quantity: requireSize(parseDecimal(fields.quantity, `${where}.quantity`), `${where}.quantity`),
    price: parseDecimal(fields.price, `${where}.price`),
    reduceOnly: fields.reduceOnly ?? false,
  })
}

/** Refuses a size that is not above zero. */
export function requireSize(size: Decimal, where: string): Decimal {
  if (size.units > 0n) return size
  throw new PlimsollError('QUANTITY_INVALID', {
    where,
    value: formatDecimal(size),
    expected: 'a size above zero; the side says buy or sell',
  })
}

function requireUnique(names: readonly string[], where: string, field: string, code: ErrorCode): void {
  const seen = new Set<string>()
  for (const [row, name] of names.entries()) {
    if (seen.has(name))
      throw new PlimsollError(code, { where: `${where}[${row}].${field}`, value: name, expected: 'every one once' })
    seen.add(name)
  }
}

/** The `book/1` document of a portfolio; `parseBook` reads it back. */
export function formatBook(portfolio: Portfolio): BookDocument {
  return {
    plimsoll: 'book/1',
    id: portfolio.id,
    name: portfolio.name,
    balances: portfolio.balances.map((balance) => ({ asset: balance.asset, amount: formatDecimal(balance.amount) })),
    positions: portfolio.positions.map((position) => ({
      instrument: position.instrument,
      quantity: formatDecimal(position.quantity),
      ...(position.entryPrice === undefined ? {} : { entryPrice: formatDecimal(position.entryPrice) }),
    })),
    orders: portfolio.orders.map((order) => ({
      id: order.id,
      instrument: order.instrument,
      side: order.side,
      quantity: formatDecimal(order.quantity),
      price: formatDecimal(order.price),
      ...(order.reduceOnly ? { reduceOnly: true } : {}),
    })),
    ...(portfolio.instruments.length === 0 ? {} : { instruments: portfolio.instruments.map(formatInstrument) }),
    ...(portfolio.facts === undefined ? {} : { facts: portfolio.facts }),
  }
}
