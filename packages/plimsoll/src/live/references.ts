import { bookFields, rangeBytes, type Team, tailScratchBytes } from '@plimsoll/kernel'
import { type AccountStore, linesMax } from './accountStore.js'
import type { RowTable } from './rowTable.js'

const rowPart = 32
const accountPart = 256

interface Epoch {
  /** Rows in float32 as they were when the epoch began. */
  rows: number
  /** Largest size of each of them. */
  reaches: number
  /** How far each row has come since. */
  ranges: number
}

/**
 * Against what bounds are counted. Every account has a reference: its measure at the rows of an epoch, as bounds. There are two
 * epochs; a sweep moves accounts from the older to the newer, a few at a time, and when all are moved the next one can begin.
 */
export class References {
  readonly #team: Team
  readonly #store: AccountStore
  readonly #table: RowTable
  readonly #isBounded: boolean
  readonly #epochs: readonly [Epoch, Epoch] = [
    { rows: 0, reaches: 0, ranges: 0 },
    { rows: 0, reaches: 0, ranges: 0 },
  ]
  #capacity = 0
  /** Place of the rows as they are now, in float32, and those of them that are not. */
  #now = 0
  readonly #stale = new Set<number>()
  /** The epoch of new accounts; while a sweep is under way, the newer one. */
  #current: 0 | 1 = 0
  /** The next account of the sweep under way, or none. */
  #cursor: number | undefined

  constructor(team: Team, store: AccountStore, table: RowTable, isBounded: boolean) {
    this.#team = team
    this.#store = store
    this.#table = table
    this.#isBounded = isBounded
    team.reserve(tailScratchBytes(table.padded, linesMax))
  }

  get current(): 0 | 1 {
    return this.#current
  }

  get isSweeping(): boolean {
    return this.#cursor !== undefined
  }

  /** The rows as they are now, in float32. */
  narrowed(): number {
    this.#narrow(
      [...this.#stale].sort((a, b) => a - b),
      this.#now,
    )
    this.#stale.clear()
    return this.#now
  }

  /** Room for so many rows; what was there stays. */
  resize(capacity: number): void {
    const { memory } = this.#team
    const enlarge = (place: number, bytes: number): number => {
      const made = memory.allocate(bytes * capacity)
      if (place !== 0) {
        memory.views.u8.copyWithin(made, place, place + bytes * this.#capacity)
        memory.release(place, bytes * this.#capacity)
      }
      return made
    }
    for (const [index, epoch] of this.#epochs.entries()) {
      if (index === 1 && !this.#isBounded) continue
      epoch.ranges = enlarge(epoch.ranges, rangeBytes)
      if (!this.#isBounded) continue
      epoch.rows = enlarge(epoch.rows, 4 * this.#table.padded)
      epoch.reaches = enlarge(epoch.reaches, 8)
    }
    if (this.#isBounded) this.#now = enlarge(this.#now, 4 * this.#table.padded)
    this.#capacity = capacity
    this.#store.setWord(bookFields.ranges, this.#epochs[0].ranges)
    this.#store.setWord(bookFields.ranges + 4, this.#epochs[this.#isBounded ? 1 : 0].ranges)
  }

  /** Rows from a number on are new: for them both epochs begin now. */
  adopt(first: number): void {
    const rows = numbersFrom(first, this.#table.count)
    if (!this.#isBounded) {
      this.#table.writeValues(rows, this.#epochs[0].ranges)
      return
    }
    for (const epoch of this.#epochs) this.#begin(epoch, rows)
    this.update(rows)
  }

  /** Values and ranges of rows that were priced anew. */
  update(rows: readonly number[]): void {
    if (this.#isBounded) for (const row of rows) this.#stale.add(row)
    for (const [index, epoch] of this.#epochs.entries()) {
      if (index === 1 && !this.#isBounded) continue
      this.#table.writeValues(rows, epoch.ranges)
      if (!this.#isBounded || (index !== this.#current && !this.isSweeping)) continue
      this.#measureRanges(epoch, rows)
    }
  }

  /** Gives accounts `from` to `to` − 1 a reference in the current epoch. */
  refer(from: number, to: number, measures: number): void {
    const { rows, reaches } = this.#epochs[this.#current]
    const { padded, scenarios } = this.#table
    const { book } = this.#store
    for (let at = from; at < to; at += accountPart) {
      const end = Math.min(to, at + accountPart)
      this.#runFrom(at, end, [book, rows, padded, scenarios, measures, reaches, this.#current])
    }
  }

  /** Moves up to `count` accounts to the newer epoch, beginning one where none is under way; answers the accounts moved. */
  sweep(count: number, measures: number): readonly [from: number, to: number] {
    if (this.#cursor === undefined) {
      this.#current = this.#current === 0 ? 1 : 0
      const rows = numbersFrom(0, this.#table.count)
      const epoch = this.#epochs[this.#current]
      this.#begin(epoch, rows)
      this.#table.writeValues(rows, epoch.ranges)
      this.#measureRanges(epoch, rows)
      this.#cursor = 0
    }
    const from = this.#cursor
    const to = Math.min(this.#store.accounts, from + count)
    this.refer(from, to, measures)
    this.#cursor = to < this.#store.accounts ? to : undefined
    return [from, to]
  }

  #runFrom(from: number, to: number, [book, rows, count, real, measures, reaches, epoch]: readonly number[]): void {
    this.#team.run(
      ['references32', book!, rows!, count!, real!, measures!, reaches!, epoch!],
      to - from,
      Math.max(1, Math.ceil((to - from) / (4 * this.#team.threads))),
      from,
    )
  }

  #begin(epoch: Epoch, rows: readonly number[]): void {
    const { memory } = this.#team
    const { padded } = this.#table
    this.#narrow(rows, epoch.rows)
    const f32 = memory.floats(epoch.rows, this.#table.count * padded)
    const reaches = memory.doubles(epoch.reaches, this.#table.count)
    for (const row of rows) {
      let reach = 0
      for (let at = row * padded; at < (row + 1) * padded; at++) reach = Math.max(reach, Math.abs(f32[at]!))
      reaches[row] = reach
    }
  }

  #narrow(rows: readonly number[], target: number): void {
    const { padded } = this.#table
    for (const [first, last] of runsOf(rows)) {
      this.#team.run(
        ['narrow', this.#table.rows + first * 8 * padded, target + first * 4 * padded],
        (last - first) * padded,
        rowPart * padded,
      )
    }
  }

  #measureRanges(epoch: Epoch, rows: readonly number[]): void {
    for (const [first, last] of runsOf(rows)) {
      this.#team.run(
        ['rowRanges', this.#table.rows, epoch.rows, this.#table.padded, epoch.ranges],
        last - first,
        rowPart,
        first,
      )
    }
  }
}

function numbersFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first }, (_, k) => first + k)
}

/** Ascending numbers as runs: first and one past the last. */
export function runsOf(rows: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const row of rows) {
    const open = runs[runs.length - 1]
    if (open?.[1] === row) open[1] = row + 1
    else runs.push([row, row + 1])
  }
  return runs
}
