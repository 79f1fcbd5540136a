import type { AccountSummary } from '@plimsoll/server/contract'
import { useState } from 'react'
import { Button } from '../design/Button'
import { utc } from '../format/time'
import { SettleDialog } from '../settlement/SettleDialog'

/** Says why the account cannot be valued, what its numbers then are, and the way out. */
export function NotValuedBanner({ summary }: { summary: AccountSummary }) {
  const [isSettling, setSettling] = useState(false)
  const { error } = summary
  const isExpired = error?.code === 'INSTRUMENT_EXPIRED'
  return (
    <>
      {error !== null && (
        <div
          role="alert"
          className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded border border-liquidation bg-liquidation-soft px-3 py-2 text-liquidation"
        >
          <p className="min-w-64 flex-1">
            This account cannot be valued now: {error.message} ({error.code}).
            {typeof summary.valuedAt === 'string' &&
              ` The numbers are the last good ones, those of ${utc(summary.valuedAt)}.`}{' '}
            <strong className="font-semibold">
              {isExpired
                ? 'Settle what has expired, and it is valued again.'
                : 'It is valued again as soon as the market has what is missing; or take back the last change with Undo, or close the position that is named.'}
            </strong>
          </p>
          {isExpired && (
            <Button look="danger" onClick={() => setSettling(true)}>
              Settle expired…
            </Button>
          )}
        </div>
      )}
      <SettleDialog accountId={summary.id} open={isSettling} onClose={() => setSettling(false)} />
    </>
  )
}
