/** Bytes of one task of `pricePairs`. */
export const pairTaskBytes = 128

/** Where a task's fields lie, in bytes. The first eight are float64, the others 32-bit words. */
export const pairFields = {
  /** ln(forward now / strike). */
  logMoneyness: 0,
  strike: 8,
  /** Annual volatility now. */
  volatility: 16,
  /** Square root of the years that are left at the horizon. */
  rootYears: 24,
  /** Factor from payment to the horizon. */
  discount: 32,
  /** Contract size, times the multiplier of a quanto. */
  units: 40,
  /** What one contract is worth now, in the reporting currency. */
  nowCall: 48,
  nowPut: 56,
  /** Place of the columns that a whole expiry shares. */
  columns: 64,
  outCall: 68,
  outPut: 72,
  flags: 76,
} as const

export const pairFlags = {
  /** Paid in the coin, at the forward. */
  inverse: 1,
  /** Rows are multiplied by the scenarios' weights. */
  weighted: 2,
} as const

export const pairColumnsBytes = 32

/** Where the shared columns are named, in bytes: 32-bit words, the places of float64 columns of even length. */
export const columnFields = {
  count: 0,
  /** ln of the forward's move. */
  logMoves: 4,
  forwards: 8,
  /** The volatility becomes max(volatility·factor + shift, floor). */
  factors: 12,
  shifts: 16,
  floors: 20,
  /** Price of what it is paid in, reporting currency. */
  paid: 24,
  weights: 28,
} as const

/** Working space of `pricePairs`. */
export const pairScratchBytes: number = 3 * 64 * 8
