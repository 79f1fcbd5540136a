import type { AccountDetail } from '@plimsoll/server/contract'

/** What to do with a book that holds nothing yet. */
export function EmptyBook({ detail }: { detail: AccountDetail }) {
  const hasCollateral = detail.balances.length > 0
  return (
    <section className="rounded-md border border-line bg-panel p-5">
      <h2 className="text-sm font-semibold">This book holds no positions</h2>
      <ol className="mt-2 list-decimal space-y-1 pl-5 text-ink-2">
        <li>
          {hasCollateral
            ? 'Collateral is there; see Orders & collateral below.'
            : 'Deposit collateral under Orders & collateral below.'}
        </li>
        <li>Choose an instrument in the order ticket. What it would need shows before anything is stored.</li>
        <li>Fill it, or leave it resting. Or import a whole book from the Account menu.</li>
      </ol>
    </section>
  )
}
