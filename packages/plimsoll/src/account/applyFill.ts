import { PlimsollError } from '../error/plimsollError.js'
import type { DatedFuture, Perpetual } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalOfNumber,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  one,
  roundDecimal,
  zero,
} from '../money/decimal.js'
import { assetOf } from '../valuation/lookup.js'
import { requireAlive } from '../valuation/optionModel.js'
import { quoteOf } from '../valuation/quote.js'
import { changeBalance } from './applyTransfer.js'
import { instrumentOf } from './instrumentOf.js'
import { requireSize } from './parseBook.js'
import type { Portfolio, Position } from './portfolio.js'
import { requirePrice } from './requirePrice.js'

/** A trade that happened. */
export interface Fill {
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly quantity: Decimal
  readonly price: Decimal
}

/** Decimal places kept of an average entry price. */
const entryScale = 12

/**
 * The portfolio after a fill; no fees. Paid instruments (options, spot) move the settlement balance by the premium. A
 * future or perpetual that is reduced realises its profit into the settlement balance; one that is increased gets the
 * average entry price (arithmetic for linear, harmonic for inverse contracts). Exact except for the average and for
 * inverse profits, which are divisions: these are rounded against the account, at the asset's own decimals.
 */
export function applyFill(portfolio: Portfolio, market: MarketSnapshot, fill: Fill): Portfolio {
  const instrument = instrumentOf(portfolio, market, fill.instrument, 'fill.instrument')
  if ('expiry' in instrument) requireAlive(instrument.id, instrument.expiry, market.asOf)
  requireSize(fill.quantity, 'fill.quantity')
  requirePrice(instrument, fill.price, market, 'fill.price')
  const change = fill.side === 'buy' ? fill.quantity : negateDecimal(fill.quantity)
  switch (instrument.kind) {
    case 'spot': {
      const bought = changeBalance(portfolio, instrument.asset, change)
      return changeBalance(
        bought,
        instrument.currency,
        negateDecimal(round(multiplyDecimals(change, fill.price), instrument.currency, market, 'up')),
      )
    }
    case 'option': {
      const size = multiplyDecimals(change, decimalOfNumber(instrument.contractSize, instrument.id))
      const factor =
        instrument.settlement.kind === 'quanto' ? decimalOfNumber(instrument.settlement.multiplier, instrument.id) : one
      const premium = multiplyDecimals(multiplyDecimals(size, fill.price), factor)
      const { currency } = instrument.settlement
      const paid = changeBalance(portfolio, currency, negateDecimal(round(premium, currency, market, 'up')))
      return changePosition(paid, instrument.id, change, undefined)
    }
    case 'perpetual':
    case 'future':
      return fillFuture(portfolio, market, instrument, change, fill.price)
    case 'amm':
      throw new PlimsollError('INPUT_INVALID', {
        where: 'fill.instrument',
        value: instrument.id,
        expected: 'something that trades; liquidity positions are edited in the book',
      })
  }
}

function fillFuture(
  portfolio: Portfolio,
  market: MarketSnapshot,
  future: Perpetual | DatedFuture,
  change: Decimal,
  price: Decimal,
): Portfolio {
  const held = portfolio.positions.find((position) => position.instrument === future.id)
  if (held === undefined) return changePosition(portfolio, future.id, change, price)
  // A position without an entry price has made no profit yet: it is as if entered at the mark.
  const entry = held.entryPrice ?? decimalOfNumber(quoteOf(future, market).mark, future.id)
  const sameSide = held.quantity.units > 0n === change.units > 0n
  if (sameSide)
    return changePosition(
      portfolio,
      future.id,
      change,
      averageEntry(future, { quantity: held.quantity, entry }, change, price),
    )
  const closed = smallerSize(held.quantity, negateDecimal(change))
  const profit = realised(future, closed, entry, price, market)
  const paid = changeBalance(portfolio, future.settlement.currency, profit)
  const flipped = compareDecimals(absolute(change), absolute(held.quantity)) > 0
  return changePosition(paid, future.id, change, flipped ? price : entry)
}

/** Profit of closing `closed` (signed like the position), in the settlement asset, rounded down. */
function realised(
  future: Perpetual | DatedFuture,
  closed: Decimal,
  entry: Decimal,
  exit: Decimal,
  market: MarketSnapshot,
): Decimal {
  const { currency } = future.settlement
  const contracts = multiplyDecimals(closed, decimalOfNumber(future.contractSize, future.id))
  if (future.settlement.kind === 'inverse') {
    // 1/entry − 1/exit = (exit − entry) / (entry · exit)
    const numerator = multiplyDecimals(contracts, addDecimals(exit, negateDecimal(entry)))
    return divideDecimals(
      numerator,
      multiplyDecimals(entry, exit),
      assetOf(market, currency, future.id).decimals,
      'down',
    )
  }
  const difference = multiplyDecimals(contracts, addDecimals(exit, negateDecimal(entry)))
  const factor = future.settlement.kind === 'quanto' ? decimalOfNumber(future.settlement.multiplier, future.id) : one
  return round(multiplyDecimals(difference, factor), currency, market, 'down')
}

function averageEntry(
  future: Perpetual | DatedFuture,
  held: { readonly quantity: Decimal; readonly entry: Decimal },
  change: Decimal,
  price: Decimal,
): Decimal {
  const { entry } = held
  const total = addDecimals(held.quantity, change)
  // A long is worse off with a higher entry, a short with a lower one.
  const rounding = total.units > 0n ? 'up' : 'down'
  if (future.settlement.kind === 'inverse') {
    // total / (q1/p1 + q2/p2) = total·p1·p2 / (q1·p2 + q2·p1)
    const numerator = multiplyDecimals(total, multiplyDecimals(entry, price))
    const denominator = addDecimals(multiplyDecimals(held.quantity, price), multiplyDecimals(change, entry))
    return divideDecimals(numerator, denominator, entryScale, rounding)
  }
  const cost = addDecimals(multiplyDecimals(held.quantity, entry), multiplyDecimals(change, price))
  return divideDecimals(cost, total, entryScale, rounding)
}

function changePosition(
  portfolio: Portfolio,
  instrument: string,
  change: Decimal,
  entryPrice: Decimal | undefined,
): Portfolio {
  const held = portfolio.positions.find((position) => position.instrument === instrument)
  const quantity = addDecimals(held?.quantity ?? zero, change)
  const others = portfolio.positions.filter((position) => position.instrument !== instrument)
  if (quantity.units === 0n) return Object.freeze({ ...portfolio, positions: Object.freeze(others) })
  const position: Position = Object.freeze(
    entryPrice === undefined ? { instrument, quantity } : { instrument, quantity, entryPrice },
  )
  const at = held === undefined ? others.length : portfolio.positions.indexOf(held)
  return Object.freeze({
    ...portfolio,
    positions: Object.freeze([...others.slice(0, at), position, ...others.slice(at)]),
  })
}

function round(amount: Decimal, asset: string, market: MarketSnapshot, rounding: 'up' | 'down'): Decimal {
  return roundDecimal(amount, assetOf(market, asset, asset).decimals, rounding)
}

function absolute(value: Decimal): Decimal {
  return value.units < 0n ? negateDecimal(value) : value
}

function smallerSize(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(absolute(a), absolute(b)) <= 0 ? a : b
}
