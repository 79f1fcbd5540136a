import { foldBytes, foldFields, foldTaskBytes, foldTaskFields, type Job, noRow, type Team } from '@plimsoll/kernel'
import { isFuture } from './accountLines.js'
import { shapeOf } from './rowOf.js'
import type { RowTable } from './rowTable.js'

const taskPart = 16
const taskWords = foldTaskBytes / 4

/** Two rows whose difference is of the shape that others share, and the slot where it lies. */
interface Lead {
  readonly row: number
  readonly first: number
  readonly slot: number
}

/** What a row is folded on. */
interface Standing {
  readonly first: number | undefined
  readonly lead: Lead
}

/**
 * Rows in float32, as few of them as will do. By put–call parity an option is the other right of its strike and so much of a
 * difference that all options of one underlying share, and a future is so much of that difference: such rows are folded. Whether
 * parity holds is measured, scenario by scenario; a row that its parts miss by more than rounding stands for itself. The layout is
 * that of foldTask.ts in the kernel.
 */
export class FoldedRows {
  /** Place of the float32 rows; the first of them is zero. */
  rows = 0
  /** Place of what each row of the table is made of. */
  folds = 0
  readonly #team: Team
  readonly #table: RowTable
  /** By shape. */
  readonly #leads = new Map<string, Lead>()
  /** By row: its own slot, or 0. */
  #slots = new Uint32Array(0)
  /** By row. */
  #standings: (Standing | undefined)[] = []
  #slotCount = 1
  #slotCapacity = 0
  #tasks = 0
  #taskBytes = 0

  constructor(team: Team, table: RowTable) {
    this.#team = team
    this.#table = table
  }

