/**
 * How a row of profits is made of rows in float32: (the row in the slot `first`) + `factor` × (the row in the slot `second`), as
 * real numbers. Slots are places in a table of float32 rows; slot 0 holds zeros and stands for none. A put of which the call is
 * there is its call and so much of a row that all options and futures of one underlying share.
 */
export const foldFields = {
  /** float64. */
  factor: 0,
  /** float64: no scenario of the parts together is larger; NaN where one is not finite. */
  reach: 8,
  first: 16,
  second: 20,
} as const

export const foldBytes = 24

/** Bytes of one task of `narrowRows` and `foldRows`. */
export const foldTaskBytes = 32

/** Where a task's fields lie, in bytes: 32-bit words. */
export const foldTaskFields = {
  row: 0,
  /** `narrowRows`: where the float32 row goes. */
  slot: 4,
  /** A row whose profits are taken off this one's, or `noRow`: of an option the other right of its strike. */
  first: 8,
  /** Slot of that row; `foldRows` and the following alone. */
  firstSlot: 12,
  /** Two rows whose difference is of the same shape, and the slot of that difference. */
  lead: 16,
  leadFirst: 20,
  leadSlot: 24,
  /** A scenario in which that difference is large. */
  scenario: 28,
} as const

export const noRow = 0xffffffff
