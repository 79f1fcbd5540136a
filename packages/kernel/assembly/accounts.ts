// Twins of src/book: what stands behind accounts and how much they may need. Layouts are described in src/book/layout.ts.

// Fields of the book (32-bit words).
const lineInstruments: usize = 0
const lineQuantities: usize = 4
const slotsAt: usize = 8
const slotRecords: usize = 12
const accountFirst: usize = 16
const accountSize: usize = 20
const accountEpoch: usize = 24
const accountHigh: usize = 28
const accountLow: usize = 32
const accountLevel: usize = 36
const rangesAt: usize = 40 // two: of epoch 0 and of epoch 1
const cellHaircuts: usize = 48
const levelsAt: usize = 52
const levelCount: usize = 56
const isExact: usize = 60
const scaleAt: usize = 64 // f64
const shareAt: usize = 72 // f64
const undecidedAt: usize = 80
const changedAt: usize = 84

/** 2^−38: beyond every rounding of a sum of up to 8,000 terms, as a share of the sum of their sizes. */
const slackShare: f64 = 3.637978807091713e-12
/** Epoch of an account that somebody else judges. */
const unjudged: u8 = 255
/** 2^−50, for products of two rounded numbers. */
const outward: f64 = 8.881784197001252e-16

/** Twin of screenRecords: equity, range and reach of segments, into their slots. */
export function screenRecords(book: usize, records: usize, from: i32, to: i32): void {
  const end = records + (<usize>to << 4)
  for (let record = records + (<usize>from << 4); record < end; record += 16) screenRecord(book, record)
}

/** Twin of screenAccounts: the same for all segments of accounts. */
export function screenAccounts(book: usize, from: i32, to: i32): void {
  const firsts = <usize>load<u32>(book, accountFirst)
  const sizes = <usize>load<u32>(book, accountSize)
  const records = <usize>load<u32>(book, slotRecords)
  for (let account = from; account < to; account++) {
    const first = records + (<usize>load<u32>(firsts + (<usize>account << 2)) << 2)
    const end = first + (<usize>load<u8>(sizes + <usize>account) << 2)
    for (let at = first; at < end; at += 4) screenRecord(book, <usize>load<u32>(at) << 4)
  }
}

@inline
function screenRecord(book: usize, record: usize): void {
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const slots = <usize>load<u32>(book, slotsAt)
  const epochs = <usize>load<u32>(book, accountEpoch)
  const absoluteInOne = i64x2(-1, 0x7fffffffffffffff)
  let line = <usize>load<u32>(record)
  const epoch = load<u8>(epochs + load<u32>(record, 4))
  const ranges = <usize>load<u32>(book + (<usize>epoch << 2), rangesAt)
  const slot = slots + (<usize>load<u32>(record, 8) << 5)
  const haircut = load<f64>(<usize>load<u32>(book, cellHaircuts) + (<usize>load<u32>(record, 12) << 3))
  let moved = f64x2.splat(0)
  let worth = f64x2.splat(0)
  let instrument: u32
  do {
    instrument = load<u32>(instruments + (line << 2))
    const range = ranges + (<usize>(instrument & 0x7fffffff) << 5)
    const quantity = v128.and(v128.load64_splat(quantities + (line << 3)), absoluteInOne)
    moved = f64x2.add(moved, f64x2.mul(quantity, v128.load(range)))
    worth = f64x2.add(worth, f64x2.mul(quantity, v128.load(range, 16)))
    line++
  } while (!(instrument >> 31))
  if (haircut != 0) {
    const whole = f64x2.extract_lane(worth, 0)
    worth = f64x2.replace_lane(worth, 0, min<f64>(whole * (1 - haircut), whole * (1 + haircut)))
  }
  v128.store(slot, moved)
  v128.store(slot, worth, 16)
}

/**
 * Twin of worstRecords: the worst scenario's loss of segments, never below 0, and their equity. Rows have `count` scenarios, a
 * multiple of 12, padded by copies of the first.
 */
