import { useState } from 'react'
import { Modal } from '../design/Modal'
import { keep } from '../design/remembered'
import { areShortcutsOn } from './useShortcuts'

const keys: readonly (readonly [string, string])[] = [
  ['j  k  or  ↓  ↑', 'next and previous account'],
  ['1 – 5', 'positions, requirement, stress, orders & collateral, rule books'],
  ['t', 'order ticket'],
  ['/', 'filter the positions; with none, search an instrument'],
  ['Shift + U', 'undo the last change of this account'],
  ['Shift + P', 'pause or resume the market'],
  ['n', 'new account'],
  ['v', 'the simulated venue'],
  ['c', 'a crash, rehearsed'],
  ['arrows', 'move over the heat map once it has the focus'],
  ['arrows', 'move in the rule book’s tree, → opens and ← closes a branch'],
  ['?', 'this help'],
]

interface KeyboardHelpProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function KeyboardHelp({ open, onOpenChange }: KeyboardHelpProps) {
  const [isOn, setOn] = useState(areShortcutsOn)
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="Keyboard">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        {keys.map(([key, does]) => (
          <div key={does} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 text-xs whitespace-pre">{key}</kbd>
            </dt>
            <dd className="text-ink-2">{does}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={isOn}
          className="accent-(--accent)"
          onChange={(event) => {
            setOn(event.target.checked)
            keep('shortcuts', event.target.checked ? 'on' : 'off')
          }}
        />
        Keys of one letter are on
      </label>
    </Modal>
  )
}
