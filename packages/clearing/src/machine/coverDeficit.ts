import { type LossPayer, shareLoss } from '../loss/waterfall/shareLoss.js'
import { parametersOf } from '../risk/marketView.js'
import type { State } from '../state/state.js'
import { type Draft, move } from './draft.js'
import type { LedgerName } from './events.js'
import { accountIn } from './lookup.js'

/**
 * Pays what a bankrupt account without positions is short of: from the pool of the market in which it lost most, from the shared fund, up to what one loss may draw, then out of the venue's
 * own money; what nobody pays stands, in sight, on the ledger account `unpaid`.
 */
export function coverDeficit(draft: Draft, account: string, deficit: bigint): void {
  const { callAsset, sharedFundMax } = parametersOf(draft.state)
  const available = (name: string): bigint => draft.state.houses.get(`${name} ${callAsset}`) ?? 0n
  const payer = (name: string): LossPayer => ({ name, available: available(name) })
  const nothing: LossPayer = { name: 'none', available: 0n }
  const payments = shareLoss(
    deficit,
    {
      equity: nothing,
      surplus: nothing,
      marketPool: payer(`fund:${marketOf(draft.state, account)}`),
      sharedFund: { ...payer('fund:shared'), cap: sharedFundMax },
      backstops: [],
      deleveraging: () => [],
      gains: [],
      venueCapital: payer('venue'),
      finalSettlement: 'unpaid',
    },
    `${account} ${draft.at}`,
  )
  draft.emit({ kind: 'loss-shared', account, payments })
  for (const { from, amount } of payments) {
    move(draft, from as LedgerName, `account:${account}`, callAsset, amount, 'loss')
  }
}

/** The market of the instrument on which the account has lost most. */
function marketOf(state: State, account: string): string {
  let worst = 0n
  let market = ''
  for (const [instrument, profit] of Object.entries(accountIn(state, account).realised)) {
    if (profit >= worst) continue
    worst = profit
    market = state.listings.get(instrument)!.market
  }
  return market
}
