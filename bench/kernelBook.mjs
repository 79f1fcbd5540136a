/** The workload's arrays and accounts in kernel memory, laid out as the live book does it. */
import {
  bookBytes,
  bookFields,
  columnFields,
  foldBytes,
  foldTaskBytes,
  KernelMemory,
  lastLine,
  noRow,
  pairColumnsBytes,
  pairFields,
  pairScratchBytes,
  pairTaskBytes,
  placeUnit,
  rangeBytes,
  recordBytes,
  sumSlack,
  tailScratchBytes,
  writeProbabilityMeasure,
} from '@plimsoll/kernel'
import { rowsPerUnderlying } from './workloads.mjs'

const linesMax = 64

export function copied(memory, array) {
  const place = memory.allocate(array.byteLength)
  memory.bytes(place, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return place
}

/** Tasks that reprice the workload's grid of options: 1,500 pairs of call and put in `grid` or `grid33`. */
export function gridTasks(memory, { sizes, arrays }, grid) {
  const { underlyings, strikes } = sizes
  const width = arrays[`${grid}.moves`].length / underlyings
  const count = width + (width % 2)
  const column = (array, u) => {
    const place = memory.allocate(8 * count)
    const out = memory.doubles(place, count)
    out.set(array.subarray(u * width, (u + 1) * width))
    out.fill(out[0], width)
    return place
  }
  const constant = (value) => {
    const place = memory.allocate(8 * count)
    memory.doubles(place, count).fill(value)
    return place
  }
  const zeros = constant(0)
  const ones = constant(1)
  const tasks = memory.allocate(underlyings * strikes * pairTaskBytes)
  for (let u = 0; u < underlyings; u++) {
    const columns = memory.allocate(pairColumnsBytes)
    const words = memory.words(columns, pairColumnsBytes / 4)
    words[columnFields.count / 4] = count
    words[columnFields.logMoves / 4] = column(arrays[`${grid}.moves`], u)
    words[columnFields.forwards / 4] = column(arrays[`${grid}.forwards`], u)
    words[columnFields.factors / 4] = column(arrays[`${grid}.factors`], u)
    words[columnFields.shifts / 4] = zeros
    words[columnFields.floors / 4] = zeros
    words[columnFields.paid / 4] = ones
    words[columnFields.weights / 4] = ones
    for (let k = 0; k < strikes; k++) {
      const row = u * strikes + k
      const task = tasks + row * pairTaskBytes
      memory
        .doubles(task, 8)
        .set([
          arrays['strike.logMoneyness'][row],
          arrays['strike.strikes'][row],
          arrays['strike.totalVols'][row],
          1,
          arrays['strike.discounts'][row],
          1,
          arrays['strike.baseCalls'][row],
          arrays['strike.basePuts'][row],
        ])
      memory
        .words(task + pairFields.columns, 4)
        .set([columns, memory.allocate(8 * count), memory.allocate(8 * count), 0])
    }
  }
  return {
    tasks,
    count: underlyings * strikes,
    scratch: memory.allocate(pairScratchBytes),
    options: 2 * underlyings * strikes * width,
  }
}

/**
 * The workload's accounts as a book, and rows of profit, as the live book has them: those of the workload, or empty ones where
 * `filled` is false.
 */
export function kernelBook(memory, { sizes, arrays }, accounts = sizes.accounts, filled = true) {
  const perUnderlying = rowsPerUnderlying(sizes)
  const rowCount = sizes.underlyings * perUnderlying
  const offsets = arrays['book.offsets']
  const instruments = arrays['book.instruments']
  const quantities = arrays['book.quantities']
  const cellOf = Uint8Array.from({ length: rowCount }, (_, row) => Math.floor(row / perUnderlying))
  /** First and one past the last position of each segment, account by account. */
  const forEachSegment = (visit) => {
    for (let account = 0; account < accounts; account++) {
      const end = offsets[account + 1]
      for (let from = offsets[account]; from < end; ) {
        const cell = cellOf[instruments[from]]
        let to = from + 1
        while (to < end && cellOf[instruments[to]] === cell) to++
        visit(account, cell, from, to)
        from = to
      }
    }
  }
  const segments = new Uint32Array(sizes.underlyings)
  const lines = new Uint32Array(sizes.underlyings)
  const size = new Uint8Array(accounts)
  forEachSegment((account, cell, from, to) => {
    segments[cell]++
    lines[cell] += to - from
    size[account]++
  })
  const slots = segments.reduce((sum, count) => sum + count, 0)
  const lineCount = offsets[accounts]
  const book = memory.allocate(bookBytes)
  const place = (field, bytes) => {
    const at = memory.allocate(bytes)
    memory.words(book + field, 1)[0] = at
    return at
  }
  const lineInstruments = memory.words(place(bookFields.lineInstruments, 4 * lineCount), lineCount)
  const lineQuantities = memory.doubles(place(bookFields.lineQuantities, 8 * lineCount), lineCount)
  const slotRecords = memory.words(place(bookFields.slotRecords, 4 * slots), slots)
  const first = memory.words(place(bookFields.accountFirst, 4 * accounts), accounts)
  for (let account = 1; account < accounts; account++) first[account] = first[account - 1] + size[account - 1]
  memory.bytes(place(bookFields.accountSize, accounts), accounts).set(size)
  const longest = Math.max(accounts, ...segments)
  for (const [field, bytes] of [
    [bookFields.accountEpoch, accounts],
    [bookFields.accountHigh, 4 * accounts],
    [bookFields.accountLow, 4 * accounts],
    [bookFields.accountLevel, accounts],
    [bookFields.accountRoom, 4 * accounts],
    [bookFields.cellHaircuts, 8 * sizes.underlyings],
    [bookFields.undecided, 4 * longest],
    [bookFields.changed, 4 * longest],
    [bookFields.suspects, 4 * longest],
  ]) {
    place(field, bytes)
  }
  const ranges = place(bookFields.ranges, rangeBytes * rowCount)
  memory.words(book + bookFields.ranges + 4, 1)[0] = ranges
  memory.doubles(place(bookFields.levels, 8), 1)[0] = 1
  memory.words(book + bookFields.levelCount, 1)[0] = 1
  memory.doubles(book + bookFields.scale, 1)[0] = 1
  memory.doubles(book + bookFields.slack, 1)[0] = sumSlack
  const cells = Array.from(segments, (count) => ({ records: memory.allocate(recordBytes * Math.max(1, count)), count }))
  const nextLine = new Uint32Array(sizes.underlyings)
  for (let cell = 1; cell < nextLine.length; cell++) nextLine[cell] = nextLine[cell - 1] + lines[cell - 1]
  const nextRecord = cells.map(({ records }) => records)
  const { u32 } = memory.views
  let slot = 0
  forEachSegment((account, cell, from, to) => {
    const record = nextRecord[cell]
    nextRecord[cell] += recordBytes
    u32[record / 4] = nextLine[cell]
    u32[record / 4 + 1] = account
    u32[record / 4 + 2] = slot
    u32[record / 4 + 3] = cell
    slotRecords[slot++] = record / placeUnit
    for (let k = from; k < to; k++) {
      const line = nextLine[cell]++
      lineInstruments[line] = k === to - 1 ? instruments[k] + lastLine : instruments[k]
      lineQuantities[line] = quantities[k]
    }
  })
  const { varRank, esCount, scenarios } = sizes
  const negated = (name) => {
    const losses = arrays[name]
    return copied(
      memory,
      losses.map((loss) => -loss),
    )
  }
  const joint = filled ? negated('book.matrix') : memory.allocate(8 * rowCount * scenarios)
  const stride = 36
  const scan = memory.allocate(8 * rowCount * stride)
  const scanRows = memory.doubles(scan, rowCount * stride)
  for (let row = 0; filled && row < rowCount; row++) {
    for (let s = 0; s < stride; s++) {
      const from = s < sizes.spanScenarios ? s : 0
      scanRows[row * stride + s] = -arrays['book.matrix33'][row * sizes.spanStride + from]
    }
  }
  const list = memory.allocate(4 * accounts)
  memory.words(list, accounts).set(Uint32Array.from({ length: accounts }, (_, i) => i))
  const weights = memory.allocate(16 * esCount)
  memory.doubles(weights, esCount).fill(1 / esCount)
  memory.doubles(weights + 8 * esCount, esCount)[varRank - 1] = 1
  const measures = memory.allocate(12)
  memory.words(measures, 3).set([2, esCount, weights])
  return {
    book,
    cells,
    accounts,
    joint,
    ...foldTasks(memory, sizes),
    scan,
    stride,
    list,
    measures,
    aged: arrays['book.probabilities'] === undefined ? undefined : agedShortfall(memory, arrays['book.probabilities']),
    scenarios,
    out: memory.allocate(16 * accounts),
    scratchBytes: tailScratchBytes(scenarios, linesMax),
    scratch: memory.allocate(tailScratchBytes(scenarios, linesMax)),
  }
}

/** Expected shortfall 97.5 % of scenarios that are not equally probable. */
function agedShortfall(memory, probabilities) {
  const total = probabilities.reduce((sum, one) => sum + one, 0)
  return writeProbabilityMeasure(memory, {
    kind: 'shortfall',
    probabilities,
    mass: total * (1 - 0.975),
    tolerance: 1e-12 * total,
    from: 0,
    width: 0,
  })
}

/**
 * Rows in float32 as the live book keeps them: of each strike the call, and of each underlying the difference of its first put and
 * call, of which all other puts and all futures have their multiple. `copies` and `folds` are tasks for `narrowRows` and `foldRows`.
 */
function foldTasks(memory, sizes) {
  const { underlyings, strikes, scenarios } = sizes
  const perUnderlying = rowsPerUnderlying(sizes)
  const calls = underlyings * strikes
  const copies = []
  const folded = []
  for (let u = 0; u < underlyings; u++) {
    const first = u * perUnderlying
    const leadSlot = 1 + calls + u
    copies.push([first + 1, leadSlot, first, 0, 0, 0, 0, 0])
    for (let k = 0; k < perUnderlying; k++) {
      const row = first + k
      const slot = 1 + u * strikes + (k >> 1)
      const isFuture = k >= 2 * strikes
      if (!isFuture && k % 2 === 0) copies.push([row, slot, noRow, 0, 0, 0, 0, 0])
      else folded.push([row, 0, isFuture ? noRow : row - 1, isFuture ? 0 : slot, first + 1, first, leadSlot, 0])
    }
  }
  const tasksOf = (list) => {
    const place = memory.allocate(foldTaskBytes * list.length)
    memory.words(place, 8 * list.length).set(list.flat())
    return { tasks: place, count: list.length }
  }
  return {
    copies: tasksOf(copies),
    folded: tasksOf(folded),
    joint32: memory.allocate(4 * scenarios * (1 + calls + underlyings)),
    folds: memory.allocate(foldBytes * underlyings * perUnderlying),
  }
}

/** Runs those tasks over rows of which the profits are known. */
export function foldAll(team, { copies, folded, joint, scenarios, joint32, folds }) {
  const rest = [joint, scenarios, joint32, folds]
  team.run(['narrowRows', copies.tasks, ...rest], copies.count, 16)
  const refused = team.run(['foldRows', folded.tasks, ...rest], folded.count, 16)
  if (refused.some((count) => count > 0)) throw new Error('parity does not hold in the workload')
}

export const newMemory = () => new KernelMemory({ shared: true })
