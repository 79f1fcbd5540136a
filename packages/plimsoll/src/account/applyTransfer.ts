import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { addDecimals, type Decimal, formatDecimal, zero } from '../money/decimal.js'
import { assetOf } from '../valuation/lookup.js'
import type { Balance, Portfolio } from './portfolio.js'

/** A deposit (amount > 0) or a withdrawal (amount < 0). */
export interface Transfer {
  readonly asset: string
  readonly amount: Decimal
}

/** The portfolio after a transfer. Whether a withdrawal may happen is for `margin(…).withdrawableAssets` to say. */
export function applyTransfer(portfolio: Portfolio, market: MarketSnapshot, transfer: Transfer): Portfolio {
  const { decimals } = assetOf(market, transfer.asset, 'transfer.asset')
  const { amount } = transfer
  if (amount.units === 0n || amount.scale > decimals) {
    throw new PlimsollError('QUANTITY_INVALID', {
      where: 'transfer.amount',
      value: formatDecimal(amount),
      expected: `an amount other than zero with at most ${decimals} decimals`,
    })
  }
  return changeBalance(portfolio, transfer.asset, amount)
}

/** Adds to a balance; a balance that becomes zero is removed. */
export function changeBalance(portfolio: Portfolio, asset: string, change: Decimal): Portfolio {
  const held = portfolio.balances.find((balance) => balance.asset === asset)
  const amount = addDecimals(held?.amount ?? zero, change)
  const next: Balance = Object.freeze({ asset, amount })
  const balances =
    held === undefined
      ? [...portfolio.balances, next]
      : portfolio.balances.map((balance) => (balance === held ? next : balance))
  return Object.freeze({
    ...portfolio,
    balances: Object.freeze(balances.filter((balance) => balance.amount.units !== 0n)),
  })
}
