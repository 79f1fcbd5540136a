import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setApiKey } from '../api/key'
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
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        setApiKey(text.trim())
        renewStream()
        client.invalidateQueries()
      }}
    >
      <Field label="API key" type="password" value={text} autoFocus onChange={(event) => setText(event.target.value)} />
      <div className="flex justify-end">
        <Button look="primary" type="submit" disabled={text.trim() === ''}>
          Open the desk
        </Button>
      </div>
    </form>
  )
}
