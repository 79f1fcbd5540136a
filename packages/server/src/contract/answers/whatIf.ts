import {
  decimalOfNumber,
  type IntendedOrder,
  instrumentOf,
  liquidationPrices,
  type MarginSpec,
  type MarketSnapshot,
  PlimsollError,
  type Portfolio,
  parseDecimal,
  quoteOf,
  type Valuation,
  type WhatIf,
  whatIf,
} from 'plimsoll'
import type { AccountSummary, LiquidationPricesView, WhatIfRequest, WhatIfView } from '../index.js'
import { numbersOf } from './summaryNumbers.js'
import { namingTheOrder } from './whatIfRow.js'

/** A book with what it is looked at under: its rule book, and the valuation of a market under that rule book. */
export interface ValuedBook {
  readonly portfolio: Portfolio
  readonly spec: MarginSpec
  readonly valuation: Valuation
}

/** What a what-if came to, and the orders as they were understood. */
export interface WhatIfOutcome extends WhatIf {
  readonly orders: readonly IntendedOrder[]
  readonly portfolioBefore: Portfolio
}

/** Who is asked about; the rest of a summary is computed. */
export type AccountIdentity = Pick<AccountSummary, 'id' | 'name' | 'description' | 'specId'>

/** The numbers of the answer; liquidation prices take a search of their own and come from `whatIfLiquidation`. */
export type WhatIfNumbers = Omit<WhatIfView, 'liquidation' | 'computeMicroseconds'>

/** Evaluates the orders of a request; a refusal names the row and field of the request. */
export function whatIfOutcome({ portfolio, spec, valuation }: ValuedBook, request: WhatIfRequest): WhatIfOutcome {
  const { market } = valuation
  const orders = request.orders.map((order, row) => ({
    instrument: order.instrument,
    side: order.side,
    quantity: parseDecimal(order.quantity, `orders[${row}].quantity`),
    price:
      order.price === undefined
        ? markOf(portfolio, market, order.instrument, `orders[${row}].instrument`)
        : parseDecimal(order.price, `orders[${row}].price`),
    as: order.as ?? 'fill',
  }))
  const outcome = namingTheOrder(portfolio, market, orders, () => whatIf(portfolio, market, spec, orders, valuation))
  return { ...outcome, orders, portfolioBefore: portfolio }
}

/** The outcome in the contract's words. Only an account that the market can value is asked, so neither side has an error. */
export function whatIfNumbers(identity: AccountIdentity, outcome: WhatIfOutcome): WhatIfNumbers {
  const { id, name, description, specId } = identity
  const { before, after, portfolioBefore, portfolio, accepted, reason } = outcome
  const who = { id, name, description, specId, error: null }
  return {
    before: { ...who, ...numbersOf(before), positions: portfolioBefore.positions.length },
    after: { ...who, ...numbersOf(after), positions: portfolio.positions.length },
    initialChange: after.initial - before.initial,
    accepted,
    reason,
  }
}

/** Where the account would be liquidated after the orders, along their underlyings. */
export function whatIfLiquidation(
  { spec, valuation }: ValuedBook,
  { portfolio, orders }: WhatIfOutcome,
): LiquidationPricesView[] {
  const { market } = valuation
  const along = orderUnderlyings(portfolio, market, orders)
  return liquidationPrices(portfolio, market, spec, valuation, along).map((prices) => ({ ...prices }))
}

/** The present mark as an exact price; what an order without a price is assumed to be done at. */
function markOf(portfolio: Portfolio, market: MarketSnapshot, id: string, where: string) {
  const instrument = portfolio.instruments.find((own) => own.id === id) ?? market.instruments.get(id)
  if (instrument === undefined) {
    throw new PlimsollError('INSTRUMENT_UNKNOWN', {
      where,
      value: id,
      expected: 'an instrument that the market lists or the book defines',
    })
  }
  return decimalOfNumber(quoteOf(instrument, market).mark, where)
}

/** Only along these does an order move the liquidation price much, and each takes a search of its own. */
function orderUnderlyings(
  portfolio: Portfolio,
  market: MarketSnapshot,
  orders: readonly IntendedOrder[],
): readonly string[] {
  const underlyings = orders.map(({ instrument }) => instrumentOf(portfolio, market, instrument, instrument).underlying)
  return [...new Set(underlyings)].sort()
}
