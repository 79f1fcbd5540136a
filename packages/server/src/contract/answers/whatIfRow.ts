import { addOrder, applyFill, type IntendedOrder, type MarketSnapshot, PlimsollError, type Portfolio } from 'plimsoll'

const ofOneOrder = /^(?:fill|order)\./

/** Runs a what-if; a refusal of one of its orders names the row of the request: `orders[0].price`, not `fill.price`. */
export function namingTheOrder<Result>(
  portfolio: Portfolio,
  market: MarketSnapshot,
  orders: readonly IntendedOrder[],
  run: () => Result,
): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof PlimsollError && ofOneOrder.test(error.where))
      throw refusedRow(portfolio, market, orders) ?? error
    throw error
  }
}

/** The refusal of the first order that cannot be applied, in the order of the request. */
function refusedRow(
  portfolio: Portfolio,
  market: MarketSnapshot,
  orders: readonly IntendedOrder[],
): PlimsollError | undefined {
  let changed = portfolio
  for (const [row, order] of orders.entries()) {
    try {
      const id = `what-if-${row + 1}`
      changed =
        order.as === 'fill'
          ? applyFill(changed, market, order)
          : addOrder(changed, market, { ...order, id, reduceOnly: false })
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      const where = `orders[${row}].${error.where.replace(ofOneOrder, '')}`
      return new PlimsollError(error.code, { where, value: error.value, expected: error.expected })
    }
  }
  return undefined
}
