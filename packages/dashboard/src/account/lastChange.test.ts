import type { ChangeView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { changeName, isGrave, lastUndoable } from './lastChange'

const change = (sequence: number, kind: ChangeView['kind'], undoes: number | null = null): ChangeView => ({
  sequence,
  kind,
  instant: '2026-01-01T00:00:00Z',
  undoes,
})

test('undo names the newest change that is not taken back yet', () => {
  const history = [
    change(5, 'undo', 4),
    change(4, 'fill'),
    change(3, 'settings'),
    change(2, 'transfer'),
    change(1, 'create'),
  ]
  expect(lastUndoable(history)?.sequence).toBe(2)
  expect(lastUndoable(history.slice(1))?.sequence).toBe(4)
})

test('a new account, or one whose changes are all taken back, has nothing to undo', () => {
  expect(lastUndoable([change(1, 'create')])).toBeNull()
  expect(lastUndoable([change(3, 'undo', 2), change(2, 'fill'), change(1, 'create')])).toBeNull()
  expect(lastUndoable([change(9, 'create'), change(8, 'delete'), change(7, 'fill')])).toBeNull()
  expect(lastUndoable([])).toBeNull()
})

test('only transfers and whole books are asked about', () => {
  expect(['fill', 'order', 'cancel', 'transfer', 'book'].map((kind) => isGrave(change(1, kind as 'fill')))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ])
  expect(changeName(change(1, 'book'))).toBe('import')
})
