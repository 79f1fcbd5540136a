import { createHash } from 'node:crypto'

/** An account as it is kept: its settings and its book/1 document. */
export interface AccountRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly specId: string
  readonly book: unknown
}

/** Changes of a book can be taken back; the others are only remembered. */
export const undoableKinds = ['fill', 'order', 'cancel', 'transfer', 'settlement', 'book'] as const
export type ChangeKind = (typeof undoableKinds)[number] | 'create' | 'settings' | 'undo' | 'delete'

/** One change of one account. What the account was is known to the store. */
export interface NewChange {
  readonly account: string
  readonly kind: ChangeKind
  /** Sequence of the change that this one takes back. */
  readonly undoes?: number
  /** What the account becomes; absent after deletion. */
  readonly after?: AccountRecord
  /** ISO 8601, UTC. */
  readonly instant: string
}

export interface Change extends NewChange {
  /** 1, 2, 3 … for each account id, across deletion and new creation. */
  readonly sequence: number
  /** What the account was; absent before creation. */
  readonly before?: AccountRecord
}

/** What a row of the change table says, as text. */
export interface ChangeText {
  readonly account: string
  readonly sequence: number
  readonly kind: string
  readonly undoes: number | null
  readonly before: string | null
  readonly after: string | null
  readonly instant: string
}

/** Each change's hash covers the one before it, so that a damaged or edited row is found when the store is opened. */
export function changeHash(previous: string, change: ChangeText): string {
  const fields = [
    change.account,
    change.sequence,
    change.kind,
    change.undoes,
    change.before,
    change.after,
    change.instant,
  ]
  return createHash('sha256').update(previous).update(JSON.stringify(fields)).digest('hex')
}
