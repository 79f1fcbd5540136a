import { expect, test } from 'vitest'
import { exp, logRatio } from '../elementary/index.js'
import { type KernelFunctions, wasmFunctions } from '../functions.js'
import { KernelMemory } from '../memory/kernelMemory.js'
import { referenceFunctions } from '../referenceFunctions.js'
import { soloTeam } from '../team/team.js'
import { floatPlaces, floatRows } from './fixture/floatRows.js'
import { randomBook } from './fixture/randomBook.js'
import { bookFields, rangeBytes, recordBytes, tailScratchBytes } from './layout.js'
import { columnFields, pairColumnsBytes, pairFields, pairScratchBytes, pairTaskBytes } from './pairTask.js'

/**
 * WebAssembly against TypeScript, to the bit. Each case is laid out twice by the same steps, in a memory of its own, and run by
 * one of the two; then whole columns are compared.
 */
function expectSameBits(layOut: (memory: KernelMemory, run: KernelFunctions) => readonly Float64Array[]): number {
  const [fast, plain] = [wasmFunctions, referenceFunctions].map((make) => {
    const memory = new KernelMemory()
    return layOut(memory, make(memory))
  }) as [readonly Float64Array[], readonly Float64Array[]]
  let compared = 0
  for (const [row, column] of plain.entries()) {
    for (let i = 0; i < column.length; i++) {
      if (!Object.is(fast[row]![i], column[i])) expect.fail(`column ${row}, ${i}: ${fast[row]![i]} and ${column[i]}`)
    }
    compared += column.length
  }
  return compared
}

function stream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state * 2 ** -32
  }
}

const oddNumbers = [
  0,
  -0,
  1,
  -1,
  1e-320,
  5e-324,
  2.3e-308,
  1e308,
  Infinity,
  -Infinity,
  Number.NaN,
  0.015625,
  37.5,
  1e-9,
]

