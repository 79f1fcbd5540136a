import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { DatedFuture, EuropeanOption } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import {
  addDecimals,
  type Decimal,
  decimalOfNumber,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  one,
  zero,
} from '../money/decimal.js'
import { assetOf } from '../valuation/lookup.js'
import { changeBalance } from './applyTransfer.js'
import { instrumentOf } from './instrumentOf.js'
import type { Portfolio, Position } from './portfolio.js'

/** The end of a dated instrument. */
export interface Settlement {
  readonly instrument: string
  /** Delivery price: what the index was said to be at expiry, in the quote currency. */
  readonly price: Decimal
}

/**
 * The portfolio after an expired option or future has been settled in cash: an option pays its intrinsic value at the delivery
 * price, a future the profit since its entry (none without an entry price), both in the settlement asset and, where that takes
 * a division or a rounding, rounded down; the position and its orders are gone.
 *
 * @throws PlimsollError INPUT_INVALID for what has no expiry, has not expired, is not held, or a price not above 0
 */
export function applySettlement(portfolio: Portfolio, market: MarketSnapshot, settlement: Settlement): Portfolio {
  const where = 'settlement.instrument'
  const position = portfolio.positions.find((held) => held.instrument === settlement.instrument)
  const instrument = instrumentOf(portfolio, market, settlement.instrument, where)
  if (position === undefined) refuse(where, settlement.instrument, 'an instrument that the book holds')
  if (instrument.kind !== 'option' && instrument.kind !== 'future')
    refuse(where, instrument.id, 'an option or a dated future')
  if (instrument.expiry > market.asOf)
    refuse(where, instrument.id, `one that expired before ${formatInstant(market.asOf)}`)
  if (settlement.price.units <= 0n) refuse('settlement.price', formatDecimal(settlement.price), 'a price above 0')
  const paid = payoff(instrument, position, settlement.price, market)
  const settled = changeBalance(portfolio, instrument.settlement.currency, paid)
  return Object.freeze({
    ...settled,
    positions: Object.freeze(settled.positions.filter((held) => held !== position)),
    orders: Object.freeze(settled.orders.filter((order) => order.instrument !== instrument.id)),
  })
}

function refuse(where: string, value: unknown, expected: string): never {
  throw new PlimsollError('INPUT_INVALID', { where, value, expected })
}

/** What the position is paid, in the settlement asset. */
function payoff(
  instrument: EuropeanOption | DatedFuture,
  position: Position,
  price: Decimal,
  market: MarketSnapshot,
): Decimal {
  const { decimals } = assetOf(market, instrument.settlement.currency, instrument.id)
  const units = multiplyDecimals(position.quantity, decimalOfNumber(instrument.contractSize, instrument.id))
  const entry =
    instrument.kind === 'future' ? (position.entryPrice ?? price) : decimalOfNumber(instrument.strike, instrument.id)
  const above = addDecimals(price, negateDecimal(entry))
  const gain = instrument.kind === 'option' ? intrinsic(instrument, above) : above
  const amount = multiplyDecimals(units, gain)
  switch (instrument.settlement.kind) {
    case 'linear':
      return divideDecimals(amount, one, decimals, 'down')
    case 'quanto': {
      const multiplier = decimalOfNumber(instrument.settlement.multiplier, instrument.id)
      return divideDecimals(multiplyDecimals(amount, multiplier), one, decimals, 'down')
    }
    case 'inverse': {
      // An option pays gain/price coins a unit; a future 1/entry − 1/price = (price − entry)/(entry·price) for each quote unit.
      const divisor = instrument.kind === 'future' ? multiplyDecimals(entry, price) : price
      return divideDecimals(amount, divisor, decimals, 'down')
    }
  }
}

function intrinsic(option: EuropeanOption, above: Decimal): Decimal {
  const gain = option.right === 'call' ? above : negateDecimal(above)
  return gain.units > 0n ? gain : zero
}
