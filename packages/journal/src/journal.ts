import type { Upcaster } from './record/upcast.js'

/** A record as a reader gets it: verified, and its payload brought to the present version. */
export interface JournalRecord {
  readonly sequence: number
  /** Of the writer that appended it. */
  readonly epoch: number
  readonly payload: Uint8Array
  /** Of the chain up to this record: two logs with the same hash have the same history. */
  readonly hash: Uint8Array
}

/** A state and the record after which it was so. */
export interface Snapshot {
  readonly sequence: number
  readonly state: Uint8Array
}

/** Something was repaired or left out; nothing acknowledged was lost. */
export interface JournalWarning {
  readonly code: 'TORN_TAIL_CUT' | 'MARK_REPLACED' | 'SNAPSHOT_IGNORED'
  readonly message: string
}

/**
 * A log of one partition, open for its one writer. A replicated log has the same methods: nothing here says how many disks a
 * record is on when `append` answers.
 */
export interface Journal {
  readonly partition: number
  /** Higher than that of every writer before. */
  readonly epoch: number
  /** The last record that was acknowledged, 0 in an empty log. */
  last(): number
  /**
   * Appends events, all or none; answers with the last one's sequence when they are on disk. Appends keep the order of their
   * calls and share syncs. The bytes must not be changed before the answer.
   */
  append(events: readonly Uint8Array[]): Promise<number>
  /** The records from one on, in order, each verified against the one before it. Appends may go on meanwhile. */
  read(from: number): AsyncIterable<JournalRecord>
  /** Keeps the state after a record. The two newest snapshots stay. */
  saveSnapshot(snapshot: Snapshot): Promise<void>
  /** The newest snapshot that verifies; undefined where the whole log is there to begin with. */
  latestSnapshot(): Promise<Snapshot | undefined>
  /** Removes the records up to one at which a verified snapshot stands, or before it. */
  trim(sequence: number): Promise<void>
  /** Writes what waits, and gives the journal back. */
  close(): Promise<void>
}

export interface JournalOptions {
  /** Where the journal lives; one directory is one partition. */
  readonly directory: string
  readonly partition: number
  /** Entry n brings payloads of version n + 1 to n + 2; what is appended has the version after the last entry. */
  readonly upcasters?: readonly Upcaster[]
  /** The same for the states of snapshots. */
  readonly snapshotUpcasters?: readonly Upcaster[]
  /** Told what was repaired or left out. */
  readonly warn: (warning: JournalWarning) => void
  /** Bytes that may wait to be written before appends are refused; 64 MiB if not given. */
  readonly queueBytesMax?: number
}
