import { type Answer, type Command, decode, type Event, encode } from '@plimsoll/clearing'
import type { Figures } from '../figures.js'

/** A command and what came of it: one record of the journal, on disk whole or not at all. */
export interface Decision {
  /** The state after this record is being saved beside the journal. */
  readonly checkpoint?: true
  readonly command: Command
  readonly events: readonly Event[]
  /** Number of the command among all that were answered: the next one has the next. */
  readonly sequence: number
}

/** What the state was after an earlier record, so that a replay can tell whether it gives the same. */
export interface Seal {
  /** That record's place in the journal. */
  readonly record: number
  /** SHA-256 of the state's canonical text. */
  readonly hash: string
  /** What every account had and needed; in the seal that closing leaves behind. */
  readonly figures?: Figures
}

export type Entry = Decision | { readonly seal: Seal }

/**
 * A decision in the bytes of the present schema: canonical text, keys sorted, of which the command's part is made before the command is
 * decided, so that what cannot be written down is never decided.
 */
export function decisionBytes(commandText: string, { events, sequence }: Answer, isCheckpoint: boolean): Uint8Array {
  const checkpoint = isCheckpoint ? '"checkpoint":true,' : ''
  return Buffer.from(`{${checkpoint}"command":${commandText},"events":${encode(events)},"sequence":${sequence}}`)
}

export function sealBytes(seal: Seal): Uint8Array {
  return Buffer.from(encode({ seal }))
}

export function readEntry(payload: Uint8Array): Entry {
  return decode(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString()) as Entry
}
