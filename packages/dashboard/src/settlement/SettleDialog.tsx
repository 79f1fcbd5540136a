import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Field } from '../design/Field'
import { Modal } from '../design/Modal'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { readDecimal, showDecimal } from '../format/decimal'
import { utc } from '../format/time'
import { dispatchStream, readStream, refreshDetail, refreshStream } from '../stream/store'
import { type BookDocument, deliveryPrice, type ExpiredPosition, expiredPositions } from './expired'

interface SettleDialogProps {
  readonly accountId: string
  readonly open: boolean
  readonly onClose: () => void
}

/** Closes what has expired at its delivery price, so that the rest of the account can be valued again. */
export function SettleDialog({ accountId, open, onClose }: SettleDialogProps) {
  return (
    <Modal
      open={open}
      onOpenChange={onClose}
      title="Settle expired positions"
      description="Each is closed at its delivery price, and what it pays goes to or from the balance. The present index stands in the fields; put the venue’s delivery price where you know it."
    >
      <SettleForm accountId={accountId} onClose={onClose} />
    </Modal>
  )
}

function SettleForm({ accountId, onClose }: Omit<SettleDialogProps, 'open'>) {
  // The market of the moment the dialog was opened: a price must not move under the hand that is about to press.
  const [status] = useState(() => readStream().status)
  const indices = status?.underlyings ?? []
  const asOf = status?.feed.asOf ?? new Date(0).toISOString()
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const notices = useNotices()
  const book = useQuery({
    queryKey: ['expired', accountId, asOf],
    queryFn: async () => expiredPositions(JSON.parse(await service.book(accountId)) as BookDocument, asOf),
    gcTime: 0,
  })
  const expired = book.data ?? []
  const textOf = ({ instrument, underlying }: ExpiredPosition): string => {
    const index = indices.find((one) => one.id === underlying)?.index
    return typed[instrument] ?? (index === undefined ? '' : deliveryPrice(index))
  }
  const settle = useMutation({
    mutationFn: async () => {
      for (const position of expired) {
        const price = readDecimal(textOf(position))
        const { instrument } = position
        // Without a price the service takes its present index.
        const detail = await service.settle(accountId, {
          instrument,
          ...(price.kind === 'decimal' ? { price: price.value } : {}),
        })
        dispatchStream({ type: 'detail', detail })
      }
    },
    onSuccess: () => {
      notices.done(expired.length === 1 ? 'One position was settled' : `${expired.length} positions were settled`)
      onClose()
    },
    // Some may have been settled before one was refused.
    onError: () => book.refetch(),
    onSettled: () => Promise.allSettled([refreshDetail(accountId), refreshStream()]),
  })
  if (book.isError) return <Problem error={book.error} onRetry={() => void book.refetch()} />
  if (book.data === undefined) return <Skeleton className="h-24" />
  const isWrong = expired.some((position) => readDecimal(textOf(position)).kind === 'refused')
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWrong) settle.mutate()
      }}
    >
      {expired.length === 0 && <p className="text-sm text-ink-2">No position of this account has expired.</p>}
      <ul className="max-h-72 space-y-2 overflow-y-auto pr-1">
        {expired.map((position) => {
          const read = readDecimal(textOf(position))
          return (
            <li key={position.instrument} className="grid grid-cols-[minmax(0,1fr)_9rem] items-start gap-3">
              <div className="min-w-0 text-sm">
                <p className="truncate font-medium">{position.instrument}</p>
                <p className="text-2xs text-ink-2">
                  {showDecimal(position.quantity)}, expired {utc(position.expiry)}
                </p>
              </div>
              <Field
                label="Delivery price"
                aria-label={`Delivery price of ${position.instrument}`}
                hint={position.underlying}
                inputMode="decimal"
                placeholder="index"
                value={textOf(position)}
                error={read.kind === 'refused' ? `Expected ${read.expected}.` : undefined}
                onChange={(event) => setTyped((now) => ({ ...now, [position.instrument]: event.target.value }))}
              />
            </li>
          )
        })}
      </ul>
      {settle.isError && <Problem error={settle.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{expired.length === 0 ? 'Close' : 'Not now'}</Button>
        {expired.length > 0 && (
          <Button look="primary" type="submit" disabled={settle.isPending || isWrong}>
            {expired.length === 1 ? 'Settle it' : `Settle all ${expired.length}`}
          </Button>
        )}
      </div>
    </form>
  )
}
