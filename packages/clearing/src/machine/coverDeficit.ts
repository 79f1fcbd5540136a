import { type LossPayer, shareLoss } from '../loss/waterfall/shareLoss.js'
import { parametersOf } from '../risk/marketView.js'
import { type Draft, move } from './draft.js'
import type { LedgerName } from './events.js'
import { drawSharedFund, fundPayers } from './funds.js'

/**
 * Pays what a bankrupt account without positions is short of: from the pool of the market in which it lost most, from the shared fund up
 * to what is left of that market's slice, from providers up to their caps, then out of the venue's own money; what nobody pays stands, in sight, on the ledger account
 * `unpaid`.
 */
export function coverDeficit(draft: Draft, account: string, deficit: bigint): void {
  const { state, at } = draft
  const { callAsset } = parametersOf(state)
  const nothing: LossPayer = { name: 'none', available: 0n }
  const { market, marketPool, sharedFund, backstops } = fundPayers(state, at, account)
  const payments = shareLoss(
    deficit,
    {
      equity: nothing,
      surplus: nothing,
      marketPool,
      sharedFund,
      backstops,
      deleveraging: () => [],
      gains: [],
      venueCapital: { name: 'venue', available: state.houses.get(`venue ${callAsset}`) ?? 0n },
      finalSettlement: 'unpaid',
    },
    `${account} ${at}`,
  )
  draft.emit({ kind: 'loss-shared', account, payments })
  for (const { from, amount, tier } of payments) {
    move(draft, from as LedgerName, `account:${account}`, callAsset, amount, 'loss')
    if (tier === 'shared-fund') drawSharedFund(draft, market, amount)
    if (tier === 'backstop') draft.emit({ kind: 'fund-drawn', market, amount, provider: from.slice('account:'.length) })
  }
}
