import { healthOf, moneyUnits } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import type { Listing } from '../ledger/listing.js'
import { fraction } from '../liquidation/ppm.js'
import { assessIfPriced } from '../risk/assess.js'
import { withMoney, withTrade } from '../risk/hypothetical.js'
import { parametersOf } from '../risk/marketView.js'
import { sizeCharges } from '../risk/sizeCharges.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { accountIn } from './lookup.js'

/** Whether an account in liquidation has what its rules ask for. */
export function isAtTarget(state: State, id: string, account: AccountRecord): boolean {
  const figures = assessIfPriced(state, id, account)
  const { targetPpm } = parametersOf(state).liquidation
  return figures !== undefined && healthOf(figures.equity, figures.maintenance) >= fraction(targetPpm)
}

/** What an account’s requirement holds for the cost of closing what it has, reporting currency. */
export function closingCost(state: State, id: string, account: AccountRecord): number {
  return sizeCharges(state, id, account, parametersOf(state)).positions
}

/**
 * What is charged when the cost of closing falls by so much because positions were closed at the mark, smallest unit of the call asset: that
 * much, and never more than the account has.
 */
export function closingFee(state: State, id: string, account: AccountRecord, saved: number): bigint {
  const { decimals } = parametersOf(state).liquidation
  const fee = moneyUnits(Math.max(saved, 0), decimals, 'up')
  const most = moneyUnits(Math.max(assessIfPriced(state, id, account)?.equity ?? 0, 0), decimals, 'down')
  return fee < most ? fee : most
}

/** The fewest lots of a position which, closed at the mark, bring the account to its target; all of them where no number does. */
export function lotsToTarget(state: State, id: string, listing: Listing, mark: bigint): bigint {
  const account = accountIn(state, id)
  const { lots: held } = account.positions[listing.instrument.id]!
  const cost = closingCost(state, id, account)
  const isEnough = (lots: bigint): boolean => {
    const closed = withTrade(account, listing, held > 0n ? -lots : lots, mark)
    const fee = closingFee(state, id, closed, cost - closingCost(state, id, closed))
    return isAtTarget(state, id, withMoney(closed, parametersOf(state).callAsset, -fee))
  }
  let [tooFew, enough] = [0n, absolute(held)]
  if (!isEnough(enough)) return enough
  while (enough - tooFew > 1n) {
    const between = (tooFew + enough) / 2n
    if (isEnough(between)) enough = between
    else tooFew = between
  }
  return enough
}
