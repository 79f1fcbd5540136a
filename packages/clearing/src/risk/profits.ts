import { moneyUnits } from 'plimsoll'
import { fineUnit } from '../ledger/listing.js'
import { type Solvency, withdrawableProfit, withdrawalGate } from '../loss/waterfall/withdrawableProfit.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { assessIfPriced } from './assess.js'
import { parametersOf } from './marketView.js'
import { markOf, unrealised } from './marks.js'

/**
 * How much more profit in an asset an account has taken out than it may, while what insolvent accounts may cost is more than the funds
 * have: its share of the cash that there is for profits does not depend on who asks first. Principal, what was paid in and not lost,
 * is never part of it. Nothing while the funds suffice.
 */
export function profitTakenBeyond(state: State, account: AccountRecord, asset: string): bigint {
  const { due, paid } = claimOf(account, asset)
  if (paid === 0n || withdrawalGate(solvency(state)) === 'open') return 0n
  const share = withdrawableProfit({ due, paid: 0n }, profitPool(state, asset))
  return paid > share ? paid - share : 0n
}

/** Profit that became money in an account, and what of it has left. */
function claimOf(
  { balances, contributed }: AccountRecord,
  asset: string,
): { readonly due: bigint; readonly paid: bigint } {
  const paidIn = contributed[asset] ?? 0n
  return { due: positive((balances[asset] ?? 0n) - paidIn), paid: positive(-paidIn) }
}

/**
 * Profits of all accounts, and the cash for them: everything on hand that is neither principal nor the house’s own. From an account’s
 * principal what it stands to lose is taken off, as far as it reaches: that loss can be collected, more cannot.
 */
function profitPool(state: State, asset: string): { readonly due: bigint; readonly cash: bigint } {
  let due = 0n
  let cash = -held(state, 'external', asset)
  for (const name of ['fees', 'interest', 'venue', 'rounding']) cash -= positive(held(state, name, asset))
  for (const id of state.accounts.keys()) {
    const account = state.accounts.get(id)!
    const claim = claimOf(account, asset)
    due += claim.due
    cash += claim.paid - principal(state, account, asset)
  }
  return { due, cash: positive(cash) }
}

/** What was paid in and is neither lost nor about to be, as far as marks are known. */
function principal(state: State, { balances, contributed, positions }: AccountRecord, asset: string): bigint {
  let value = balances[asset] ?? 0n
  for (const [id, position] of Object.entries(positions)) {
    const listing = state.listings.get(id)!
    if (listing.asset !== asset) continue
    const mark = markOf(state, listing)
    if (mark !== undefined) value += unrealised(listing, position, mark) / fineUnit(listing)
  }
  const least = [contributed[asset] ?? 0n, balances[asset] ?? 0n, value].reduce((a, b) => (a < b ? a : b))
  return positive(least)
}

/** What insolvent accounts lack already, what they would need as maintenance, and the funds against it; in units of the call asset. */
function solvency(state: State): Solvency {
  const { callAsset, liquidation } = parametersOf(state)
  let insolventMaintenance = 0n
  let uncovered = positive(-held(state, 'unpaid', callAsset))
  for (const id of state.accounts.keys()) {
    const figures = assessIfPriced(state, id, state.accounts.get(id)!)
    if (figures === undefined || figures.equity >= 0) continue
    insolventMaintenance += moneyUnits(figures.maintenance, liquidation.decimals, 'up')
    uncovered += moneyUnits(-figures.equity, liquidation.decimals, 'up')
  }
  const funds = state.houses
    .keys()
    .filter((key) => key.startsWith('fund:') && key.endsWith(` ${callAsset}`))
    .reduce((sum, key) => sum + state.houses.get(key)!, 0n)
  return { insolventMaintenance, uncovered, fund: funds }
}

function held(state: State, name: string, asset: string): bigint {
  return state.houses.get(`${name} ${asset}`) ?? 0n
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n
}
