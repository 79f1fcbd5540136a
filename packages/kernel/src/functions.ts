import type { KernelMemory } from './memory/kernelMemory.js'
import type { RandomFunctions } from './random/functions.js'
import { kernelModule } from './wasm/kernelModule.js'
import { webAssembly } from './wasm/webAssembly.js'

/**
 * The functions that carry the engine's time, over one linear memory. What each computes, and what its arguments are, is said at
 * its reference in TypeScript, of the same name; `scratch` is working space of its own for each thread. Arguments named after
 * arrays are places (byte offsets), and so are `book`, `records`, `tasks` and `measures`. Nothing is allocated and nothing is
 * checked: whoever calls has laid out the memory. Columns of float64 are 16-byte aligned.
 */
export interface KernelFunctions extends RandomFunctions {
  priceList(
    count: number,
    forwards: number,
    strikes: number,
    vols: number,
    sqrtTimes: number,
    discounts: number,
    isPut: number,
    out: number,
    scratch: number,
  ): void
  greeksList(
    count: number,
    forwards: number,
    strikes: number,
    vols: number,
    sqrtTimes: number,
    discounts: number,
    isPut: number,
    rates: number,
    outPrice: number,
    outDelta: number,
    outGamma: number,
    outVega: number,
    outTheta: number,
    scratch: number,
  ): void
  timeValues(
    count: number,
    shift: number,
    logs: number,
    forwards: number,
    vols: number,
    inverseVols: number,
    out: number,
  ): void
  optionRow(
    count: number,
    logMoneyness: number,
    strike: number,
    logForwardMoves: number,
    forwards: number,
    totalVols: number,
    inverseTotalVols: number,
    discount: number,
    base: number,
    isPut: number,
    out: number,
  ): void
  optionPairRow(
    count: number,
    logMoneyness: number,
    strike: number,
    logForwardMoves: number,
    forwards: number,
    totalVols: number,
    inverseTotalVols: number,
    discount: number,
    baseCall: number,
    basePut: number,
    outCall: number,
    outPut: number,
  ): void
  pricePairs(tasks: number, from: number, to: number, scratch: number): void
  movedForwards(tasks: number, from: number, to: number, count: number): void
  narrowRows(tasks: number, from: number, to: number, rows: number, count: number, table: number, folds: number): void
  foldRows(tasks: number, from: number, to: number, rows: number, count: number, table: number, folds: number): number
  rowRanges(
    rows: number,
    table: number,
    folds: number,
    count: number,
    first: number,
    last: number,
    ranges: number,
  ): void
  screenRecords(book: number, records: number, from: number, to: number): number
  screenAccounts(book: number, from: number, to: number): void
  worstRecords(book: number, records: number, from: number, to: number, rows: number, count: number): number
  judgeAccounts(book: number, from: number, to: number): number
  judgeList(book: number, list: number, from: number, to: number): number
  settleAccount(book: number, account: number, requirement: number): number
  accountEquity(book: number, account: number): number
  tails64(
    book: number,
    list: number,
    from: number,
    to: number,
    rows: number,
    count: number,
    real: number,
    measures: number,
    out: number,
    scratch: number,
  ): void
  tails32(
    book: number,
    list: number,
    from: number,
    to: number,
    rows: number,
    count: number,
    real: number,
    measures: number,
    folds: number,
    out: number,
    scratch: number,
  ): void
  tailOfLines(
    gathered: number,
    lines: number,
    count: number,
    real: number,
    measures: number,
    out: number,
    scratch: number,
  ): void
  settle32(
    book: number,
    list: number,
    from: number,
    to: number,
    rows: number,
    count: number,
    real: number,
    measures: number,
    folds: number,
    scratch: number,
  ): number
  references32(
    book: number,
    from: number,
    to: number,
    rows: number,
    count: number,
    real: number,
    measures: number,
    folds: number,
    epoch: number,
    scratch: number,
  ): void
}

/**
 * The functions as WebAssembly with SIMD: the same bits as {@link referenceFunctions}, several times as fast.
 *
 * @example
 * import { KernelMemory, wasmFunctions } from '@plimsoll/kernel'
 * const memory = new KernelMemory()
 * const [f, k, vol, root, df, put, out] = [100, 110, 0.2, 1, 1, 0, 0].map((x) => {
 *   const place = memory.allocate(8)
 *   memory.doubles(place, 1)[0] = x
 *   return place
 * })
 * wasmFunctions(memory).priceList(1, f, k, vol, root, df, put, out, memory.allocate(4096))
 * memory.doubles(out, 1)[0].toFixed(9) // => '4.292010941'
 */
export function wasmFunctions({ memory, isShared }: KernelMemory): KernelFunctions {
  const { exports } = new webAssembly.Instance(kernelModule(isShared), { env: { memory } })
  return exports as KernelFunctions
}
