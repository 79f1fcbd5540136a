import { createHash } from 'node:crypto'
import { clockOf, commit, createState, evolve, loadState, type State } from '@plimsoll/clearing'
import type { Journal } from '@plimsoll/journal'
import { ClearingError } from '../error/serviceError.js'
import { differenceOf, figuresOf } from './figures.js'
import { type Decision, type Entry, readEntry, type Seal } from './record/entry.js'
import { hashOf } from './savedState.js'

/**
 * The state that a journal holds: its newest snapshot, and what came after. Every seal on the way is compared with what the replay gives.
 *
 * @param upcasts how many times bytes of an older schema have been brought to the present one so far
 * @throws ClearingError CLEARING_DIVERGED, CLEARING_UPGRADE; JournalError
 */
export async function replay(journal: Journal, upcasts: () => number): Promise<State> {
  const snapshot = await journal.latestSnapshot()
  const state = snapshot === undefined ? createState() : loadState(Buffer.from(snapshot.state).toString())
  const hashes = new Map<number, string>()
  // The hash of an older schema's text says nothing about the text of this one.
  if (snapshot !== undefined && upcasts() === 0) {
    hashes.set(snapshot.sequence, createHash('sha256').update(snapshot.state).digest('hex'))
  }
  let older: Entry | undefined
  let seen = upcasts()
  for await (const { sequence: record, payload } of journal.read((snapshot?.sequence ?? 0) + 1)) {
    const isOlder = upcasts() > seen
    seen = upcasts()
    if (older !== undefined && !isOlder) requireSameFigures(older, state)
    const entry = entryOf(payload, record)
    older = isOlder ? entry : undefined
    if (!('seal' in entry)) {
      take(state, entry, record)
      if (entry.checkpoint === true && !isOlder) hashes.set(record, hashOf(state))
    } else if (!isOlder) requireSeal(entry.seal, record, hashes, state)
  }
  if (older !== undefined) requireSameFigures(older, state)
  return state
}

function entryOf(payload: Uint8Array, record: number): Entry {
  try {
    return readEntry(payload)
  } catch (cause) {
    throw diverged(record, 'it is not an entry of the clearing host', cause)
  }
}

function take(state: State, { events, sequence }: Decision, record: number): void {
  const expected = clockOf(state).sequence + 1
  if (sequence !== expected) throw diverged(record, `it is command ${sequence}, expected ${expected}`)
  try {
    for (const event of events) evolve(state, event)
  } catch (cause) {
    throw diverged(record, 'its events do not fit the state before it', cause)
  }
  commit(state)
}

function requireSeal(seal: Seal, record: number, hashes: ReadonlyMap<number, string>, state: State): void {
  // Seals change nothing: one that is about the record before it is about the present state.
  const hash = seal.record === record - 1 ? hashOf(state) : hashes.get(seal.record)
  if (hash !== undefined && hash !== seal.hash) {
    throw diverged(
      record,
      `it seals ${seal.hash} as the hash of the state after record ${seal.record}, which is ${hash}`,
    )
  }
}

/** What an older program left must mean the same to this one, to the bit; only one that was closed has said what it meant. */
function requireSameFigures(last: Entry, state: State): void {
  const before = 'seal' in last ? last.seal.figures : undefined
  if (before === undefined) {
    throw upgrade('was not closed, so its figures are not known. Start it once more, and close it')
  }
  const difference = differenceOf(before, figuresOf(state))
  if (difference !== undefined) throw upgrade(`gave another figure: ${difference}`)
}

function upgrade(what: string): ClearingError {
  return new ClearingError('CLEARING_UPGRADE', `The older program that wrote the journal ${what}. Nothing was changed.`)
}

function diverged(record: number, what: string, cause?: unknown): ClearingError {
  return new ClearingError('CLEARING_DIVERGED', `Record ${record} of the journal: ${what}. Nothing was changed.`, {
    cause,
  })
}
