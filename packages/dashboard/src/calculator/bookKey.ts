import type { AccountDetail } from '@plimsoll/server/contract'

/** What of a detail is the book itself: changes when the account was changed, not when the market moved. */
export function bookKey(detail: AccountDetail | undefined): string {
  if (detail === undefined) return ''
  const { positions, balances, orders } = detail
  return JSON.stringify([
    positions.map(({ instrument, quantity, entryPrice }) => [instrument, quantity, entryPrice]),
    balances.map(({ asset, amount }) => [asset, amount]),
    orders,
  ])
}