/** Options of every kind, one in eight of them with a field that is at a limit or beyond it. */
function optionColumns(memory: KernelMemory, count: number, seed: number): number[] {
  const next = stream(seed)
  const columns = Array.from({ length: 7 }, () => memory.allocate(8 * count))
  const [forwards, strikes, vols, roots, discounts, puts, rates] = columns.map((place) =>
    memory.doubles(place, count),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  for (let i = 0; i < count; i++) {
    forwards[i] = 20 + 100_000 * next()
    roots[i] = Math.sqrt(0.001 + 2 * next() * next())
    vols[i] = 0.1 + 1.4 * next()
    strikes[i] = forwards[i]! * exp((next() - 0.5) * 12 * vols[i]! * roots[i]!)
    discounts[i] = 0.9 + 0.1 * next()
    puts[i] = next() < 0.5 ? 0 : 1
    rates[i] = 0.1 * next() - 0.02
    if (next() < 0.125) {
      const odd = oddNumbers[Math.floor(next() * oddNumbers.length)]!
      ;[forwards, strikes, vols, roots, discounts][Math.floor(next() * 5)]![i] = odd
    }
  }
  return columns
}

test('lists of prices and Greeks', () => {
  let compared = 0
  for (const [count, seed] of [
    [1, 1],
    [2, 2],
    [63, 3],
    [64, 4],
    [129, 5],
    [400_000, 6],
  ] as const) {
    compared += expectSameBits((memory, run) => {
      const [f, k, v, r, d, p, rates] = optionColumns(memory, count, seed) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
      const outs = Array.from({ length: 6 }, () => memory.allocate(8 * count))
      const [price, delta, gamma, vega, theta, listed] = outs as [number, number, number, number, number, number]
      const scratch = memory.allocate(4096)
      run.priceList(count, f, k, v, r, d, p, listed, scratch)
      run.greeksList(count, f, k, v, r, d, p, rates, price, delta, gamma, vega, theta, scratch)
      return outs.map((place) => memory.doubles(place, count))
    })
  }
  expect(compared).toBeGreaterThan(2_400_000)
})

/** Scenario columns with a few at the limits. */
function scenarioColumns(memory: KernelMemory, count: number, next: () => number): number {
  const columns = memory.allocate(pairColumnsBytes)
  const words = memory.words(columns, pairColumnsBytes / 4)
  const fill = (value: (s: number) => number): number => {
    const place = memory.allocate(8 * count)
    memory.doubles(place, count).set(Float64Array.from({ length: count }, (_, s) => value(s)))
    return place
  }
  const moves = fill(() => (next() < 0.02 ? (next() - 0.5) * 40 : (next() - 0.5) * 0.8))
  words[columnFields.count / 4] = count
  words[columnFields.logMoves / 4] = moves
  words[columnFields.forwards / 4] = fill((s) => 100 * exp(memory.views.f64[moves / 8 + s]!))
  words[columnFields.factors / 4] = fill(() => (next() < 0.05 ? 0 : 0.5 + next()))
  words[columnFields.shifts / 4] = fill(() => (next() < 0.5 ? 0 : 0.1 * (next() - 0.5)))
  words[columnFields.floors / 4] = fill(() => (next() < 0.5 ? 0 : 0.3 * next()))
  words[columnFields.paid / 4] = fill(() => (next() < 0.5 ? 1 : 0.9 + 0.2 * next()))
  words[columnFields.weights / 4] = fill(() => next())
  return columns
}

test('rows of options', () => {
  let compared = 0
  for (const count of [2, 36, 64, 66, 1024]) {
    compared += expectSameBits((memory, run) => {
      const next = stream(count)
      const columns = scenarioColumns(memory, count, next)
      const taskCount = 600
      const tasks = memory.allocate(taskCount * pairTaskBytes)
      const rows: number[] = []
      for (let task = 0; task < taskCount; task++) {
        const place = tasks + task * pairTaskBytes
        const v = [0, 0.001, 0.01, 0.1, 0.6, 1.5, 6][task % 7]!
        const strike = 100 * exp((next() - 0.5) * 10 * (v + 0.001))
        memory
          .doubles(place, 8)
          .set([logRatio(100, strike), strike, v, task % 11 === 0 ? 0 : 0.7, 0.97, 0.1 + next(), next(), next()])
        const outCall = memory.allocate(8 * count)
        const outPut = memory.allocate(8 * count)
        rows.push(outCall, outPut)
        memory.words(place + pairFields.columns, 4).set([columns, outCall, outPut, task % 4])
      }
      const scratch = memory.allocate(pairScratchBytes)
      run.pricePairs(tasks, 0, 301, scratch)
      run.pricePairs(tasks, 301, taskCount, scratch)
      return rows.map((place) => memory.doubles(place, count))
    })
  }
  expect(compared).toBeGreaterThan(1_400_000)
})

test('single rows and pairs of rows, of odd lengths too', () => {
  for (const count of [1, 2, 33, 34, 129]) {
    expectSameBits((memory, run) => {
      const next = stream(count + 1)
      const column = (value: () => number): number => {
        const place = memory.allocate(8 * count)
        memory.doubles(place, count).set(Float64Array.from({ length: count }, value))
        return place
      }
      const outs: number[] = []
      for (let round = 0; round < 200; round++) {
        const moves = column(() => (next() - 0.5) * 0.8)
        const forwards = column(() => 50 + 100 * next())
        const vols = column(() => (next() < 0.1 ? oddNumbers[Math.floor(next() * oddNumbers.length)]! : next()))
        const inverse = memory.allocate(8 * count)
        memory.doubles(inverse, count).set(memory.doubles(vols, count).map((v) => 1 / v))
        const [a, b, c, d] = [0, 1, 2, 3].map(() => memory.allocate(8 * count)) as [number, number, number, number]
        run.optionRow(count, 0.1, 90, moves, forwards, vols, inverse, 0.97, 3, round % 2, a)
        run.optionPairRow(count, 0.1, 90, moves, forwards, vols, inverse, 0.97, 3, 5, b, c)
        run.timeValues(count, -0.2, moves, forwards, vols, inverse, d)
        outs.push(a, b, c, d)
      }
      return outs.map((place) => memory.doubles(place, count))
    })
  }
})

test('rows in float32, and what became of rows since', () => {
  for (const [rowCount, count] of [
    [1, 4],
    [300, 36],
    [200, 1024],
  ] as const) {
    expectSameBits((memory, run) => {
      const next = stream(rowCount)
      const size = rowCount * count
      const rows = memory.allocate(8 * size)
      const own = { rows, rowCount, count, folds: [] }
      const places = floatPlaces((bytes) => memory.allocate(bytes), own)
      const ranges = memory.allocate(rangeBytes * rowCount)
      const values = memory.doubles(rows, size)
      for (let i = 0; i < size; i++) values[i] = (next() - 0.5) * 10 ** (8 * next() - 4)
      const { table, folds } = floatRows(soloTeam(memory, run), own, places)
      for (let i = 0; i < size; i++) if (next() < 0.5) values[i] = values[i]! * (1 + 1e-3 * (next() - 0.5))
      if (rowCount > 10) {
        values.fill(-0, 0, count)
        values[count] = Number.NaN
        values[2 * count + 1] = Infinity
        values.fill(5, 3 * count, 4 * count)
      }
      run.rowRanges(rows, table, folds, count, 0, rowCount >> 1, ranges)
      run.rowRanges(rows, table, folds, count, rowCount >> 1, rowCount, ranges)
      return [memory.doubles(ranges, 4 * rowCount), Float64Array.from(memory.floats(table, size))]
    })
  }
})

test('segments, levels and tails of random books', () => {
  for (let seed = 1; seed <= 12; seed++) {
    expectSameBits((memory, run) => {
      const made = randomBook(memory, seed)
      const { book, cells, accounts, scanRows, scanCount, jointRows, jointCount, real, rowCount, foldable } = made
      const outs: Float64Array[] = []
      const suspected = (found: number): Float64Array => results(found, found)
      const slots = (): Float64Array =>
        Float64Array.from(
          cells.flatMap(({ records, count }) => [...memory.doubles(records, (count * recordBytes) / 8)]),
        )
      const word = (field: number): number => memory.words(book + field, 1)[0]!
      const results = (answer: number, suspects = 0): Float64Array =>
        Float64Array.from([
          answer,
          ...memory.words(word(bookFields.undecided), accounts),
          ...memory.words(word(bookFields.changed), accounts),
          ...memory.words(word(bookFields.suspects), suspects),
          ...memory.floats(word(bookFields.accountRoom), accounts),
          ...memory.bytes(word(bookFields.accountLevel), accounts),
          ...memory.floats(word(bookFields.accountHigh), accounts),
          ...memory.floats(word(bookFields.accountLow), accounts),
          ...memory.bytes(word(bookFields.accountEpoch), accounts),
        ])

      for (const { records, count } of cells)
        outs.push(suspected(run.worstRecords(book, records, 0, count, scanRows, scanCount)))
      outs.push(slots())
      memory.words(book + bookFields.isExact, 1)[0] = 1
      outs.push(results(run.judgeAccounts(book, 0, accounts)))
      memory.words(book + bookFields.isExact, 1)[0] = 0

      const scratch = memory.allocate(tailScratchBytes(jointCount, 400))
      const team = soloTeam(memory, run)
      const places = floatPlaces((bytes) => memory.allocate(bytes), foldable)
      const { table, folds } = floatRows(team, foldable, places)
      run.references32(book, 0, accounts, table, jointCount, real, made.measures, folds, 0, scratch)
      outs.push(results(0))
      const next = stream(seed)
      const joint = memory.doubles(jointRows, rowCount * jointCount)
      for (let i = 0; i < joint.length; i++) joint[i] = joint[i]! * (1 + 2e-3 * (next() - 0.5))
      run.rowRanges(jointRows, table, folds, jointCount, 0, rowCount, word(bookFields.ranges))
      for (const { records, count } of cells) outs.push(suspected(run.screenRecords(book, records, 0, count)))
      outs.push(slots())
      outs.push(results(run.judgeAccounts(book, 0, accounts)))
      run.screenAccounts(book, 0, accounts)
      outs.push(slots())

      const list = memory.allocate(4 * accounts)
      memory.words(list, accounts).set(Uint32Array.from({ length: accounts }, (_, i) => accounts - 1 - i))
      outs.push(results(run.judgeList(book, list, 0, accounts)))
      floatRows(team, foldable, places)
      outs.push(results(run.settle32(book, list, 0, accounts, table, jointCount, real, made.measures, folds, scratch)))
      const out = memory.allocate(16 * accounts)
      const short = memory.allocate(16 * accounts)
      run.tails32(book, list, 0, accounts, table, jointCount, real, made.measures, folds, short, scratch)
      outs.push(memory.doubles(short, 2 * accounts))
      run.tails64(book, list, 0, accounts >> 1, jointRows, jointCount, real, made.measures, out, scratch)
      run.tails64(book, list, accounts >> 1, accounts, jointRows, jointCount, real, made.measures, out, scratch)
      outs.push(memory.doubles(out, 2 * accounts))
      const settled = Float64Array.from({ length: accounts }, (_, account) =>
        run.settleAccount(book, account, memory.doubles(out, 2 * accounts)[2 * account]!),
      )
      const equities = Float64Array.from({ length: accounts }, (_, account) => run.accountEquity(book, account))
      return [...outs, settled, equities, results(0)]
    })
  }
})
