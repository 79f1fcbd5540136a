import type { LevelChange } from './accountLevels.js'

/** What a tick did. */
export interface TickReport {
  readonly asOf: number
  /** Rows (instruments, assets) that were priced anew. */
  readonly repriced: number
  /** Instruments that could not be priced; accounts that hold one stand at level 0 and are not valued. */
  readonly unpriced: readonly string[]
  /** Accounts that were computed in full. */
  readonly evaluated: number
  readonly changes: readonly LevelChange[]
}
