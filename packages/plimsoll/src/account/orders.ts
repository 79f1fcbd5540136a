import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { requireAlive } from '../valuation/optionModel.js'
import { instrumentOf } from './instrumentOf.js'
import { requireSize } from './parseBook.js'
import type { Order, Portfolio } from './portfolio.js'
import { requirePrice } from './requirePrice.js'

/** The portfolio with one more open order; refuses an unknown or expired instrument and an id that is taken. */
export function addOrder(portfolio: Portfolio, market: MarketSnapshot, order: Order): Portfolio {
  const instrument = instrumentOf(portfolio, market, order.instrument, 'order.instrument')
  if ('expiry' in instrument) requireAlive(instrument.id, instrument.expiry, market.asOf)
  requireSize(order.quantity, 'order.quantity')
  requirePrice(instrument, order.price, market, 'order.price')
  if (portfolio.orders.some((open) => open.id === order.id)) {
    throw new PlimsollError('ORDER_DUPLICATE', {
      where: 'order.id',
      value: order.id,
      expected: 'an id that no open order has',
    })
  }
  return Object.freeze({ ...portfolio, orders: Object.freeze([...portfolio.orders, Object.freeze(order)]) })
}

/** The portfolio without the order; the same portfolio when it has none of that id. */
export function cancelOrder(portfolio: Portfolio, id: string): Portfolio {
  if (!portfolio.orders.some((order) => order.id === id)) return portfolio
  return Object.freeze({ ...portfolio, orders: Object.freeze(portfolio.orders.filter((order) => order.id !== id)) })
}
