// Where a book's words lie, in bytes; see src/book/layout.ts.

export const lineInstruments: usize = 0
export const lineQuantities: usize = 4
export const slotRecords: usize = 12
export const accountFirst: usize = 16
export const accountSize: usize = 20
export const accountEpoch: usize = 24
export const accountHigh: usize = 28
export const accountLow: usize = 32
export const accountLevel: usize = 36
export const rangesAt: usize = 40 // two: of epoch 0 and of epoch 1
export const cellHaircuts: usize = 48
export const levelsAt: usize = 52
export const levelCount: usize = 56
export const isExact: usize = 60
export const scaleAt: usize = 64 // f64
export const undecidedAt: usize = 80
export const changedAt: usize = 84
export const accountRoom: usize = 88
export const suspectsAt: usize = 92
export const slackAt: usize = 96 // f64

// Of a row made of float32 rows; see src/book/foldTask.ts.
export const foldBytes: usize = 24
export const foldFactor: usize = 0 // f64
export const foldReach: usize = 8 // f64
export const foldFirst: usize = 16
export const foldSecond: usize = 20

/** Epoch of an account that somebody else judges. */
export const unjudged: u8 = 255

// Where the fields of a measure by probability lie, and its kinds; the place of the probabilities is its first word.
export const probabilityKind: usize = 4
export const probabilityMass: usize = 8 // f64, and so those that follow
export const probabilityTolerance: usize = 16
export const probabilityFrom: usize = 24
export const probabilityWidth: usize = 32
export const probabilityNeed: usize = 40

export const byShortfall: u32 = 0
export const byRank: u32 = 1
export const byExceeding: u32 = 2
export const byMean: u32 = 3
export const byWindow: u32 = 4
