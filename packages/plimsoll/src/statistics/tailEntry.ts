/** One scenario's share of a tail figure. */
export interface TailEntry {
  /** Position in the losses as they were given. */
  readonly index: number
  /** Its share; the shares of one figure sum to 1. */
  readonly weight: number
}
