/**
 * How accounts lie in kernel memory. One book is a block of words (`bookFields`, byte offsets) that name the columns:
 *
 * - **lines**, by segment: a 32-bit instrument row, its top bit set on the last line of a segment, and a float64 quantity;
 * - **segments**, by cell (an underlying, or an asset with a haircut) and in it by account: records of four words (the first
 *   line, the account, the slot and the cell) and four float64, the range of the segment's loss since its reference (middle and
 *   half width; in an exact book the loss itself and 0), its equity and its reach;
 * - **slots**, by account and in it by cell: the place of each of its records over 16;
 * - **accounts**: first slot (32 bits), number of slots (8 bits), epoch of its reference (8), bounds of its reference
 *   requirement (float32, rounded outward), level (8), room until another level (float32, rounded inward);
 * - **ranges**, two tables (one per epoch), four float64 per instrument row: middle, half width, value of one unit, reach.
 */
export const bookFields = {
  lineInstruments: 0,
  lineQuantities: 4,
  slotRecords: 12,
  accountFirst: 16,
  accountSize: 20,
  accountEpoch: 24,
  accountHigh: 28,
  accountLow: 32,
  accountLevel: 36,
  ranges: 40,
  cellHaircuts: 48,
  levels: 52,
  levelCount: 56,
  /** 1: slots hold losses, not ranges, and no account is ever undecided. */
  isExact: 60,
  /** float64: the requirement is so many times what segments or measures say. */
  scale: 64,
  undecided: 80,
  changed: 84,
  accountRoom: 88,
  suspects: 92,
  /** float64: how far what is computed may be from what is bounded, as a share of the reach; `sumSlack` at least. */
  slack: 96,
} as const

/**
 * 2^−38: beyond every rounding of sums of up to 8,000 terms, as a share of the sum of the terms' sizes. See
 * docs/models/live-book.md.
 */
export const sumSlack = 3.637978807091713e-12

export const bookBytes = 128
export const recordBytes = 48
/** Where a record's float64 begin. */
export const recordNumbers = 16
/** Slots name records in steps of so many bytes. */
export const placeUnit = 16
export const rangeBytes = 32
/** Epoch of an account whose level is somebody else's to judge. */
export const unjudged = 255
/** Set in a line's instrument where its segment ends. */
export const lastLine = 0x80000000
export const instrumentMask = 0x7fffffff

/** Scenarios of a joint row are a multiple of this, those of a scan a multiple of `scanMultiple`. */
export const jointMultiple = 32
export const scanMultiple = 12

/** Working space of the tail functions for so many scenarios and lines of one account; folded, a line may become two. */
export function tailScratchBytes(scenarios: number, lines: number): number {
  return 2 * 8 * scenarios + scenarios + 64 + 32 * lines
}
