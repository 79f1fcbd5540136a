import type { KernelMemory } from '../memory/kernelMemory.js'
import {
  bookFields as at,
  instrumentMask,
  placeUnit,
  rangeBytes,
  recordBytes,
  recordNumbers,
  unjudged,
} from './layout.js'
import { outward } from './rows.js'

/** 1 + 2^−20 and 1 − 2^−22: more than any rounding of what is spent, and of what is kept in float32. */
const spendOutward = 1.0000009536743164
const keepInward = 0.9999997615814209
/** 2^−36, as a share of everything that is added up for a level. */
const roomShare = 1.4551915228366852e-11

/** Words of a book, by field. */
export function wordOf(memory: KernelMemory, book: number, field: number): number {
  return memory.views.u32[(book + field) >>> 2]!
}

/**
 * Equity, range and reach of a cell's segments `from` to `to` − 1, into their records. What changed is taken off the room of each
 * account; those whose room runs out by it go to the list `suspects`, which begins at `from`. Answers how many they are.
 */
export function screenRecords(memory: KernelMemory, book: number, records: number, from: number, to: number): number {
  const { f64, u32 } = memory.views
  const suspects = (wordOf(memory, book, at.suspects) >>> 2) + from
  const cost = roomCost(memory, book)
  // What a unit of reach adds to the slack, doubled.
  const reachCost = 2 * f64[(book + at.slack) >>> 3]!
  let found = 0
  for (let row = from; row < to; row++) {
    const record = records + row * recordBytes
    const place = (record + recordNumbers) >>> 3
    const [middle, half, worth, reach] = f64.slice(place, place + 4) as unknown as readonly [
      number,
      number,
      number,
      number,
    ]
    screenRecord(memory, book, record)
    const bound =
      Math.abs(f64[place]! - middle) + Math.abs(f64[place + 1]! - half) + Math.abs(f64[place + 3]! - reach) * reachCost
    const account = u32[(record + 4) >>> 2]!
    if (spend(memory, book, account, Math.abs(f64[place + 2]! - worth) + cost * bound))
      u32[suspects + found++] = account
  }
  return found
}

/** What one unit of a larger loss takes of the room at most. */
function roomCost(memory: KernelMemory, book: number): number {
  const count = wordOf(memory, book, at.levelCount)
  const { f64 } = memory.views
  const highest = count === 0 ? 0 : f64[(wordOf(memory, book, at.levels) >>> 3) + count - 1]!
  return highest * f64[(book + at.scale) >>> 3]!
}

/** Takes a change off an account's room; whether there is none left: an account without any is looked at whatever changed. */
function spend(memory: KernelMemory, book: number, account: number, change: number): boolean {
  const { f32 } = memory.views
  const place = (wordOf(memory, book, at.accountRoom) >>> 2) + account
  const before = f32[place]!
  const after = Math.fround((before - change * spendOutward) * keepInward)
  f32[place] = after
  return !(after > 0) && !(before < 0)
}

/** The same for all segments of the accounts `from` to `to` − 1; their rooms have to be judged anew then. */
export function screenAccounts(memory: KernelMemory, book: number, from: number, to: number): void {
  for (let account = from; account < to; account++) {
    for (const record of recordsOf(memory, book, account)) screenRecord(memory, book, record)
  }
}

function screenRecord(memory: KernelMemory, book: number, record: number): void {
  const { f64, u32, u8 } = memory.views
  const word = (field: number): number => wordOf(memory, book, field)
  const [first, account, , cell] = recordAt(u32, record)
  const epoch = u8[word(at.accountEpoch) + account]!
  const ranges = word(at.ranges + 4 * epoch)
  let middle = 0
  let half = 0
  let worth = 0
  let reach = 0
  for (const [instrument, quantity] of linesOf(memory, book, first)) {
    const range = (ranges + instrument * rangeBytes) >>> 3
    const size = Math.abs(quantity)
    middle += quantity * f64[range]!
    half += size * f64[range + 1]!
    worth += quantity * f64[range + 2]!
    reach += size * f64[range + 3]!
  }
  const out = (record + recordNumbers) >>> 3
  f64[out] = middle
  f64[out + 1] = half
  f64[out + 2] = afterHaircut(worth, f64[(word(at.cellHaircuts) >>> 3) + cell]!)
  f64[out + 3] = reach
}

