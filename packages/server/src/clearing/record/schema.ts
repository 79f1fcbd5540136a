import type { Upcaster } from '@plimsoll/journal'

/**
 * How bytes of older versions become those of the present one. Entry n brings version n + 1 to n + 2; nothing in it is changed after a
 * release. A change of `State`, `Event` or `Command` that old bytes do not satisfy adds an entry.
 */
export interface Schema {
  /** Of records. */
  readonly records: readonly Upcaster[]
  /** Of saved states. */
  readonly states: readonly Upcaster[]
}

/** Version 1. */
export const presentSchema: Schema = { records: [], states: [] }
