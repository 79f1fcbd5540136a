import type { KernelFunctions } from '../functions.js'

/**
 * What a team can do in parts: a function's name and its arguments, of which `from` and `to` say the part. `scratchAt`: working
 * space that each thread has for itself.
 */
export type Job =
  | readonly [kind: 'pricePairs', tasks: number]
  | readonly [kind: 'narrow', from: number, to: number]
  | readonly [kind: 'rowRanges', rows: number, references: number, count: number, ranges: number, includesZero: number]
  | readonly [kind: 'screenRecords', book: number, records: number]
  | readonly [kind: 'screenAccounts', book: number]
  | readonly [kind: 'worstRecords', book: number, records: number, rows: number, count: number]
  | readonly [kind: 'judgeAccounts', book: number]
  | readonly [kind: 'judgeRecords', book: number, records: number]
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
      kind: 'references32',
      book: number,
      rows: number,
      count: number,
      real: number,
      measures: number,
      reaches: number,
      epoch: number,
    ]

export const jobKinds: readonly Job[0][] = [
  'pricePairs',
  'narrow',
  'rowRanges',
  'screenRecords',
  'screenAccounts',
  'worstRecords',
  'judgeAccounts',
  'judgeRecords',
  'tails64',
  'references32',
]

/** Numbers that a job may have. */
export const jobNumbersMax = 7

/** Does the part `from` to `to` − 1 of a job; the answer of those that give one, else 0. */
export function doPart(run: KernelFunctions, job: Job, from: number, to: number, scratch: number): number {
  switch (job[0]) {
    case 'pricePairs':
      run.pricePairs(job[1], from, to, scratch)
      return 0
    case 'narrow':
      run.narrow(to - from, job[1] + 8 * from, job[2] + 4 * from)
      return 0
    case 'rowRanges':
      run.rowRanges(job[1], job[2], job[3], from, to, job[4], job[5])
      return 0
    case 'screenRecords':
      run.screenRecords(job[1], job[2], from, to)
      return 0
    case 'screenAccounts':
      run.screenAccounts(job[1], from, to)
      return 0
    case 'worstRecords':
      run.worstRecords(job[1], job[2], from, to, job[3], job[4])
      return 0
    case 'judgeAccounts':
      return run.judgeAccounts(job[1], from, to)
    case 'judgeRecords':
      return run.judgeRecords(job[1], job[2], from, to)
    case 'tails64':
      run.tails64(job[1], job[2], from, to, job[3], job[4], job[5], job[6], job[7], scratch)
      return 0
    case 'references32':
      run.references32(job[1], from, to, job[2], job[3], job[4], job[5], job[6], job[7], scratch)
      return 0
  }
}
