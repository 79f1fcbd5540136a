import type { AccountSummary } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Field } from '../design/Field'
import { Modal } from '../design/Modal'
import { dispatchStream } from '../stream/store'

interface AccountDialogProps {
  readonly summary: AccountSummary
  readonly open: boolean
  readonly onClose: () => void
}

export function RenameDialog({ summary, open, onClose }: AccountDialogProps) {
  return (
    <Modal open={open} onOpenChange={onClose} title="Rename account">
      <RenameForm summary={summary} onClose={onClose} />
    </Modal>
  )
}

function RenameForm({ summary, onClose }: Omit<AccountDialogProps, 'open'>) {
  const [name, setName] = useState(summary.name)
  const rename = useMutation({
    mutationFn: () => service.changeAccount(summary.id, { name: name.trim() }),
    onSuccess: (changed) => {
      dispatchStream({ type: 'summary', summary: changed })
      onClose()
    },
  })
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate()
      }}
    >
      <Field
        label="Name"
        value={name}
        autoFocus
        required
        maxLength={120}
        error={rename.error?.message}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={name.trim() === '' || rename.isPending}>
          Rename
        </Button>
      </div>
    </form>
  )
}