/** Places of an account's records, in the order of their cells. */
export function recordsOf(memory: KernelMemory, book: number, account: number): readonly number[] {
  const { u32, u8 } = memory.views
  const first = u32[(wordOf(memory, book, at.accountFirst) >>> 2) + account]!
  const size = u8[wordOf(memory, book, at.accountSize) + account]!
  const records = wordOf(memory, book, at.slotRecords) >>> 2
  return Array.from({ length: size }, (_, k) => u32[records + first + k]! * placeUnit)
}

/** What is owed costs its haircut as well. */
function afterHaircut(worth: number, haircut: number): number {
  return haircut === 0 ? worth : Math.min(worth * (1 - haircut), worth * (1 + haircut))
}

/**
 * The worst scenario's loss of a cell's segments, never below 0, and their equity, into their records; suspects as for
 * `screenRecords`. Rows have `count` scenarios, a multiple of 12, padded by copies of the first one. One that is not a number makes
 * the loss NaN: nobody knows it.
 */
export function worstRecords(
  memory: KernelMemory,
  book: number,
  records: number,
  from: number,
  to: number,
  rows: number,
  count: number,
): number {
  const { f64, u32 } = memory.views
  const word = (field: number): number => wordOf(memory, book, field)
  const profits = new Float64Array(count)
  const suspects = (word(at.suspects) >>> 2) + from
  const cost = roomCost(memory, book)
  let found = 0
  for (let record = records + from * recordBytes; record < records + to * recordBytes; record += recordBytes) {
    const [first, account, , cell] = recordAt(u32, record)
    profits.fill(0)
    let worth = 0
    for (const [instrument, quantity] of linesOf(memory, book, first)) {
      const row = (rows >>> 3) + instrument * count
      for (let s = 0; s < count; s++) profits[s] = profits[s]! + quantity * f64[row + s]!
      worth += quantity * f64[(word(at.ranges) + instrument * rangeBytes + 16) >>> 3]!
    }
    let worst = 0
    for (const profit of profits) if (profit < worst || Number.isNaN(profit)) worst = profit
    const loss = 0 - worst
    const equity = afterHaircut(worth, f64[(word(at.cellHaircuts) >>> 3) + cell]!)
    const out = (record + recordNumbers) >>> 3
    const change = Math.abs(equity - f64[out + 2]!) + cost * Math.abs(loss - f64[out]!)
    f64[out] = loss
    f64[out + 2] = equity
    if (spend(memory, book, account, change)) u32[suspects + found++] = account
  }
  return found
}

/**
 * Levels of the accounts `from` to `to` − 1: of how many multiples of its requirement its equity is enough for. Where the
 * bounds leave more than one level the account goes to the list `undecided`, where the level is another than before to the
 * list `changed`; both lists begin at `from`. Writes each account's room: how much its equity and requirement can change, at
 * their costs, before its level can be another. Answers the lengths as undecided·65,536 + changed; at most 32,767 accounts a call.
 */
export function judgeAccounts(memory: KernelMemory, book: number, from: number, to: number): number {
  return judgeAll(memory, book, from, to, (account) => account)
}

/** The same for the accounts of a list, entries `from` to `to` − 1. */
export function judgeList(memory: KernelMemory, book: number, list: number, from: number, to: number): number {
  return judgeAll(memory, book, from, to, (entry) => memory.views.u32[(list >>> 2) + entry]!)
}

function judgeAll(
  memory: KernelMemory,
  book: number,
  from: number,
  to: number,
  accountOf: (index: number) => number,
): number {
  const { u32 } = memory.views
  const undecided = (wordOf(memory, book, at.undecided) >>> 2) + from
  const changed = (wordOf(memory, book, at.changed) >>> 2) + from
  let undecidedCount = 0
  let changedCount = 0
  for (let index = from; index < to; index++) {
    const account = accountOf(index)
    const level = judged(memory, book, account)
    if (level < 0) u32[undecided + undecidedCount++] = account
    else if (settle(memory, book, account, level)) u32[changed + changedCount++] = account
  }
  return undecidedCount * 65536 + changedCount
}

