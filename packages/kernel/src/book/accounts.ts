import type { KernelMemory } from '../memory/kernelMemory.js'
import { bookFields as at, instrumentMask, rangeBytes, recordBytes, slotBytes, unjudged } from './layout.js'
import { outward } from './rows.js'

/**
 * 2^−38: beyond every rounding of sums of up to 8,000 terms, as a share of the sum of the terms' sizes. See
 * docs/models/live-book.md.
 */
const slackShare = 3.637978807091713e-12

/** Words of a book, by field. */
export function wordOf(memory: KernelMemory, book: number, field: number): number {
  return memory.views.u32[(book + field) >>> 2]!
}

/** Equity, range and reach of a cell's segments `from` to `to` − 1, into their slots. */
export function screenRecords(memory: KernelMemory, book: number, records: number, from: number, to: number): void {
  for (let row = from; row < to; row++) screenRecord(memory, book, records + row * recordBytes)
}

/** The same for all segments of the accounts `from` to `to` − 1. */
export function screenAccounts(memory: KernelMemory, book: number, from: number, to: number): void {
  for (let account = from; account < to; account++) {
    for (const record of recordsOf(memory, book, account)) screenRecord(memory, book, record)
  }
}

function screenRecord(memory: KernelMemory, book: number, record: number): void {
  const { f64, u32, u8 } = memory.views
  const word = (field: number): number => wordOf(memory, book, field)
  const [first, account, slot, cell] = recordAt(u32, record)
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
  const out = (word(at.slots) + slot * slotBytes) >>> 3
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
  return Array.from({ length: size }, (_, k) => u32[records + first + k]! * recordBytes)
}

/** What is owed costs its haircut as well. */
function afterHaircut(worth: number, haircut: number): number {
  return haircut === 0 ? worth : Math.min(worth * (1 - haircut), worth * (1 + haircut))
}

/**
 * The worst scenario's loss of a cell's segments, never below 0, and their equity, into their slots. Rows have `count`
 * scenarios, a multiple of 12, padded by copies of the first one.
 */
export function worstRecords(
  memory: KernelMemory,
  book: number,
  records: number,
  from: number,
  to: number,
  rows: number,
  count: number,
): void {
  const { f64, u32 } = memory.views
  const word = (field: number): number => wordOf(memory, book, field)
  const profits = new Float64Array(count)
  for (let record = records + from * recordBytes; record < records + to * recordBytes; record += recordBytes) {
    const [first, , slot, cell] = recordAt(u32, record)
    profits.fill(0)
    let worth = 0
    for (const [instrument, quantity] of linesOf(memory, book, first)) {
      const row = (rows >>> 3) + instrument * count
      for (let s = 0; s < count; s++) profits[s] = profits[s]! + quantity * f64[row + s]!
      worth += quantity * f64[(word(at.ranges) + instrument * rangeBytes + 16) >>> 3]!
    }
    let worst = Infinity
    for (const profit of profits) if (profit < worst) worst = profit
    const out = (word(at.slots) + slot * slotBytes) >>> 3
    f64[out] = -worst > 0 ? -worst : 0
    f64[out + 2] = afterHaircut(worth, f64[(word(at.cellHaircuts) >>> 3) + cell]!)
  }
}

/**
 * Levels of the accounts `from` to `to` − 1: of how many multiples of its requirement its equity is enough for. Where the
 * bounds leave more than one level the account goes to the list `undecided`, where the level is another than before to the
 * list `changed`; both lists begin at `from`. Answers the lengths as undecided·65,536 + changed; at most 32,767 accounts a call.
 */
export function judgeAccounts(memory: KernelMemory, book: number, from: number, to: number): number {
  return judgeAll(memory, book, from, to, (account) => account)
}

/** The same for the accounts of a cell's segments `from` to `to` − 1. */
export function judgeRecords(memory: KernelMemory, book: number, records: number, from: number, to: number): number {
  return judgeAll(memory, book, from, to, (record) => memory.views.u32[(records + record * recordBytes + 4) >>> 2]!)
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
  for (const slot of slotsOf(memory, book, account)) {
    middle += f64[slot]!
    half += f64[slot + 1]!
    equity += f64[slot + 2]!
    reach += f64[slot + 3]!
  }
  const scale = f64[(book + at.scale) >>> 3]!
  if (word(at.isExact) !== 0) return levelOf(memory, book, equity, scale * middle)
  const share = f64[(book + at.share) >>> 3]!
  const slack = slackShare * reach + outward * (Math.abs(middle) + half)
  const high = f32[(word(at.accountHigh) >>> 2) + account]!
  const low = f32[(word(at.accountLow) >>> 2) + account]!
  const most = scale * Math.max(0, high + share * (middle + half) + slack) * (1 + outward)
  const least = scale * Math.max(0, low + share * (middle - half) - slack) * (1 - outward)
  const level = levelOf(memory, book, equity, most)
  return levelOf(memory, book, equity, least) === level ? level : -1
}

/** Places of an account's slots among the float64. */
function slotsOf(memory: KernelMemory, book: number, account: number): readonly number[] {
  const { u32, u8 } = memory.views
  const first = u32[(wordOf(memory, book, at.accountFirst) >>> 2) + account]!
  const size = u8[wordOf(memory, book, at.accountSize) + account]!
  const slots = wordOf(memory, book, at.slots)
  return Array.from({ length: size }, (_, k) => (slots + (first + k) * slotBytes) >>> 3)
}

/** How many of the levels the equity reaches, each a multiple of the requirement. */
function levelOf(memory: KernelMemory, book: number, equity: number, requirement: number): number {
  const levels = wordOf(memory, book, at.levels) >>> 3
  const count = wordOf(memory, book, at.levelCount)
  let level = 0
  for (let i = 0; i < count; i++) if (equity >= memory.views.f64[levels + i]! * requirement) level++
  return level
}

function settle(memory: KernelMemory, book: number, account: number, level: number): boolean {
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
  for (const slot of slotsOf(memory, book, account)) equity += memory.views.f64[slot + 2]!
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
