import { useMutation } from '@tanstack/react-query'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { dispatchStream } from '../stream/store'

/** Takes back the last fill, order, cancel, transfer or import of this account. */
export function UndoButton({ id }: { id: string }) {
  const notices = useNotices()
  const undo = useMutation({
    mutationFn: () => service.undo(id),
    onSuccess: (detail) => {
      dispatchStream({ type: 'detail', detail })
      notices.done('The last change was taken back')
    },
    onError: (error) => notices.problem('Nothing was taken back', error),
  })
  return (
    <Button
      data-shortcut="undo"
      disabled={undo.isPending}
      title="Undo the last change (u)"
      onClick={() => undo.mutate()}
    >
      Undo
    </Button>
  )
}