export function worstRecords(book: usize, records: usize, from: i32, to: i32, rows: usize, count: i32): void {
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const slots = <usize>load<u32>(book, slotsAt)
  const ranges = <usize>load<u32>(book, rangesAt)
  const haircuts = <usize>load<u32>(book, cellHaircuts)
  const rowBytes = <usize>count << 3
  const end = records + (<usize>to << 4)
  for (let record = records + (<usize>from << 4); record < end; record += 16) {
    const first = <usize>load<u32>(record)
    const slot = slots + (<usize>load<u32>(record, 8) << 5)
    const haircut = load<f64>(haircuts + (<usize>load<u32>(record, 12) << 3))
    let worth: f64 = 0
    let worst = f64x2.splat(Infinity)
    for (let block: usize = 0; block < rowBytes; block += 96) {
      let s0 = f64x2.splat(0)
      let s1 = s0
      let s2 = s0
      let s3 = s0
      let s4 = s0
      let s5 = s0
      let line = first
      let instrument: u32
      do {
        instrument = load<u32>(instruments + (line << 2))
        const row = rows + <usize>(instrument & 0x7fffffff) * rowBytes + block
        const q = v128.load64_splat(quantities + (line << 3))
        s0 = f64x2.add(s0, f64x2.mul(q, v128.load(row)))
        s1 = f64x2.add(s1, f64x2.mul(q, v128.load(row, 16)))
        s2 = f64x2.add(s2, f64x2.mul(q, v128.load(row, 32)))
        s3 = f64x2.add(s3, f64x2.mul(q, v128.load(row, 48)))
        s4 = f64x2.add(s4, f64x2.mul(q, v128.load(row, 64)))
        s5 = f64x2.add(s5, f64x2.mul(q, v128.load(row, 80)))
        line++
      } while (!(instrument >> 31))
      s0 = f64x2.pmin(f64x2.pmin(s0, s1), s2)
      s3 = f64x2.pmin(f64x2.pmin(s3, s4), s5)
      worst = f64x2.pmin(worst, f64x2.pmin(s0, s3))
    }
    let line = first
    let instrument: u32
    do {
      instrument = load<u32>(instruments + (line << 2))
      worth += load<f64>(quantities + (line << 3)) * load<f64>(ranges + (<usize>(instrument & 0x7fffffff) << 5), 16)
      line++
    } while (!(instrument >> 31))
    if (haircut != 0) worth = min<f64>(worth * (1 - haircut), worth * (1 + haircut))
    const swapped = i8x16.shuffle(worst, worst, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
    const loss = -f64x2.extract_lane(f64x2.pmin(worst, swapped), 0)
    store<f64>(slot, loss > 0 ? loss : 0)
    store<f64>(slot, worth, 16)
  }
}

/** Twin of judgeAccounts: levels of accounts; answers (undecided << 16) | changed, both lists begin at `from`. */
export function judgeAccounts(book: usize, from: i32, to: i32): i32 {
  const undecided = <usize>load<u32>(book, undecidedAt) + (<usize>from << 2)
  const changed = <usize>load<u32>(book, changedAt) + (<usize>from << 2)
  let undecidedCount: usize = 0
  let changedCount: usize = 0
  for (let account = from; account < to; account++) {
    const level = judged(book, account)
    if (level < 0) {
      store<u32>(undecided + (undecidedCount << 2), account)
      undecidedCount++
    } else if (settle(book, account, level)) {
      store<u32>(changed + (changedCount << 2), account)
      changedCount++
    }
  }
  return <i32>((undecidedCount << 16) | changedCount)
}

/** Twin of judgeRecords: the same for the accounts of a cell's segments; lists begin at `from`. */
export function judgeRecords(book: usize, records: usize, from: i32, to: i32): i32 {
  const undecided = <usize>load<u32>(book, undecidedAt) + (<usize>from << 2)
  const changed = <usize>load<u32>(book, changedAt) + (<usize>from << 2)
  let undecidedCount: usize = 0
  let changedCount: usize = 0
  for (let at = from; at < to; at++) {
    const account = load<i32>(records + (<usize>at << 4), 4)
    const level = judged(book, account)
    if (level < 0) {
      store<u32>(undecided + (undecidedCount << 2), account)
      undecidedCount++
    } else if (settle(book, account, level)) {
      store<u32>(changed + (changedCount << 2), account)
      changedCount++
    }
  }
  return <i32>((undecidedCount << 16) | changedCount)
}

/** The level, or −1 where the bounds leave more than one. */
@inline
function judged(book: usize, account: i32): i32 {
  const at = <usize>account
  if (load<u8>(<usize>load<u32>(book, accountEpoch) + at) == unjudged) {
    return load<u8>(<usize>load<u32>(book, accountLevel) + at)
  }
  let slot = <usize>load<u32>(book, slotsAt) + (<usize>load<u32>(<usize>load<u32>(book, accountFirst) + (at << 2)) << 5)
  const end = slot + (<usize>load<u8>(<usize>load<u32>(book, accountSize) + at) << 5)
  let moved = f64x2.splat(0)
  let worth = f64x2.splat(0)
  for (; slot < end; slot += 32) {
    moved = f64x2.add(moved, v128.load(slot))
    worth = f64x2.add(worth, v128.load(slot, 16))
  }
  const equity = f64x2.extract_lane(worth, 0)
  const scale = load<f64>(book, scaleAt)
  if (load<u32>(book, isExact)) return levelOf(book, equity, scale * f64x2.extract_lane(moved, 0))
  const share = load<f64>(book, shareAt)
  const middle = f64x2.extract_lane(moved, 0)
  const half = f64x2.extract_lane(moved, 1)
  const slack = slackShare * f64x2.extract_lane(worth, 1) + outward * (abs<f64>(middle) + half)
  const high = <f64>load<f32>(<usize>load<u32>(book, accountHigh) + (at << 2))
  const low = <f64>load<f32>(<usize>load<u32>(book, accountLow) + (at << 2))
  const most = scale * max<f64>(0, high + share * (middle + half) + slack) * (1 + outward)
  const least = scale * max<f64>(0, low + share * (middle - half) - slack) * (1 - outward)
  const level = levelOf(book, equity, most)
  return levelOf(book, equity, least) == level ? level : -1
}

/** How many of the levels the equity reaches, each a multiple of the requirement. */
@inline
function levelOf(book: usize, equity: f64, requirement: f64): i32 {
  const levels = <usize>load<u32>(book, levelsAt)
  const count = load<i32>(book, levelCount)
  let level = 0
  for (let i = 0; i < count; i++) level += <i32>(equity >= load<f64>(levels + (<usize>i << 3)) * requirement)
  return level
}

/** Keeps the level; whether it is another than before. */
@inline
function settle(book: usize, account: i32, level: i32): bool {
  const kept = <usize>load<u32>(book, accountLevel) + <usize>account
  if (<i32>load<u8>(kept) == level) return false
  store<u8>(kept, <u8>level)
  return true
}

/** Twin of settleAccount: level of one account whose requirement is known, before the scale. */
export function settleAccount(book: usize, account: i32, requirement: f64): i32 {
  const equity = accountEquity(book, account)
  return settle(book, account, levelOf(book, equity, load<f64>(book, scaleAt) * requirement)) ? 1 : 0
}

/** Twin of accountEquity. */
export function accountEquity(book: usize, account: i32): f64 {
  const at = <usize>account
  let slot = <usize>load<u32>(book, slotsAt) + (<usize>load<u32>(<usize>load<u32>(book, accountFirst) + (at << 2)) << 5)
  const end = slot + (<usize>load<u8>(<usize>load<u32>(book, accountSize) + at) << 5)
  let equity: f64 = 0
  for (; slot < end; slot += 32) equity += load<f64>(slot, 16)
  return equity
}
