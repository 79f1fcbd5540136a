import { exp } from '../elementary/index.js'
import { numberStream, oddNumbers, type Stage } from './stage.js'

const listScratch = 4096
const usualCounts = [0, 1, 2, 3, 62, 63, 64, 65, 127, 129, 255, 256, 257, 1001]

/** `priceList` and `greeksList`: usual options, options at the limits among usual ones, and every limit met with every other. */
export function prices(stage: Stage): void {
  for (const count of usualCounts) lists(stage, count, count + 1, 0.125)
  lists(stage, 300_000, 7, 0.125)
  lists(stage, 100_000, 8, 0)
  for (const forward of oddNumbers) {
    for (const strike of oddNumbers) oddVolatilities(stage, forward, strike)
  }
  oddTerms(stage)
}

/** Options of every kind; a share of them with one field at a limit. */
function lists(stage: Stage, count: number, seed: number, oddShare: number): void {
  const next = numberStream(seed)
  const fields = Array.from({ length: 7 }, () => new Float64Array(count))
  for (let i = 0; i < count; i++) {
    const forward = 20 + 100_000 * next()
    const root = Math.sqrt(0.001 + 2 * next() * next())
    const vol = 0.1 + 1.4 * next()
    const strike = forward * exp((next() - 0.5) * 12 * vol * root)
    const option = [forward, strike, vol, root, 0.9 + 0.1 * next(), next() < 0.5 ? 0 : 1, 0.1 * next() - 0.02]
    if (next() < oddShare) option[Math.floor(next() * 5)] = oddNumbers[Math.floor(next() * oddNumbers.length)]!
    for (const [field, value] of option.entries()) fields[field]![i] = value
  }
  hashLists(
    stage,
    count,
    fields.map((field) => stage.column(count, (i) => field[i]!)),
  )
}

/** Lists of two and of one, so that a limit has at most one neighbour in its vector and none in its block. */
function oddVolatilities(stage: Stage, forward: number, strike: number): void {
  for (const vol of oddNumbers) {
    pairWithUsual(stage, [forward, strike, vol, 1, 1, 0, 0.01])
    pairWithUsual(stage, [100, strike, vol, forward, 1, 1, 0.01])
  }
  for (const usual of [0.02, 0.6, 3]) pairWithUsual(stage, [forward, strike, usual, 1, 0.9, 1, 0.01])
}

function oddTerms(stage: Stage): void {
  for (const odd of oddNumbers) {
    for (const other of oddNumbers) {
      pairWithUsual(stage, [100, 110, 0.4, 0.5, odd, 1, other])
      pairWithUsual(stage, [other, 110, 0.4, 0.5, odd, 0, 0.01])
    }
  }
}

function pairWithUsual(stage: Stage, option: readonly number[]): void {
  const usual = [100, 90, 0.5, 1, 0.98, 0, 0.02]
  for (const both of [[option, usual], [usual, option], [option]]) {
    hashLists(
      stage,
      both.length,
      option.map((_, field) => stage.columnOf(both.map((one) => one[field]!))),
    )
  }
}

function hashLists(stage: Stage, count: number, columns: readonly number[]): void {
  const [f, k, v, r, d, p, rates] = columns as [number, number, number, number, number, number, number]
  const outs = Array.from({ length: 6 }, () => stage.column(count))
  const [listed, price, delta, gamma, vega, theta] = outs as [number, number, number, number, number, number]
  const scratch = stage.allocate(listScratch)
  stage.run.priceList(count, f, k, v, r, d, p, listed, scratch)
  stage.run.greeksList(count, f, k, v, r, d, p, rates, price, delta, gamma, vega, theta, scratch)
  stage.take(count, ...outs)
  stage.clear()
}
