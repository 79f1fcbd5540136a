import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setApiKey } from '../api/key'
import { ApiError } from '../api/request'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Field } from '../design/Field'
import { Modal } from '../design/Modal'
import { renewStream } from '../stream/store'
import { useStream } from '../stream/useStream'

/** Asked for only when the service refuses to answer without a key. */
export function KeyDialog() {
  const isLocked = useStream((state) => state.isLocked)
  return (
    <Modal
      open={isLocked}
      onOpenChange={() => undefined}
      title="This service asks for a key"
      description="It was given when the service was started. It is kept until this tab is closed."
    >
      <KeyForm />
    </Modal>
  )
}

function KeyForm() {
  const [text, setText] = useState('')
  const client = useQueryClient()
  const open = useMutation({
    mutationFn: async () => {
      setApiKey(text.trim())
      await service.status()
    },
    onSuccess: async () => {
      renewStream()
      await client.invalidateQueries()
    },
  })
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        open.mutate()
      }}
    >
      <Field
        label="API key"
        type="password"
        value={text}
        autoFocus
        error={open.isError ? refusal(open.error) : undefined}
        onChange={(event) => {
          setText(event.target.value)
          open.reset()
        }}
      />
      <div className="flex justify-end">
        <Button look="primary" type="submit" disabled={text.trim() === '' || open.isPending}>
          Open the desk
        </Button>
      </div>
    </form>
  )
}

const refusal = (error: Error): string =>
  error instanceof ApiError && error.status === 401 ? 'The service refuses this key.' : error.message
