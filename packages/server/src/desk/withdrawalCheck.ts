import { ServiceError } from '../error/serviceError.js'
import type { DeskAccount } from './account.js'
import { compareDecimals, type Decimal, decimalOfNumber, negateDecimal, zero } from './library.js'

/**
 * The one place that lets money out: never more than the rule book's withdrawable amount of the asset, which counts no
 * unrealised profit, and nothing while the account cannot be valued on the market in force.
 */
export function requireWithdrawable(
  account: DeskAccount,
  transfer: { readonly asset: string; readonly amount: Decimal },
): void {
  const { valued, error } = account
  if (error !== null || valued === null) {
    throw new ServiceError(
      'WITHDRAWAL_REJECTED',
      `The account cannot be valued now, so nothing may leave it. ${error?.message ?? ''}`.trim(),
    )
  }
  const most = valued.result.withdrawableAssets[transfer.asset] ?? 0
  const allowed = most > 0 ? decimalOfNumber(most, 'withdrawable') : zero
  const balance = account.portfolio.balances.find((held) => held.asset === transfer.asset)?.amount ?? zero
  const wanted = negateDecimal(transfer.amount)
  if (compareDecimals(wanted, allowed) <= 0 && compareDecimals(wanted, balance) <= 0) return
  throw new ServiceError('WITHDRAWAL_REJECTED', `At most ${most} ${transfer.asset} may leave the account now.`, {
    where: 'amount',
    expected: `at most ${most} ${transfer.asset}`,
  })
}
