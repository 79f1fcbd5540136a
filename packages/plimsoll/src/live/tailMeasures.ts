import {
  type Job,
  type KernelMemory,
  releaseProbabilityMeasure,
  type Team,
  tailScratchBytes,
  writeProbabilityMeasure,
} from '@plimsoll/kernel'
import { type AccountStore, linesMax } from './accountStore.js'
import type { FoldedRows } from './foldedRows.js'
import type { RowTable } from './rowTable.js'
import type { LiveMeasure } from './tailMeasure.js'

const accountPart = 64
const lineBytes = 16
/** Room for what trades add to an account. */
const spareLines = 512
const gatheredBytes = (linesMax + spareLines) * lineBytes
const measuresBytes = 12

/** The exact measure of accounts over the rows as they are now. */
export class TailMeasures {
  /** Place of the measures that the kernel's functions take: one of them. */
  readonly measures: number
  readonly #team: Team
  readonly #store: AccountStore
  readonly #table: RowTable
  readonly #measure: LiveMeasure
  readonly #gathered: number
  readonly #scratch: number
  readonly #one: number
  #list = 0
  #out = 0
  #listCapacity = 0

  constructor(team: Team, store: AccountStore, table: RowTable, measure: LiveMeasure) {
    this.#team = team
    this.#store = store
    this.#table = table
    this.#measure = measure
    const { memory } = team
    this.measures = writeMeasure(memory, measure)
    this.#gathered = memory.allocate(gatheredBytes)
    this.#scratch = memory.allocate(tailScratchBytes(table.padded, linesMax + spareLines))
    this.#one = memory.allocate(8)
  }

  /** The job that settles the levels of a list from float32 rows, as far as these decide them. */
  quickly(list: number, { rows, folds }: FoldedRows): Job {
    const { padded, scenarios } = this.#table
    return ['settle32', this.#store.book, list, rows, padded, scenarios, this.measures, folds]
  }

  /** Measures of accounts, never below 0, in their order; the answer is overwritten by the next call. */
  of(accounts: readonly number[] | Uint32Array): Float64Array {
    const { memory } = this.#team
    if (accounts.length > this.#listCapacity) {
      this.#releaseLists()
      this.#listCapacity = 2 * accounts.length
      this.#list = memory.allocate(4 * this.#listCapacity)
      this.#out = memory.allocate(8 * this.#listCapacity)
    }
    memory.words(this.#list, accounts.length).set(accounts)
    const { rows, padded, scenarios } = this.#table
    this.#team.run(
      ['tails64', this.#store.book, this.#list, rows, padded, scenarios, this.measures, this.#out],
      accounts.length,
      accountPart,
    )
    const values = memory.doubles(this.#out, accounts.length)
    for (let i = 0; i < values.length; i++) values[i] = atLeastZero(values[i]!)
    return values
  }

  /** The measure of the first `count` lines. */
  ofLines(lineRows: Uint32Array, quantities: Float64Array, count: number): number {
    const { memory, functions } = this.#team
    const { rows, padded, scenarios } = this.#table
    const { u32, f64 } = memory.views
    const rowBytes = 8 * padded
    for (let line = 0; line < count; line++) {
      const at = this.#gathered + line * lineBytes
      u32[at >>> 2] = rows + lineRows[line]! * rowBytes
      f64[(at + 8) >>> 3] = quantities[line]!
    }
    functions.tailOfLines(this.#gathered, count, padded, scenarios, this.measures, this.#one, this.#scratch)
    return atLeastZero(f64[this.#one >>> 3]!)
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    const { memory } = this.#team
    releaseMeasure(memory, this.measures, this.#measure)
    memory.release(this.#gathered, gatheredBytes)
    memory.release(this.#scratch, tailScratchBytes(this.#table.padded, linesMax + spareLines))
    memory.release(this.#one, 8)
    this.#releaseLists()
  }

  #releaseLists(): void {
    if (this.#listCapacity === 0) return
    this.#team.memory.release(this.#list, 4 * this.#listCapacity)
    this.#team.memory.release(this.#out, 8 * this.#listCapacity)
  }
}

/** One measure as the kernel's functions take it. */
export function writeMeasure(memory: KernelMemory, measure: LiveMeasure): number {
  if (measure.by === 'probability') return writeProbabilityMeasure(memory, measure.measure)
  const { weights } = measure
  const place = memory.allocate(8 * weights.length)
  memory.doubles(place, weights.length).set(weights)
  const measures = memory.allocate(measuresBytes)
  memory.words(measures, 3).set([1, weights.length, place])
  return measures
}

/** Gives back what `writeMeasure` took. */
export function releaseMeasure(memory: KernelMemory, measures: number, measure: LiveMeasure): void {
  if (measure.by === 'probability') {
    releaseProbabilityMeasure(memory, measures, measure.measure.probabilities.length)
    return
  }
  memory.release(memory.words(measures, 3)[2]!, 8 * measure.weights.length)
  memory.release(measures, measuresBytes)
}

function atLeastZero(value: number): number {
  return Math.max(value, 0)
}
