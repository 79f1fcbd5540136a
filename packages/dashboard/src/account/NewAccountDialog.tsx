import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/request'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Field } from '../design/Field'
import { Modal } from '../design/Modal'
import { Problem } from '../design/Problem'
import { dispatchStream, readStream } from '../stream/store'
import { accountIdOf } from './accountName'
import { SpecOptions, useSpecs } from './specs'

interface NewAccountDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function NewAccountDialog({ open, onOpenChange }: NewAccountDialogProps) {
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title="New account"
      description="An empty book under a rule book of your choice. Deposit collateral or import a book into it next."
    >
      <NewAccountForm onDone={() => onOpenChange(false)} />
    </Modal>
  )
}

function NewAccountForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [specId, setSpecId] = useState('')
  const specs = useSpecs()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: () =>
      service.createAccount({
        id: accountIdOf(name, readStream().order ?? []),
        name: name.trim(),
        ...(specId === '' ? {} : { specId }),
      }),
    onSuccess: (summary) => {
      dispatchStream({ type: 'summary', summary })
      onDone()
      void navigate({ to: '/accounts/$accountId', params: { accountId: summary.id } })
    },
  })
  const refused = create.error instanceof ApiError ? create.error : undefined
  const atName = refused?.field === 'name' || refused?.field === 'id'
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') create.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <Field
        label="Name"
        required
        maxLength={120}
        autoFocus
        value={name}
        error={atName ? refused?.message : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <label className="block text-2xs text-ink-2">
        Rule book
        <select
          value={specId}
          onChange={(event) => setSpecId(event.target.value)}
          className="mt-0.5 block min-h-7.5 w-full rounded border border-line bg-panel px-1.5 text-sm text-ink"
        >
          <option value="">The service’s default</option>
          <SpecOptions specs={specs.data} />
        </select>
      </label>
      {create.isError && !atName && <Problem error={create.error} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" disabled={name.trim() === '' || create.isPending}>
          Create account
        </Button>
      </div>
    </form>
  )
}