  /** Room for so many rows of the table; what was there stays. */
  resize(capacity: number): void {
    this.folds = this.#enlarged(this.folds, foldBytes * this.#slots.length, foldBytes * capacity)
    const slots = new Uint32Array(capacity)
    slots.set(this.#slots)
    this.#slots = slots
  }

  /** Copies rows as they are now; what is folded on any of them is folded anew. All rows at once begin with empty hands. */
  write(rows: readonly number[]): void {
    if (rows.length === this.#table.count) this.#clear()
    const isWritten = new Uint8Array(this.#table.count)
    for (const row of rows) isWritten[row] = 1
    const written = [...rows, ...this.#dependents(isWritten)]
    const folded = this.#stand(written, isWritten)
    const leads = new Set(folded.map((row) => this.#standings[row]!.lead))
    const moved = [...leads].filter(({ row, first }) => isWritten[row] === 1 || isWritten[first] === 1)
    this.#copy(
      written.filter((row) => this.#standings[row] === undefined),
      moved,
    )
    const refused = this.#fold(folded, new Map([...leads].map((lead) => [lead, this.#scenarioOf(lead)])))
    for (const row of refused) this.#standings[row] = undefined
    this.#copy(refused, [])
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    const { memory } = this.#team
    const give = (place: number, bytes: number): void => {
      if (bytes > 0) memory.release(place, bytes)
    }
    give(this.folds, foldBytes * this.#slots.length)
    give(this.rows, 4 * this.#table.padded * this.#slotCapacity)
    give(this.#tasks, this.#taskBytes)
  }

  #clear(): void {
    this.#leads.clear()
    this.#slots.fill(0)
    this.#standings = []
    this.#slotCount = 1
  }

  /** Rows that are not written but folded on one that is. */
  #dependents(isWritten: Uint8Array): readonly number[] {
    const found: number[] = []
    for (const [row, standing] of this.#standings.entries()) {
      if (standing === undefined || isWritten[row] === 1) continue
      const { first, lead } = standing
      const isMoved = (first !== undefined && isWritten[first] === 1) || isWritten[lead.row] === 1
      if (isMoved || isWritten[lead.first] === 1) found.push(row)
    }
    return found
  }

  /** Decides what each row is folded on; answers those that are. Options come first, because one of them leads. */
  #stand(rows: readonly number[], isWritten: Uint8Array): readonly number[] {
    const folded: number[] = []
    const futures: (readonly [row: number, shape: string])[] = []
    for (const row of rows) {
      this.#standings[row] = undefined
      const fold = this.#foldOf(row)
      if (fold === undefined) continue
      const { first, shape } = fold
      if (first === undefined) futures.push([row, shape])
      else if (isWritten[first] === 1 || (this.#slots[first] !== 0 && this.#standings[first] === undefined)) {
        let lead = this.#leads.get(shape)
        if (lead === undefined) {
          lead = { row, first, slot: this.#slotCount++ }
          this.#leads.set(shape, lead)
        }
        this.#standings[row] = { first, lead }
        folded.push(row)
      }
    }
    for (const [row, shape] of futures) {
      const lead = this.#leads.get(shape)
      if (lead === undefined) continue
      this.#standings[row] = { first: undefined, lead }
      folded.push(row)
    }
    return folded
  }

  /**
   * What a row may be folded on. Of two rights of a strike the one is kept that is worth less: what is far out of the money keeps
   * its own small numbers.
   */
  #foldOf(row: number): { readonly shape: string; readonly first: number | undefined } | undefined {
    const { list, values } = this.#table
    const { of } = list[row]!
    const shape = shapeOf(of)
    if (shape === undefined) return undefined
    if (of.kind === 'instrument' && isFuture(of.instrument)) return { shape, first: undefined }
    const first = this.#table.otherOf(row)
    return first !== undefined && values[row]! > values[first]! ? { shape, first } : undefined
  }

  /** Copies rows to slots of their own, and the differences of leads to theirs. */
  #copy(rows: readonly number[], leads: readonly Lead[]): void {
    const tasks = new Uint32Array(taskWords * (rows.length + leads.length))
    let at = 0
    for (const row of rows) {
      if (this.#slots[row] === 0) this.#slots[row] = this.#slotCount++
      tasks[at + foldTaskFields.row / 4] = row
      tasks[at + foldTaskFields.slot / 4] = this.#slots[row]!
      tasks[at + foldTaskFields.first / 4] = noRow
      at += taskWords
    }
    for (const { row, slot, first } of leads) {
      tasks[at + foldTaskFields.row / 4] = row
      tasks[at + foldTaskFields.slot / 4] = slot
      tasks[at + foldTaskFields.first / 4] = first
      at += taskWords
    }
    this.#run('narrowRows', tasks)
  }

  /** Folds rows on what has been copied; answers those of which parity does not hold. */
  #fold(rows: readonly number[], scenarios: ReadonlyMap<Lead, number>): readonly number[] {
    const tasks = new Uint32Array(taskWords * rows.length)
    for (const [k, row] of rows.entries()) {
      const { first, lead } = this.#standings[row]!
      const at = taskWords * k
      tasks[at + foldTaskFields.row / 4] = row
      tasks[at + foldTaskFields.first / 4] = first ?? noRow
      tasks[at + foldTaskFields.firstSlot / 4] = first === undefined ? 0 : this.#slots[first]!
      tasks[at + foldTaskFields.lead / 4] = lead.row
      tasks[at + foldTaskFields.leadFirst / 4] = lead.first
      tasks[at + foldTaskFields.leadSlot / 4] = lead.slot
      tasks[at + foldTaskFields.scenario / 4] = scenarios.get(lead)!
    }
    if (this.#run('foldRows', tasks).every((refused) => refused === 0)) return []
    const { f64 } = this.#team.memory.views
    return rows.filter((row) => Number.isNaN(f64[(this.folds + row * foldBytes + foldFields.factor) / 8]!))
  }

  #run(kind: 'narrowRows' | 'foldRows', tasks: Uint32Array): readonly number[] {
    if (tasks.length === 0) return []
    const { memory } = this.#team
    const { rows, padded } = this.#table
    if (this.#slotCount > this.#slotCapacity) {
      const capacity = Math.ceil(1.25 * this.#slotCount)
      this.rows = this.#enlarged(this.rows, 4 * padded * this.#slotCapacity, 4 * padded * capacity)
      this.#slotCapacity = capacity
    }
    if (tasks.byteLength > this.#taskBytes) {
      const bytes = Math.ceil(1.25 * tasks.byteLength)
      this.#tasks = this.#enlarged(this.#tasks, this.#taskBytes, bytes)
      this.#taskBytes = bytes
    }
    memory.words(this.#tasks, tasks.length).set(tasks)
    const job: Job = [kind, this.#tasks, rows, padded, this.rows, this.folds]
    return this.#team.run(job, tasks.length / taskWords, taskPart)
  }

  /** The scenario in which a lead's difference is largest. */
  #scenarioOf({ row, first }: Lead): number {
    const { f64 } = this.#team.memory.views
    const { rows, padded, scenarios } = this.#table
    const [one, other] = [rows / 8 + row * padded, rows / 8 + first * padded] as const
    let most = 0
    for (let s = 1; s < scenarios; s++) {
      if (Math.abs(f64[one + s]! - f64[other + s]!) > Math.abs(f64[one + most]! - f64[other + most]!)) most = s
    }
    return most
  }

  #enlarged(place: number, before: number, after: number): number {
    const { memory } = this.#team
    const made = memory.allocate(after)
    if (before === 0) return made
    memory.views.u8.copyWithin(made, place, place + before)
    memory.release(place, before)
    return made
  }
}
