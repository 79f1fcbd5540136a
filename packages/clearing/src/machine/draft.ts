import { clockOf } from '../state/clock.js'
import type { State } from '../state/state.js'
import type { Event, LedgerName, Reason } from './events.js'
import { evolve } from './evolve.js'

/** The state while a command is being decided: what is emitted is applied at once, and all of it can be taken back. */
export interface Draft {
  readonly state: State
  /** The machine's time, milliseconds. */
  readonly at: number
  readonly events: readonly Event[]
  emit(event: Event): void
}

export function createDraft(state: State): Draft {
  const events: Event[] = []
  return {
    state,
    get at() {
      return clockOf(state).at
    },
    events,
    emit(event) {
      events.push(event)
      evolve(state, event)
    },
  }
}

/** Moves money between two ledger accounts; a negative amount moves it the other way, and nothing is no event. */
export function move(draft: Draft, from: LedgerName, to: LedgerName, asset: string, amount: bigint, why: Reason): void {
  if (amount > 0n) draft.emit({ kind: 'moved', from, to, asset, amount, why })
  if (amount < 0n) draft.emit({ kind: 'moved', from: to, to: from, asset, amount: -amount, why })
}
