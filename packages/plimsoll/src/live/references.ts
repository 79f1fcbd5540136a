import { bookFields, rangeBytes, type Team, tailScratchBytes } from '@plimsoll/kernel'
import { type AccountStore, linesMax } from './accountStore.js'
import { FoldedRows } from './foldedRows.js'
import type { RowTable } from './rowTable.js'

const rowPart = 32
const accountPart = 256

interface Epoch {
  /** Rows as they were when the epoch began. */
  readonly folded: FoldedRows
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
  readonly #epochs: readonly [Epoch, Epoch]
  #capacity = 0
  /** The rows as they are now, but for those that are stale. */
  readonly #now: FoldedRows
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
    this.#epochs = [
      { folded: new FoldedRows(team, table), ranges: 0 },
      { folded: new FoldedRows(team, table), ranges: 0 },
    ]
    this.#now = new FoldedRows(team, table)
    team.reserve(tailScratchBytes(table.padded, linesMax))
  }

  get current(): 0 | 1 {
    return this.#current
  }

  get isSweeping(): boolean {
    return this.#cursor !== undefined
  }

  /** The rows as they are now, in float32. */
  folded(): FoldedRows {
    if (this.#stale.size > 0) this.#now.write([...this.#stale].sort((a, b) => a - b))
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
      if (this.#isBounded) epoch.folded.resize(capacity)
    }
    if (this.#isBounded) this.#now.resize(capacity)
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
    for (const epoch of this.#epochs) epoch.folded.write(rows)
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
    const { rows, folds } = this.#epochs[this.#current].folded
    const { padded, scenarios } = this.#table
    const { book } = this.#store
    for (let at = from; at < to; at += accountPart) {
      const end = Math.min(to, at + accountPart)
      this.#runFrom(at, end, [book, rows, padded, scenarios, measures, folds, this.#current])
    }
  }

  /** Moves up to `count` accounts to the newer epoch, beginning one where none is under way; answers the accounts moved. */
  sweep(count: number, measures: number): readonly [from: number, to: number] {
    if (this.#cursor === undefined) {
      this.#current = this.#current === 0 ? 1 : 0
      const rows = numbersFrom(0, this.#table.count)
      const epoch = this.#epochs[this.#current]
      epoch.folded.write(rows)
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

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    const { memory } = this.#team
    for (const { folded, ranges } of this.#epochs) {
      folded.release()
      if (ranges !== 0) memory.release(ranges, rangeBytes * this.#capacity)
    }
    this.#now.release()
  }

  #runFrom(from: number, to: number, [book, rows, count, real, measures, folds, epoch]: readonly number[]): void {
    this.#team.run(
      ['references32', book!, rows!, count!, real!, measures!, folds!, epoch!],
      to - from,
      Math.max(1, Math.ceil((to - from) / (4 * this.#team.threads))),
      from,
    )
  }

  #measureRanges({ folded, ranges }: Epoch, rows: readonly number[]): void {
    for (const [first, last] of runsOf(rows)) {
      this.#team.run(
        ['rowRanges', this.#table.rows, folded.rows, folded.folds, this.#table.padded, ranges],
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
