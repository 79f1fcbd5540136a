// Twins of src/book: what stands behind accounts and how much they may need. Layouts are described in src/book/layout.ts.
import {
  accountEpoch,
  accountFirst,
  accountHigh,
  accountLevel,
  accountLow,
  accountRoom,
  accountSize,
  cellHaircuts,
  changedAt,
  isExact,
  levelCount,
  levelsAt,
  lineInstruments,
  lineQuantities,
  rangesAt,
  scaleAt,
  slackAt,
  slotRecords,
  suspectsAt,
  undecidedAt,
  unjudged,
} from './fields'

/** Bytes of a record; its numbers begin at the second sixteen. */
const recordBytes: usize = 48
/** 1 + 2^−20 and 1 − 2^−22: more than any rounding of what is spent, and of what is kept in float32. */
const spendOutward: f64 = 1.0000009536743164
const keepInward: f64 = 0.9999997615814209
/** 2^−36, as a share of everything that is added up for a level. */
const roomShare: f64 = 1.4551915228366852e-11
/** 2^−50, for products of two rounded numbers. */
const outward: f64 = 8.881784197001252e-16

/** Twin of screenRecords: equity, range and reach of segments, into their records; answers how many suspects there are. */
export function screenRecords(book: usize, records: usize, from: i32, to: i32): i32 {
  const suspects = <usize>load<u32>(book, suspectsAt) + (<usize>from << 2)
  const cost = roomCost(book)
  // What a unit of reach adds to the slack, doubled.
  const reachCost = 2 * load<f64>(book, slackAt)
  const end = records + <usize>to * recordBytes
  let found: usize = 0
  for (let record = records + <usize>from * recordBytes; record < end; record += recordBytes) {
    const moved = v128.load(record, 16)
    const worth = v128.load(record, 32)
    screenRecord(book, record)
    const move = f64x2.abs(f64x2.sub(v128.load(record, 16), moved))
    const change = f64x2.abs(f64x2.sub(v128.load(record, 32), worth))
    const bound = f64x2.extract_lane(move, 0) + f64x2.extract_lane(move, 1) + f64x2.extract_lane(change, 1) * reachCost
    const account = load<u32>(record, 4)
    store<u32>(suspects + (found << 2), account)
    found += <usize>spend(book, account, f64x2.extract_lane(change, 0) + cost * bound)
  }
  return <i32>found
}

/** Twin of screenAccounts: the same for all segments of accounts, whose room has to be judged anew then. */
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

/** What one unit of a larger loss takes of the room at most. */
@inline
function roomCost(book: usize): f64 {
  const count = load<i32>(book, levelCount)
  const most = count == 0 ? 0 : load<f64>(<usize>load<u32>(book, levelsAt) + (<usize>(count - 1) << 3))
  return most * load<f64>(book, scaleAt)
}

/** Takes a change off an account's room; whether it has run out by it. */
@inline
function spend(book: usize, account: u32, change: f64): bool {
  const place = <usize>load<u32>(book, accountRoom) + (<usize>account << 2)
  const before = load<f32>(place)
  const after = <f32>((<f64>before - change * spendOutward) * keepInward)
  store<f32>(place, after)
  return !(after > 0) && !(before < 0)
}

@inline
function screenRecord(book: usize, record: usize): void {
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const epochs = <usize>load<u32>(book, accountEpoch)
  const absoluteInOne = i64x2(-1, 0x7fffffffffffffff)
  let line = <usize>load<u32>(record)
  const epoch = load<u8>(epochs + load<u32>(record, 4))
  const ranges = <usize>load<u32>(book + (<usize>epoch << 2), rangesAt)
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
  v128.store(record, moved, 16)
  v128.store(record, worth, 32)
}

/**
 * Twin of worstRecords: the worst scenario's loss of segments, never below 0, and their equity; answers how many suspects there
 * are. Rows have `count` scenarios, a multiple of 12, padded by copies of the first.
 */
export function worstRecords(book: usize, records: usize, from: i32, to: i32, rows: usize, count: i32): i32 {
  const suspects = <usize>load<u32>(book, suspectsAt) + (<usize>from << 2)
  const cost = roomCost(book)
  let found: usize = 0
  const instruments = <usize>load<u32>(book, lineInstruments)
  const quantities = <usize>load<u32>(book, lineQuantities)
  const ranges = <usize>load<u32>(book, rangesAt)
  const haircuts = <usize>load<u32>(book, cellHaircuts)
  const rowBytes = <usize>count << 3
  const end = records + <usize>to * recordBytes
  for (let record = records + <usize>from * recordBytes; record < end; record += recordBytes) {
    const first = <usize>load<u32>(record)
    const haircut = load<f64>(haircuts + (<usize>load<u32>(record, 12) << 3))
    let worth: f64 = 0
    let worst = f64x2.splat(Infinity)
    let total = f64x2.splat(0)
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
      const left = f64x2.add(f64x2.add(s0, s1), s2)
      total = f64x2.add(total, f64x2.add(left, f64x2.add(f64x2.add(s3, s4), s5)))
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
    const least = -f64x2.extract_lane(f64x2.pmin(worst, swapped), 0)
    let loss: f64 = least > 0 ? least : 0
    // A sum that is a number had only numbers in it; another may be one of opposite infinities.
    if (!i64x2.all_true(f64x2.eq(total, total)) && anyBroken(instruments, quantities, first, rows, rowBytes)) loss = NaN
    const change = abs<f64>(worth - load<f64>(record, 32)) + cost * abs<f64>(loss - load<f64>(record, 16))
    store<f64>(record, loss, 16)
    store<f64>(record, worth, 32)
    const account = load<u32>(record, 4)
    store<u32>(suspects + (found << 2), account)
    found += <usize>spend(book, account, change)
  }
  return <i32>found
}

