import {
  accountEquity,
  judgeAccounts,
  judgeList,
  screenAccounts,
  screenRecords,
  settleAccount,
  worstRecords,
} from './book/accounts.js'
import { foldRows, narrowRows } from './book/folds.js'
import { movedForwards } from './book/movedForwards.js'
import { pricePairs } from './book/pricePairs.js'
import { rowRanges } from './book/rows.js'
import { references32, settle32, tailOfLines, tails32, tails64 } from './book/tails.js'
import type { KernelFunctions } from './functions.js'
import { greeksList, optionPairRow, optionRow, priceList } from './loop/index.js'
import type { KernelMemory } from './memory/kernelMemory.js'
import { timeValues } from './price/timeValues.js'
import { randomReference } from './random/functions.js'

/**
 * The functions in plain TypeScript over the same memory: slow and readable, and the definition of what the right bits are.
 *
 * @example
 * import { KernelMemory, referenceFunctions } from '@plimsoll/kernel'
 * const memory = new KernelMemory()
 * const [f, k, vol, root, df, put, out] = [100, 110, 0.2, 1, 1, 0, 0].map((x) => {
 *   const place = memory.allocate(8)
 *   memory.doubles(place, 1)[0] = x
 *   return place
 * })
 * referenceFunctions(memory).priceList(1, f, k, vol, root, df, put, out, 0)
 * memory.doubles(out, 1)[0].toFixed(9) // => '4.292010941'
 */
export function referenceFunctions(memory: KernelMemory): KernelFunctions {
  const columns = (count: number, places: readonly number[]): Float64Array[] =>
    places.map((place) => memory.doubles(place, count))
  return {
    ...randomReference(memory),
    priceList: (count, ...places) => priceList(count, ...(columns(count, places.slice(0, -1)) as SevenColumns)),
    greeksList: (count, ...places) => greeksList(count, ...(columns(count, places.slice(0, -1)) as TwelveColumns)),
    timeValues: (count, shift, ...places) => timeValues(count, shift, ...(columns(count, places) as FiveColumns)),
    optionRow: (count, logMoneyness, strike, moves, forwards, vols, inverses, discount, base, isPut, out) => {
      const [m, f, v, i, o] = columns(count, [moves, forwards, vols, inverses, out]) as FiveColumns
      optionRow(count, logMoneyness, strike, m, f, v, i, discount, base, isPut === 0 ? 0 : 1, o)
    },
    optionPairRow: (
      count,
      logMoneyness,
      strike,
      moves,
      forwards,
      vols,
      inverses,
      discount,
      callBase,
      putBase,
      call,
      put,
    ) => {
      const [m, f, v, i, c, p] = columns(count, [moves, forwards, vols, inverses, call, put]) as SixColumns
      optionPairRow(count, logMoneyness, strike, m, f, v, i, discount, callBase, putBase, c, p)
    },
    pricePairs: (...args) => pricePairs(memory, ...(args.slice(0, 3) as [number, number, number])),
    movedForwards: (...args) => movedForwards(memory, ...args),
    narrowRows: (...args) => narrowRows(memory, ...args),
    foldRows: (...args) => foldRows(memory, ...args),
    rowRanges: (...args) => rowRanges(memory, ...args),
    screenRecords: (...args) => screenRecords(memory, ...args),
    screenAccounts: (...args) => screenAccounts(memory, ...args),
    worstRecords: (...args) => worstRecords(memory, ...args),
    judgeAccounts: (...args) => judgeAccounts(memory, ...args),
    judgeList: (...args) => judgeList(memory, ...args),
    settleAccount: (...args) => settleAccount(memory, ...args),
    accountEquity: (...args) => accountEquity(memory, ...args),
    tails64: (book, list, from, to, rows, count, real, measures, out) =>
      tails64(memory, book, list, from, to, rows, count, real, measures, out),
    tails32: (book, list, from, to, rows, count, real, measures, folds, out) =>
      tails32(memory, book, list, from, to, rows, count, real, measures, folds, out),
    tailOfLines: (gathered, lines, count, real, measures, out) =>
      tailOfLines(memory, gathered, lines, count, real, measures, out),
    settle32: (book, list, from, to, rows, count, real, measures, folds) =>
      settle32(memory, book, list, from, to, rows, count, real, measures, folds),
    references32: (book, from, to, rows, count, real, measures, folds, epoch) =>
      references32(memory, book, from, to, rows, count, real, measures, folds, epoch),
  }
}

type Column = Float64Array
type FiveColumns = [Column, Column, Column, Column, Column]
type SixColumns = [...FiveColumns, Column]
type SevenColumns = [...SixColumns, Column]
type TwelveColumns = [...SevenColumns, Column, Column, Column, Column, Column]
