import {
  bookBytes,
  bookFields,
  instrumentMask,
  type KernelMemory,
  lastLine,
  placeUnit,
  recordBytes,
} from '@plimsoll/kernel'

/** Consecutive lines of one account in one cell. */
export interface Segment {
  readonly cell: number
  readonly rows: readonly number[]
  readonly quantities: readonly number[]
}

/** Accounts in bulk: of account a the lines `offsets[a]` to `offsets[a + 1]` − 1, those of a cell together and cells in order. */
export interface BulkAccounts {
  readonly offsets: Uint32Array
  readonly rows: Uint32Array
  readonly quantities: Float64Array
}

/** Cells that one account may have, and lines: what has more is nobody's of the quick paths. */
export const segmentsMax = 255
export const linesMax = 4000

interface CellRecords {
  place: number
  count: number
  capacity: number
}

/** Room to grow: a thirty-second. */
const spare = (count: number): number => Math.ceil(count * (1 + 1 / 32)) + 16

/**
 * Accounts in kernel memory, laid out as `bookFields` says. Accounts come, go and change in place; lines and slots that an
 * account outgrew are left behind.
 */
export class AccountStore {
  /** Place of the book that the kernel's functions take. */
  readonly book: number
  readonly cells: CellRecords[] = []
  accounts = 0
  /** Cells whose haircut is known. */
  haircutCount = 0
  readonly #memory: KernelMemory
  readonly #free = new Set<number>()
  #accountCapacity = 0
  #lines = 0
  #lineCapacity = 0
  #slots = 0
  #slotCapacity = 0
  #listCapacity = 0

  constructor(memory: KernelMemory) {
    this.#memory = memory
    this.book = memory.allocate(bookBytes)
  }

  word(field: number): number {
    return this.#memory.views.u32[(this.book + field) >>> 2]!
  }

  setWord(field: number, value: number): void {
    this.#memory.views.u32[(this.book + field) >>> 2] = value
  }

  /** Lines in use, those left behind included. */
  get lines(): number {
    return this.#lines
  }

  /** A new account without lines; the number of a closed one is taken again. */
  open(): number {
    for (const account of this.#free) {
      this.#free.delete(account)
      return account
    }
    this.#reserveAccounts(this.accounts + 1)
    return this.accounts++
  }

  /** Takes an account's lines away; its number may be given to another one. */
  close(account: number): void {
    this.put(account, [])
    this.#free.add(account)
  }

  isOpen(account: number): boolean {
    return Number.isInteger(account) && account >= 0 && account < this.accounts && !this.#free.has(account)
  }

  /** Many accounts at once, into a store that has none. */
  load({ offsets, rows, quantities }: BulkAccounts, cellOf: (row: number) => number): void {
    const count = offsets.length - 1
    const perCell: number[] = []
    let slots = 0
    const forEachSegment = (visit: (account: number, cell: number, from: number, to: number) => void): void => {
      for (let account = 0; account < count; account++) {
        if (offsets[account + 1]! - offsets[account]! > linesMax)
          throw new RangeError(`account ${account}: more than ${linesMax} lines`)
        for (let from = offsets[account]!; from < offsets[account + 1]!; ) {
          const cell = cellOf(rows[from]!)
          let to = from + 1
          while (to < offsets[account + 1]! && cellOf(rows[to]!) === cell) to++
          visit(account, cell, from, to)
          from = to
        }
      }
    }
    const linesPerCell: number[] = []
    const sizes = new Uint16Array(count)
    forEachSegment((account, cell, from, to) => {
      if (++sizes[account]! > segmentsMax) throw new RangeError(`account ${account}: more than ${segmentsMax} cells`)
      perCell[cell] = (perCell[cell] ?? 0) + 1
      linesPerCell[cell] = (linesPerCell[cell] ?? 0) + (to - from)
      slots++
    })
    this.#reserveAccounts(count)
    this.accounts = count
    this.#reserveLines(rows.length)
    this.#reserveSlots(slots)
    for (let cell = 0; cell < perCell.length; cell++) this.#reserveRecords(cell, perCell[cell] ?? 0)
    // Lines lie by cell, so that a tick of one cell reads them in one stream.
    const nextLine: number[] = []
    let line = 0
    for (let cell = 0; cell < linesPerCell.length; cell++) {
      nextLine.push(line)
      line += linesPerCell[cell] ?? 0
    }
    this.#lines = line
    const { u32, u8, f64 } = this.#memory.views
    const first = this.word(bookFields.accountFirst) >>> 2
    const size = this.word(bookFields.accountSize)
    const instruments = this.word(bookFields.lineInstruments) >>> 2
    const amounts = this.word(bookFields.lineQuantities) >>> 3
    const slotRecords = this.word(bookFields.slotRecords) >>> 2
    forEachSegment((account, cell, from, to) => {
      const records = this.cells[cell]!
      const record = records.place + records.count++ * recordBytes
      const slot = this.#slots++
      if (u8[size + account] === 0) u32[first + account] = slot
      u8[size + account]!++
      u32[slotRecords + slot] = record / placeUnit
      u32[record >>> 2] = nextLine[cell]!
      u32[(record >>> 2) + 1] = account
      u32[(record >>> 2) + 2] = slot
      u32[(record >>> 2) + 3] = cell
      for (let k = from; k < to; k++) {
        const at = nextLine[cell]!++
        u32[instruments + at] = k === to - 1 ? rows[k]! + lastLine : rows[k]!
        f64[amounts + at] = quantities[k]!
      }
    })
    this.#reserveLists()
  }

