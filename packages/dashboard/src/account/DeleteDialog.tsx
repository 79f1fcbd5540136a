import type { AccountSummary } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Modal } from '../design/Modal'
import { Problem } from '../design/Problem'
import { refreshStream } from '../stream/store'

interface DeleteDialogProps {
  readonly summary: AccountSummary
  readonly open: boolean
  readonly onClose: () => void
}

export function DeleteDialog({ summary, open, onClose }: DeleteDialogProps) {
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => service.deleteAccount(summary.id),
    onSuccess: async () => {
      onClose()
      await refreshStream()
      await navigate({ to: '/' })
    },
  })
  return (
    <Modal
      open={open}
      onOpenChange={onClose}
      title={`Delete ${summary.name}?`}
      description={`${count(summary.positions)}, its orders and its balances go with it. This cannot be undone; export the book first if you may want it back.`}
    >
      {remove.isError && <Problem error={remove.error} />}
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete account
        </Button>
      </div>
    </Modal>
  )
}

const count = (positions: number): string => (positions === 1 ? 'Its position' : `Its ${positions} positions`)
