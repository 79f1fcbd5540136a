/**
 * Pre-trade checks in plain typed-array JavaScript: VaR and ES of an account with one order added, over 1,000 joint
 * scenarios, timed call by call on the wall clock.
 */
import { rowsPerUnderlying } from '../workloads.mjs'
import { accountLosses, tailBySelection, tailBySort } from './plainMargin.mjs'
import { plainRow } from './plainPrices.mjs'

export const whatIfScenarios = 1_000

/** The i-th order of the bench: one unit (at the scale of its underlying) of an instrument, for account i. */
export function orderOf({ sizes }, i) {
  const rows = rowsPerUnderlying(sizes)
  const instrument = (i * 7919) % (rows * sizes.underlyings)
  return { account: i % sizes.accounts, instrument, quantity: 1 / 8 ** (Math.floor(instrument / rows) % 4) }
}

/**
 * Latencies of `calls` orders, after a tenth as many to warm up.
 *
 * - `cached`: the account's loss vector is at hand (kept since the last fill), the order's row is added, all losses sorted
 * - `sum`: the account's positions are summed anew, then sorted
 * - `sumSelect`: the same with selection in place of the sort
 * - `reprice`: every position and the order are revalued in every scenario first (use few calls)
 *
 * @returns {id, unit: 'µs', samples: latencies, values: VaR and ES of each order}
 */
export function plainWhatIf(workload, kind, calls) {
  const { sizes, arrays } = workload
  const losses = new Float64Array(whatIfScenarios)
  const values = new Float64Array(2 * calls)
  const tail = kind === 'sumSelect' ? tailBySelection : tailBySort
  const cached = kind === 'cached' ? cachedVectors(workload, calls) : undefined
  const repriced = kind === 'reprice' ? repricedRows(workload) : undefined
  const once = (i) => {
    const order = orderOf(workload, i)
    if (cached !== undefined) losses.set(cached[i % cached.length])
    else if (repriced === undefined) accountLosses(arrays, sizes.scenarios, order.account, whatIfScenarios, losses)
    else repriced.account(order.account, losses)
    if (repriced === undefined) {
      const row = order.instrument * sizes.scenarios
      const matrix = arrays['book.matrix']
      for (let s = 0; s < whatIfScenarios; s++) losses[s] += order.quantity * matrix[row + s]
    } else {
      repriced.add(order.instrument, order.quantity, losses)
    }
    tail(losses, sizes, values, 2 * i)
  }
  for (let i = 0; i < calls / 10; i++) once(i)
  const samples = Array.from({ length: calls }, (_, i) => {
    const before = process.hrtime.bigint()
    once(i)
    return Number(process.hrtime.bigint() - before) / 1e3
  })
  return { id: `whatIf.${kind}`, unit: 'µs', samples, values }
}

/** Loss vectors of the accounts that orders come for, as kept from their last fill. */
function cachedVectors({ sizes, arrays }, calls) {
  return Array.from({ length: Math.min(sizes.accounts, calls) }, (_, a) => {
    const losses = new Float64Array(whatIfScenarios)
    accountLosses(arrays, sizes.scenarios, a, whatIfScenarios, losses)
    return losses
  })
}

/** Sums of positions whose rows are revalued with the textbook formula each time. */
function repricedRows({ sizes, arrays }) {
  const rows = rowsPerUnderlying(sizes)
  const profits = new Float64Array(whatIfScenarios)
  const add = (instrument, quantity, losses) => {
    const u = Math.floor(instrument / rows)
    const row = instrument % rows
    const first = u * sizes.scenarios
    if (row < 2 * sizes.strikes) {
      plainRow(arrays, 'grid', u * sizes.strikes + (row >> 1), row & 1, first, whatIfScenarios, profits)
    } else {
      const carry = 1 + 0.002 * (row - 2 * sizes.strikes)
      const now = arrays['underlying.forwards'][u]
      for (let s = 0; s < whatIfScenarios; s++) profits[s] = (arrays['grid.forwards'][first + s] - now) * carry
    }
    for (let s = 0; s < whatIfScenarios; s++) losses[s] -= quantity * profits[s]
  }
  const account = (a, losses) => {
    losses.fill(0)
    for (let p = arrays['book.offsets'][a]; p < arrays['book.offsets'][a + 1]; p++) {
      add(arrays['book.instruments'][p], arrays['book.quantities'][p], losses)
    }
  }
  return { account, add }
}