  /** Replaces an account's segments, given in the order of their cells. */
  put(account: number, segments: readonly Segment[]): void {
    const before = this.recordsOf(account)
    const sameCells =
      before.length === segments.length &&
      before.every((record, k) => this.#memory.views.u32[(record >>> 2) + 3] === segments[k]!.cell)
    if (sameCells) {
      for (const [k, segment] of segments.entries()) this.#writeLines(before[k]!, segment)
      return
    }
    for (const record of before) this.#drop(record)
    const slot = this.#slots
    this.#reserveSlots(slot + segments.length)
    this.#slots += segments.length
    const { u32, u8 } = this.#memory.views
    u32[(this.word(bookFields.accountFirst) >>> 2) + account] = slot
    u8[this.word(bookFields.accountSize) + account] = segments.length
    for (const [k, segment] of segments.entries()) {
      const records = this.#reserveRecords(segment.cell, (this.cells[segment.cell]?.count ?? 0) + 1)
      const record = records.place + records.count++ * recordBytes
      this.#memory.words(record, 4).set([instrumentMask, account, slot + k, segment.cell])
      this.#memory.views.u32[(this.word(bookFields.slotRecords) >>> 2) + slot + k] = record / placeUnit
      this.#writeLines(record, segment)
    }
    this.#reserveLists()
  }

  /** Places of an account's records, in the order of their cells. */
  recordsOf(account: number): readonly number[] {
    const { u32, u8 } = this.#memory.views
    const first = (this.word(bookFields.slotRecords) >>> 2) + u32[(this.word(bookFields.accountFirst) >>> 2) + account]!
    const size = u8[this.word(bookFields.accountSize) + account]!
    return Array.from({ length: size }, (_, k) => u32[first + k]! * placeUnit)
  }

  /** Copies an account's lines, cell by cell; answers how many there are. */
  readLines(account: number, rows: Uint32Array, quantities: Float64Array): number {
    const { u32, u8, f64 } = this.#memory.views
    const instruments = this.word(bookFields.lineInstruments) >>> 2
    const amounts = this.word(bookFields.lineQuantities) >>> 3
    const slotRecords = this.word(bookFields.slotRecords) >>> 2
    const first = u32[(this.word(bookFields.accountFirst) >>> 2) + account]!
    const end = first + u8[this.word(bookFields.accountSize) + account]!
    let count = 0
    for (let slot = first; slot < end; slot++) {
      for (let line = u32[u32[slotRecords + slot]! * (placeUnit / 4)]!; ; line++) {
        const instrument = u32[instruments + line]!
        rows[count] = instrument & instrumentMask
        quantities[count++] = f64[amounts + line]!
        if (instrument > instrumentMask) break
      }
    }
    return count
  }

  /** Copies the places of an account's records, in the order of their cells; answers how many there are. */
  readRecords(account: number, out: Uint32Array): number {
    const { u32, u8 } = this.#memory.views
    const first = (this.word(bookFields.slotRecords) >>> 2) + u32[(this.word(bookFields.accountFirst) >>> 2) + account]!
    const size = u8[this.word(bookFields.accountSize) + account]!
    for (let k = 0; k < size; k++) out[k] = u32[first + k]! * placeUnit
    return size
  }

  cellOf(record: number): number {
    return this.#memory.views.u32[(record >>> 2) + 3]!
  }

  /** Calls with every record of an account and its cell. */
  forEachRecord(account: number, visit: (record: number, cell: number) => void): void {
    const { u32, u8 } = this.#memory.views
    const slotRecords = this.word(bookFields.slotRecords) >>> 2
    const first = u32[(this.word(bookFields.accountFirst) >>> 2) + account]!
    const end = first + u8[this.word(bookFields.accountSize) + account]!
    for (let slot = first; slot < end; slot++) {
      const record = u32[slotRecords + slot]! * placeUnit
      visit(record, u32[(record >>> 2) + 3]!)
    }
  }

  /** Haircuts of the cells that there are, by number; more than the last time. */
  setHaircuts(haircuts: readonly number[]): void {
    const place = this.#memory.allocate(8 * haircuts.length)
    this.#memory.doubles(place, haircuts.length).set(haircuts)
    if (this.haircutCount > 0) this.#memory.release(this.word(bookFields.cellHaircuts), 8 * this.haircutCount)
    this.setWord(bookFields.cellHaircuts, place)
    this.haircutCount = haircuts.length
    for (let cell = 0; cell < haircuts.length; cell++) this.#reserveRecords(cell, 0)
  }

  #writeLines(record: number, { rows, quantities }: Segment): void {
    const held = this.#memory.views.u32[record >>> 2]!
    let start = held
    if (held === instrumentMask || this.#lengthAt(held) < rows.length) {
      start = this.#lines
      this.#reserveLines(start + rows.length)
      this.#lines += rows.length
      this.#memory.views.u32[record >>> 2] = start
    }
    const { u32, f64 } = this.#memory.views
    const instruments = (this.word(bookFields.lineInstruments) >>> 2) + start
    const amounts = (this.word(bookFields.lineQuantities) >>> 3) + start
    for (const [k, row] of rows.entries()) {
      u32[instruments + k] = k === rows.length - 1 ? row + lastLine : row
      f64[amounts + k] = quantities[k]!
    }
  }

