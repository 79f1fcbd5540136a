import type { ChangeView } from '@plimsoll/server/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Modal } from '../design/Modal'
import { utc } from '../format/time'
import { dispatchStream } from '../stream/store'
import { changeName, isGrave, lastUndoable } from './lastChange'

/** Changes made elsewhere are seen this much later; those made here at once. */
const refreshMilliseconds = 5000

/** Takes back the last fill, order, cancel, transfer or import of this account, and says which it would be. */
export function UndoButton({ id }: { id: string }) {
  const notices = useNotices()
  const client = useQueryClient()
  const [asked, setAsked] = useState<ChangeView | null>(null)
  const history = {
    queryKey: ['changes', id],
    queryFn: async () => lastUndoable(await service.changes(id)),
  }
  const last = useQuery({ ...history, refetchInterval: refreshMilliseconds })
  const undo = useMutation({
    mutationFn: async (change: ChangeView | null) => ({ change, detail: await service.undo(id) }),
    onSuccess: ({ change, detail }) => {
      dispatchStream({ type: 'detail', detail })
      notices.done(
        change === null ? 'The last change was taken back' : `The ${changeName(change)} was taken back`,
        change === null ? undefined : `It was made ${utc(change.instant)}.`,
      )
    },
    onError: (error) => notices.problem('Nothing was taken back', error),
  })
  const begin = useMutation({
    // Read afresh: what is asked about has to be what will be taken back.
    mutationFn: () => client.fetchQuery({ ...history, staleTime: 0 }),
    onSuccess: (change) => {
      if (change !== null && isGrave(change)) setAsked(change)
      else undo.mutate(change)
    },
    onError: (error) => notices.problem('Nothing was taken back', error),
  })
  const change = last.data ?? null
  const isNothing = last.data === null
  return (
    <>
      <Button
        data-shortcut="undo"
        disabled={isNothing || begin.isPending || undo.isPending}
        title={
          change === null
            ? isNothing
              ? 'There is nothing to undo'
              : 'Undo the last change (Shift+U)'
            : `Undo the ${changeName(change)} of ${utc(change.instant)} (Shift+U)`
        }
        onClick={() => begin.mutate()}
      >
        Undo{change === null ? '' : ` ${changeName(change)}`}
      </Button>
      <Modal
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={asked?.kind === 'book' ? 'Bring back the book from before the import?' : 'Take back the transfer?'}
        description={
          asked?.kind === 'book'
            ? `The whole book that was put in ${utc(asked.instant)} is replaced by the one it replaced.`
            : `The deposit or withdrawal of ${utc(asked?.instant)} is reversed, as if it had not been made.`
        }
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsked(null)}>Keep it</Button>
          <Button
            look="danger"
            onClick={() => {
              setAsked(null)
              undo.mutate(asked)
            }}
          >
            Take it back
          </Button>
        </div>
      </Modal>
    </>
  )
}
