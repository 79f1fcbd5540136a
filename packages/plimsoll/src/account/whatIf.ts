import type { MarketSnapshot } from '../market/snapshot.js'
import type { Decimal } from '../money/decimal.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { applyFill } from './applyFill.js'
import { margin } from './margin.js'
import { addOrder } from './orders.js'
import type { Portfolio } from './portfolio.js'
import type { MarginResult } from './result.js'

/** An order that is only being thought about. */
export interface IntendedOrder {
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  readonly quantity: Decimal
  readonly price: Decimal
  /** `fill`: as if done. `rest`: as an open order, at the worst of filled or not. */
  readonly as: 'fill' | 'rest'
}

export interface WhatIf {
  readonly before: MarginResult
  readonly after: MarginResult
  /** The portfolio as it would be. */
  readonly portfolio: Portfolio
  /** Enough initial equity afterwards, or short before and neither requirement nor shortfall raised. */
  readonly accepted: boolean
  readonly reason: string
}

/**
 * What orders would change; the portfolio itself is left as it is.
 *
 * Accepted when initial equity covers the initial requirement afterwards, or when the account was short already and the
 * orders raise neither its shortfall nor its requirement: reducing risk is never refused.
 */
export function whatIf(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  orders: readonly IntendedOrder[],
  valuation: Valuation = createValuation(market, spec),
): WhatIf {
  const before = margin(portfolio, market, spec, valuation)
  let changed = portfolio
  for (const [row, order] of orders.entries()) {
    const { instrument, side, quantity, price } = order
    changed =
      order.as === 'fill'
        ? applyFill(changed, market, { instrument, side, quantity, price })
        : addOrder(changed, market, { id: `what-if-${row + 1}`, instrument, side, quantity, price, reduceOnly: false })
  }
  const after = margin(changed, market, spec, valuation)
  return { before, after, portfolio: changed, ...judge(before, after) }
}

function judge(before: MarginResult, after: MarginResult): { accepted: boolean; reason: string } {
  if (after.excess >= 0) return { accepted: true, reason: 'Initial equity covers the initial requirement.' }
  if (before.excess < 0 && after.excess >= before.excess && after.initial <= before.initial) {
    return {
      accepted: true,
      reason: 'The account is short of initial margin, and the order raises neither that nor the requirement.',
    }
  }
  return {
    accepted: false,
    reason: `Initial margin would exceed initial equity by ${(-after.excess).toFixed(2)} ${after.currency}.`,
  }
}