  #lengthAt(start: number): number {
    const { u32 } = this.#memory.views
    const instruments = this.word(bookFields.lineInstruments) >>> 2
    let line = start
    while (u32[instruments + line]! <= instrumentMask) line++
    return line - start + 1
  }

  /** Takes a record out of its cell; the cell's last one comes to its place. */
  #drop(record: number): void {
    const { u32 } = this.#memory.views
    const cell = this.cells[u32[(record >>> 2) + 3]!]!
    const last = cell.place + --cell.count * recordBytes
    if (last === record) return
    u32.copyWithin(record >>> 2, last >>> 2, (last >>> 2) + recordBytes / 4)
    const slot = u32[(record >>> 2) + 2]!
    u32[(this.word(bookFields.slotRecords) >>> 2) + slot] = record / placeUnit
  }

  #reserveAccounts(count: number): void {
    if (count <= this.#accountCapacity) return
    const capacity = spare(count)
    for (const [field, bytes] of [
      [bookFields.accountFirst, 4],
      [bookFields.accountSize, 1],
      [bookFields.accountEpoch, 1],
      [bookFields.accountHigh, 4],
      [bookFields.accountLow, 4],
      [bookFields.accountLevel, 1],
      [bookFields.accountRoom, 4],
    ] as const) {
      this.#enlarge(field, this.#accountCapacity * bytes, capacity * bytes)
    }
    this.#accountCapacity = capacity
    this.#reserveLists()
  }

  #reserveLines(count: number): void {
    if (count <= this.#lineCapacity) return
    const capacity = spare(count)
    this.#enlarge(bookFields.lineInstruments, 4 * this.#lineCapacity, 4 * capacity)
    this.#enlarge(bookFields.lineQuantities, 8 * this.#lineCapacity, 8 * capacity)
    this.#lineCapacity = capacity
  }

  #reserveSlots(count: number): void {
    if (count <= this.#slotCapacity) return
    const capacity = spare(count)
    this.#enlarge(bookFields.slotRecords, 4 * this.#slotCapacity, 4 * capacity)
    this.#slotCapacity = capacity
  }

  #reserveRecords(cell: number, count: number): CellRecords {
    while (this.cells.length <= cell) this.cells.push({ place: 0, count: 0, capacity: 0 })
    const records = this.cells[cell]!
    if (count <= records.capacity && records.place !== 0) return records
    const capacity = spare(count)
    const place = this.#memory.allocate(capacity * recordBytes)
    const { u8, u32 } = this.#memory.views
    if (records.place !== 0) {
      u8.copyWithin(place, records.place, records.place + records.count * recordBytes)
      this.#memory.release(records.place, records.capacity * recordBytes)
    }
    records.place = place
    records.capacity = capacity
    const slotRecords = this.word(bookFields.slotRecords) >>> 2
    for (let k = 0; k < records.count; k++) {
      const record = place + k * recordBytes
      u32[slotRecords + u32[(record >>> 2) + 2]!] = record / placeUnit
    }
    return records
  }

  /** The lists of suspect, undecided and changed accounts are as long as whatever is judged in one go. */
  #reserveLists(): void {
    const longest = this.cells.reduce((most, { capacity }) => Math.max(most, capacity), this.#accountCapacity)
    if (longest <= this.#listCapacity) return
    const capacity = spare(longest)
    this.#enlarge(bookFields.undecided, 4 * this.#listCapacity, 4 * capacity)
    this.#enlarge(bookFields.changed, 4 * this.#listCapacity, 4 * capacity)
    this.#enlarge(bookFields.suspects, 4 * this.#listCapacity, 4 * capacity)
    this.#listCapacity = capacity
  }

  #enlarge(field: number, before: number, after: number): void {
    const old = this.word(field)
    const place = this.#memory.allocate(after)
    if (before > 0) {
      this.#memory.views.u8.copyWithin(place, old, old + before)
      this.#memory.release(old, before)
    }
    this.setWord(field, place)
  }
}