function judged(memory: KernelMemory, book: number, account: number): number {
  const { f64, f32 } = memory.views
  const word = (field: number): number => wordOf(memory, book, field)
  if (memory.views.u8[word(at.accountEpoch) + account] === unjudged) {
    return memory.views.u8[word(at.accountLevel) + account]!
  }
  let middle = 0
  let half = 0
  let equity = 0
  let reach = 0
  let size = 0
  for (const slot of numbersOf(memory, book, account)) {
    middle += f64[slot]!
    half += f64[slot + 1]!
    equity += f64[slot + 2]!
    reach += f64[slot + 3]!
    size += Math.abs(f64[slot + 2]!)
  }
  const room = (word(at.accountRoom) >>> 2) + account
  const scale = f64[(book + at.scale) >>> 3]!
  if (word(at.isExact) !== 0) {
    const requirement = scale * middle
    const level = levelOf(memory, book, equity, requirement)
    f32[room] = roomOf(memory, book, level, equity, requirement, requirement, size)
    return level
  }
  const slack = f64[(book + at.slack) >>> 3]! * reach + outward * (Math.abs(middle) + half)
  const high = f32[(word(at.accountHigh) >>> 2) + account]!
  const low = f32[(word(at.accountLow) >>> 2) + account]!
  const most = scale * Math.max(0, high + (middle + half) + slack) * (1 + outward)
  const least = scale * Math.max(0, low + (middle - half) - slack) * (1 - outward)
  const level = levelOf(memory, book, equity, most)
  if (levelOf(memory, book, equity, least) !== level) {
    f32[room] = 0
    return -1
  }
  f32[room] = roomOf(memory, book, level, equity, most, least, size)
  return level
}

/** How much equity and requirements can change, costs counted, before the level can be another; 0 where nothing is certain. */
function roomOf(
  memory: KernelMemory,
  book: number,
  level: number,
  equity: number,
  most: number,
  least: number,
  size: number,
): number {
  const levels = memory.doubles(wordOf(memory, book, at.levels), wordOf(memory, book, at.levelCount))
  let room = Infinity
  if (level > 0) room = equity - levels[level - 1]! * most
  if (level < levels.length) room = Math.min(room, levels[level]! * least - equity)
  room -= roomShare * (size + (levels[levels.length - 1] ?? 0) * most)
  return room > 0 ? Math.fround(Math.min(room, 3e38) * keepInward) : 0
}

/** Where the numbers of an account's segments lie among the float64. */
function numbersOf(memory: KernelMemory, book: number, account: number): readonly number[] {
  return recordsOf(memory, book, account).map((record) => (record + recordNumbers) >>> 3)
}

/** How many of the levels the equity reaches, each a multiple of the requirement. */
function levelOf(memory: KernelMemory, book: number, equity: number, requirement: number): number {
  const levels = wordOf(memory, book, at.levels) >>> 3
  const count = wordOf(memory, book, at.levelCount)
  let level = 0
  for (let i = 0; i < count; i++) if (equity >= memory.views.f64[levels + i]! * requirement) level++
  return level
}

/** Whether bounds of the requirement, before the scale, leave one level only: that level, else −1. */
export function levelBetween(memory: KernelMemory, book: number, account: number, high: number, low: number): number {
  if (!(high - low >= 0)) return -1
  const equity = accountEquity(memory, book, account)
  const scale = memory.views.f64[(book + at.scale) >>> 3]!
  const level = levelOf(memory, book, equity, scale * Math.max(0, high) * (1 + outward))
  return levelOf(memory, book, equity, scale * Math.max(0, low) * (1 - outward)) === level ? level : -1
}

export function settle(memory: KernelMemory, book: number, account: number, level: number): boolean {
  const place = wordOf(memory, book, at.accountLevel) + account
  if (memory.views.u8[place] === level) return false
  memory.views.u8[place] = level
  return true
}

/** Sets the level of one account whose requirement, before the scale, is known; 1 where it is another than before. */
export function settleAccount(memory: KernelMemory, book: number, account: number, requirement: number): number {
  const scale = memory.views.f64[(book + at.scale) >>> 3]!
  const level = levelOf(memory, book, accountEquity(memory, book, account), scale * requirement)
  return settle(memory, book, account, level) ? 1 : 0
}

/** Equity of an account: the sum over its segments in the order of their cells. */
export function accountEquity(memory: KernelMemory, book: number, account: number): number {
  let equity = 0
  for (const slot of numbersOf(memory, book, account)) equity += memory.views.f64[slot + 2]!
  return equity
}

function recordAt(u32: Uint32Array, record: number): readonly [number, number, number, number] {
  const i = record >>> 2
  return [u32[i]!, u32[i + 1]!, u32[i + 2]!, u32[i + 3]!]
}

/** Instrument rows and quantities of a segment. */
export function* linesOf(memory: KernelMemory, book: number, first: number): Generator<readonly [number, number]> {
  const { u32, f64 } = memory.views
  const instruments = wordOf(memory, book, at.lineInstruments) >>> 2
  const quantities = wordOf(memory, book, at.lineQuantities) >>> 3
  for (let line = first; ; line++) {
    const instrument = u32[instruments + line]!
    yield [instrument & instrumentMask, f64[quantities + line]!]
    if (instrument > instrumentMask) return
  }
}
