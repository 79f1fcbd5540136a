import { audit } from '@plimsoll/clearing'
import { openJournal, type Upcaster } from '@plimsoll/journal'
import { type ClearingHost, type ClearingWarning, hostOver } from './host.js'
import { presentSchema, type Schema } from './record/schema.js'
import { replay } from './replay.js'

export interface ClearingOptions {
  /** Where the journal lives. */
  readonly directory: string
  /** Told what was repaired, left out, or found wrong. */
  readonly warn: (warning: ClearingWarning) => void
  /** Records from one checkpoint (books audited, state saved and sealed) to the next; 20,000 if not given. */
  readonly checkpointEvery?: number
  /** Bytes of decisions that may wait to be on disk before commands are refused; 8 MiB if not given. */
  readonly waitingBytesMax?: number
}

/**
 * Opens the clearing machine over the journal of a directory, or begins one: the state is what the newest snapshot and the records after
 * it give, compared with every seal on the way, and its books are audited before the first command is taken.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { openClearing } from '@plimsoll/server'
 * const directory = mkdtempSync('/tmp/plimsoll-clearing-')
 * const open = { id: 'c1', at: 0, kind: 'open-account', account: 'a', owner: 'one', mode: 'cross' }
 * const first = await openClearing({ directory, warn: console.warn })
 * const { sequence } = await first.submit(open)
 * sequence // => 1
 * await first.close()
 * // Later, or after a crash: the same command has no second effect and gets the same answer.
 * const host = await openClearing({ directory, warn: console.warn })
 * await host.submit(open) // => { sequence: 1, events: [] }
 * await host.read((state) => state.accounts.keys()) // => { sequence: 1, value: ['a'] }
 * await host.close()
 * rmSync(directory, { recursive: true })
 *
 * @throws JournalError as `openJournal`; ClearingError CLEARING_DIVERGED, CLEARING_UPGRADE
 */
export async function openClearing(options: ClearingOptions): Promise<ClearingHost> {
  return openUnder(presentSchema, options)
}

/** As {@link openClearing}, where another schema is the present one. */
export async function openUnder(
  schema: Schema,
  { directory, warn, checkpointEvery = 20_000, waitingBytesMax = 8 * 1024 * 1024 }: ClearingOptions,
): Promise<ClearingHost> {
  let upcasts = 0
  const counted = (upcasters: readonly Upcaster[]): readonly Upcaster[] =>
    upcasters.map((upcaster) => (bytes) => {
      upcasts++
      return upcaster(bytes)
    })
  const journal = await openJournal({
    directory,
    partition: 0,
    upcasters: counted(schema.records),
    snapshotUpcasters: counted(schema.states),
    warn,
    // The host refuses before it decides; what was decided is never refused for want of room.
    queueBytesMax: Number.POSITIVE_INFINITY,
  })
  try {
    const state = await replay(journal, () => upcasts)
    return hostOver({ journal, state, warn, checkpointEvery, waitingBytesMax, violations: audit(state) })
  } catch (error) {
    await journal.close()
    throw error
  }
}
