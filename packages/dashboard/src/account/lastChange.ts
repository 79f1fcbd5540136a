import type { ChangeView } from '@plimsoll/server/contract'

/** Changes that leave the book as it is, or end and begin the account: undo passes over them or stops at them. */
const neverTakenBack: readonly string[] = ['create', 'settings', 'undo', 'delete']
/** Changes that a slip of the hand must not take back. */
const graveKinds: readonly string[] = ['transfer', 'book']

const names: Readonly<Record<string, string>> = { book: 'import', cancel: 'cancellation' }

/** The change that undo would take back now, or null. The list is the account's history, newest first. */
export function lastUndoable(changes: readonly ChangeView[]): ChangeView | null {
  const undone = new Set(changes.flatMap((change) => (change.undoes === null ? [] : [change.undoes])))
  for (const change of changes) {
    // An account of the same name may have lived before; its history is not this one's.
    if (change.kind === 'create' || change.kind === 'delete') return null
    if (!neverTakenBack.includes(change.kind) && !undone.has(change.sequence)) return change
  }
  return null
}

/** What a person calls the change: fill, order, cancellation, transfer, import. */
export const changeName = (change: ChangeView): string => names[change.kind] ?? change.kind

export const isGrave = (change: ChangeView): boolean => graveKinds.includes(change.kind)
