import type { KernelFunctions } from '../functions.js'

/** A function that can be done in parts, and the numbers that it takes besides them, in their order. */
export type Job =
  | readonly [kind: 'pricePairs', tasks: number]
  | readonly [kind: 'movedForwards', tasks: number, count: number]
  | readonly [kind: 'narrowRows' | 'foldRows', tasks: number, rows: number, count: number, table: number, folds: number]
  | readonly [kind: 'rowRanges', rows: number, table: number, folds: number, count: number, ranges: number]
  | readonly [kind: 'screenRecords', book: number, records: number]
  | readonly [kind: 'screenAccounts', book: number]
  | readonly [kind: 'worstRecords', book: number, records: number, rows: number, count: number]
  | readonly [kind: 'judgeAccounts', book: number]
  | readonly [kind: 'judgeList', book: number, list: number]
  | readonly [
      kind: 'tails64',
      book: number,
      list: number,
      rows: number,
      count: number,
      real: number,
      measures: number,
      out: number,
    ]
  | readonly [
      kind: 'tails32',
      book: number,
      list: number,
      rows: number,
      count: number,
      real: number,
      measures: number,
      folds: number,
      out: number,
    ]
  | readonly [
      kind: 'references32',
      book: number,
      rows: number,
      count: number,
      real: number,
      measures: number,
      folds: number,
      epoch: number,
    ]
  | readonly [
      kind: 'settle32',
      book: number,
      list: number,
      rows: number,
      count: number,
      real: number,
      measures: number,
      folds: number,
    ]
  | readonly [kind: 'studentPaths', task: number]

/** An argument of a function: the part's bounds, the thread's own working space, or one of the job's numbers. */
export type PartArgument = 'from' | 'to' | 'scratch' | number

/** The arguments of each function in their order. */
export const jobForms: Readonly<Record<Job[0], readonly PartArgument[]>> = {
  pricePairs: [0, 'from', 'to', 'scratch'],
  movedForwards: [0, 'from', 'to', 1],
  narrowRows: [0, 'from', 'to', 1, 2, 3, 4],
  foldRows: [0, 'from', 'to', 1, 2, 3, 4],
  rowRanges: [0, 1, 2, 3, 'from', 'to', 4],
  screenRecords: [0, 1, 'from', 'to'],
  screenAccounts: [0, 'from', 'to'],
  worstRecords: [0, 1, 'from', 'to', 2, 3],
  judgeAccounts: [0, 'from', 'to'],
  judgeList: [0, 1, 'from', 'to'],
  tails64: [0, 1, 'from', 'to', 2, 3, 4, 5, 6, 'scratch'],
  tails32: [0, 1, 'from', 'to', 2, 3, 4, 5, 6, 7, 'scratch'],
  references32: [0, 'from', 'to', 1, 2, 3, 4, 5, 6, 'scratch'],
  settle32: [0, 1, 'from', 'to', 2, 3, 4, 5, 6, 'scratch'],
  studentPaths: [0, 'from', 'to', 'scratch'],
}

/** Does the part `from` to `to` − 1 of a job; the answer of those that give one, else 0. */
export function doPart(run: KernelFunctions, job: Job, from: number, to: number, scratch: number): number {
  const [kind, ...numbers] = job
  const given = { from, to, scratch }
  const callable = run[kind] as (...args: readonly number[]) => number | undefined
  return callable(...jobForms[kind].map((at) => (typeof at === 'number' ? numbers[at]! : given[at]))) ?? 0
}
