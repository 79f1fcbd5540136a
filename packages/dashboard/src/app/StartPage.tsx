import { Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { NewAccountDialog } from '../account/NewAccountDialog'
import { Button } from '../design/Button'
import { recall } from '../design/remembered'
import { Skeleton } from '../design/Skeleton'
import { useStream } from '../stream/useStream'

/** Goes to the account last looked at, or says what to do when there is none. */
export function StartPage() {
  const order = useStream((state) => state.order)
  const [isCreating, setCreating] = useState(false)
  if (order === null) return <Skeleton className="m-4 h-96" />
  const last = recall('account')
  const first = order.find((id) => id === last) ?? order[0]
  if (first !== undefined) return <Navigate to="/accounts/$accountId" params={{ accountId: first }} replace />
  return (
    <div className="mx-auto max-w-xl p-8">
      <h1 className="text-lg font-semibold">No accounts yet</h1>
      <p className="mt-2 text-ink-2">
        An account holds a book: balances, positions and open orders, under one rule book. Create one, then deposit
        collateral and enter a position in the order ticket, or import a book from a JSON file.
      </p>
      <Button look="primary" className="mt-4" onClick={() => setCreating(true)}>
        Create an account
      </Button>
      <NewAccountDialog open={isCreating} onOpenChange={setCreating} />
    </div>
  )
}
