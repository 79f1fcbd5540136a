import type { AccountSummary } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Modal } from '../design/Modal'
import { Problem } from '../design/Problem'
import { type BookFile, importBook } from './bookTransfer'

interface ImportDialogProps {
  readonly summary: AccountSummary
  /** What was read from the chosen file; null: nothing to ask. */
  readonly file: BookFile | null
  readonly onClose: () => void
}

/** An import replaces everything the account holds, so it says what comes and what goes, and asks. */
export function ImportDialog({ summary, file, onClose }: ImportDialogProps) {
  const notices = useNotices()
  const replace = useMutation({
    mutationFn: (chosen: BookFile) => importBook(summary.id, chosen.text),
    onSuccess: (_nothing, chosen) => {
      notices.done(`${chosen.name} imported`, 'Undo takes it back.')
      onClose()
    },
  })
  const close = (): void => {
    replace.reset()
    onClose()
  }
  const isOther = file?.id !== null && file?.id !== undefined && file.id !== summary.id
  return (
    <Modal
      open={file !== null}
      onOpenChange={close}
      title={`Replace the book of ${summary.name}?`}
      description={`All it holds now (${count(summary.positions)}, balances and orders) gives way to ${file?.name ?? 'the file'}${
        file?.positions === null || file === null ? '' : ` with ${count(file.positions)}`
      }. Undo takes it back.`}
    >
      {isOther && (
        <p role="alert" className="rounded border border-warning bg-warning-soft px-3 py-2 text-sm text-warning">
          The file is the book of another account: it says <strong>{file.id}</strong>, this one is{' '}
          <strong>{summary.id}</strong>.
        </p>
      )}
      {replace.isError && <Problem error={replace.error} />}
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={close}>Keep the present book</Button>
        <Button look="danger" disabled={replace.isPending} onClick={() => file !== null && replace.mutate(file)}>
          Replace the book
        </Button>
      </div>
    </Modal>
  )
}

const count = (positions: number): string => (positions === 1 ? 'one position' : `${positions} positions`)