/** Whether a segment's profit is not a number in any scenario. */
function anyBroken(instruments: usize, quantities: usize, first: usize, rows: usize, rowBytes: usize): bool {
  for (let at: usize = 0; at < rowBytes; at += 8) {
    let profit: f64 = 0
    let line = first
    let instrument: u32
    do {
      instrument = load<u32>(instruments + (line << 2))
      const row = rows + <usize>(instrument & 0x7fffffff) * rowBytes
      profit += load<f64>(quantities + (line << 3)) * load<f64>(row + at)
      line++
    } while (!(instrument >> 31))
    if (isNaN(profit)) return true
  }
  return false
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

/** Twin of judgeList: the same for the accounts of a list; lists begin at `from`. */
export function judgeList(book: usize, list: usize, from: i32, to: i32): i32 {
  const undecided = <usize>load<u32>(book, undecidedAt) + (<usize>from << 2)
  const changed = <usize>load<u32>(book, changedAt) + (<usize>from << 2)
  let undecidedCount: usize = 0
  let changedCount: usize = 0
  for (let at = from; at < to; at++) {
    const account = load<i32>(list + (<usize>at << 2))
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

/** Where the account's slots begin: each names a record. */
@inline
function slotOf(book: usize, account: usize): usize {
  const first = load<u32>(<usize>load<u32>(book, accountFirst) + (account << 2))
  return <usize>load<u32>(book, slotRecords) + (<usize>first << 2)
}

/** The level, or −1 where the bounds leave more than one; and how far the account is from another. */
@inline
function judged(book: usize, account: i32): i32 {
  const at = <usize>account
  if (load<u8>(<usize>load<u32>(book, accountEpoch) + at) == unjudged) {
    return load<u8>(<usize>load<u32>(book, accountLevel) + at)
  }
  let slot = slotOf(book, at)
  const end = slot + (<usize>load<u8>(<usize>load<u32>(book, accountSize) + at) << 2)
  let moved = f64x2.splat(0)
  let worth = f64x2.splat(0)
  let size: f64 = 0
  for (; slot < end; slot += 4) {
    const record = <usize>load<u32>(slot) << 4
    moved = f64x2.add(moved, v128.load(record, 16))
    const own = v128.load(record, 32)
    worth = f64x2.add(worth, own)
    size += abs<f64>(f64x2.extract_lane(own, 0))
  }
  const equity = f64x2.extract_lane(worth, 0)
  const scale = load<f64>(book, scaleAt)
  const middle = f64x2.extract_lane(moved, 0)
  const room = <usize>load<u32>(book, accountRoom) + (at << 2)
  if (load<u32>(book, isExact)) {
    const requirement = scale * middle
    const level = levelOf(book, equity, requirement)
    store<f32>(room, roomOf(book, level, equity, requirement, requirement, size))
    return level
  }
  const half = f64x2.extract_lane(moved, 1)
  const slack = load<f64>(book, slackAt) * f64x2.extract_lane(worth, 1) + outward * (abs<f64>(middle) + half)
  const high = <f64>load<f32>(<usize>load<u32>(book, accountHigh) + (at << 2))
  const low = <f64>load<f32>(<usize>load<u32>(book, accountLow) + (at << 2))
  const most = scale * max<f64>(0, high + (middle + half) + slack) * (1 + outward)
  const least = scale * max<f64>(0, low + (middle - half) - slack) * (1 - outward)
  const level = levelOf(book, equity, most)
  if (levelOf(book, equity, least) != level) {
    store<f32>(room, 0)
    return -1
  }
  store<f32>(room, roomOf(book, level, equity, most, least, size))
  return level
}

/** How much equity and requirements can change, costs counted, before the level can be another; 0 where nothing is certain. */
@inline
function roomOf(book: usize, level: i32, equity: f64, most: f64, least: f64, size: f64): f32 {
  const levels = <usize>load<u32>(book, levelsAt)
  const count = load<i32>(book, levelCount)
  const highest = count == 0 ? 0 : load<f64>(levels + (<usize>(count - 1) << 3))
  let room: f64 = Infinity
  if (level > 0) room = equity - load<f64>(levels + (<usize>(level - 1) << 3)) * most
  if (level < count) room = min<f64>(room, load<f64>(levels + (<usize>level << 3)) * least - equity)
  room -= roomShare * (size + highest * most)
  return room > 0 ? <f32>(min<f64>(room, 3e38) * keepInward) : 0
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

/** Whether bounds of the requirement, before the scale, leave one level only: that level, else −1. */
export function levelBetween(book: usize, account: i32, high: f64, low: f64): i32 {
  if (!(high - low >= 0)) return -1
  const equity = accountEquity(book, account)
  const scale = load<f64>(book, scaleAt)
  const level = levelOf(book, equity, scale * max<f64>(0, high) * (1 + outward))
  return levelOf(book, equity, scale * max<f64>(0, low) * (1 - outward)) == level ? level : -1
}

/** Keeps the level; whether it is another than before. */
@inline
export function settle(book: usize, account: i32, level: i32): bool {
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
  let slot = slotOf(book, at)
  const end = slot + (<usize>load<u8>(<usize>load<u32>(book, accountSize) + at) << 2)
  let equity: f64 = 0
  for (; slot < end; slot += 4) equity += load<f64>(<usize>load<u32>(slot) << 4, 32)
  return equity
}
