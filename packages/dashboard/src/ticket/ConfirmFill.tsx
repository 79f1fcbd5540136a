import { Button } from '../design/Button'
import { Modal } from '../design/Modal'

interface ConfirmFillProps {
  /** A sentence that says why to think twice; null: nothing to confirm. */
  readonly reason: string | null
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** A fill records a trade that happened, whatever the margin says. Before one that breaks the rules, the desk asks. */
export function ConfirmFill({ reason, onConfirm, onClose }: ConfirmFillProps) {
  return (
    <Modal
      open={reason !== null}
      onOpenChange={onClose}
      title="Record it all the same?"
      description={`${reason ?? ''} A fill is a trade that happened and is recorded whatever it needs; Undo takes it back.`}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Go back</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose()
            onConfirm()
          }}
        >
          Record the fill
        </Button>
      </div>
    </Modal>
  )
}
