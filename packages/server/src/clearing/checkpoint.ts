import { auditSteps, type BookViolation, forkState, type State } from '@plimsoll/clearing'
import type { Journal } from '@plimsoll/journal'
import { inSlices } from './inSlices.js'
import type { Seal } from './record/entry.js'
import { savingSteps } from './savedState.js'

interface Checkpoint {
  readonly journal: Journal
  readonly state: State
  /** The record that the state is the state after. */
  readonly appended: Promise<number>
  readonly seal: (seal: Seal) => Promise<unknown>
}

/**
 * Audits the books as they are now, and, where they are sound, saves the state beside the journal and seals its hash in it, while the
 * machine goes on: what is looked at is a fork, made at once. Nothing is saved of books that do not add up.
 */
export async function saveCheckpoint({
  journal,
  state,
  appended,
  seal,
}: Checkpoint): Promise<{ readonly record: number; readonly violations: readonly BookViolation[] }> {
  const fork = forkState(state)
  const record = await appended
  const violations = await inSlices(auditSteps(fork))
  if (violations.length > 0) return { record, violations }
  const { bytes, hash } = await inSlices(savingSteps(fork))
  await journal.saveSnapshot({ sequence: record, state: bytes })
  await seal({ record, hash })
  return { record, violations }
}
