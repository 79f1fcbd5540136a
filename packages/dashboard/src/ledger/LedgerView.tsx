import type { AccountDetail } from '@plimsoll/server/contract'
import { Balances } from './Balances'
import { Orders } from './Orders'
import { TransferForm } from './TransferForm'

/** What the account holds besides positions: collateral and open orders, and the way in and out. */
export function LedgerView({ detail, accountId }: { detail: AccountDetail; accountId: string }) {
  return (
    <div className="grid min-h-0 flex-1 gap-x-4 gap-y-4 overflow-y-auto p-3 lg:grid-cols-2">
      <section aria-label="Open orders" className="min-w-0">
        <h3 className="mb-1 text-xs font-semibold">Open orders</h3>
        <Orders orders={detail.orders} accountId={accountId} />
      </section>
      <section aria-label="Collateral" className="min-w-0">
        <h3 className="mb-1 text-xs font-semibold">Collateral</h3>
        <Balances balances={detail.balances} currency={detail.money.currency} />
        <TransferForm accountId={accountId} detail={detail} />
      </section>
    </div>
  )
}
