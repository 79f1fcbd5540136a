import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../design/Button'
import { Skeleton } from '../design/Skeleton'
import { useStream } from '../stream/useStream'
import { AccountRow } from './AccountRow'
import { NewAccountDialog } from './NewAccountDialog'

/** All accounts, live. On a narrow screen the list becomes a strip that scrolls sideways. */
export function AccountList() {
  const order = useStream((state) => state.order)
  const { accountId } = useParams({ strict: false })
  const [isCreating, setCreating] = useState(false)
  return (
    <nav aria-label="Accounts" className="flex min-h-0 flex-col bg-panel lg:h-full lg:border-r lg:border-line">
      <div className="flex min-h-9 items-center justify-between border-b border-line px-3">
        <h2 className="text-xs font-semibold">
          Accounts <span className="font-normal text-ink-3">{order?.length ?? ''}</span>
        </h2>
        <Button look="quiet" className="-mr-2" data-shortcut="new-account" onClick={() => setCreating(true)}>
          + New
        </Button>
      </div>
      {order === null ? (
        <div className="space-y-2 p-3">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      ) : (
        <ul className="flex min-h-0 overflow-auto max-lg:[&>li]:w-64 max-lg:[&>li]:shrink-0 lg:flex-1 lg:flex-col lg:divide-y lg:divide-line">
          {order.map((id) => (
            <AccountRow key={id} id={id} selected={id === accountId} />
          ))}
        </ul>
      )}
      <NewAccountDialog open={isCreating} onOpenChange={setCreating} />
    </nav>
  )
}
