/** How the work grows: time against accounts, scenarios, instruments and positions, as log–log slopes and a plot. */
import { soloTeam, wasmFunctions } from '@plimsoll/kernel'
import { foldAll, kernelBook, newMemory } from './kernelBook.mjs'
import { cpuSeconds, median } from './measure.mjs'
import { writeGrowthPlot } from './plot.mjs'
import { makeBook, makeWorkload } from './workloads.mjs'

const part = 1024
const repeats = 5

export function benchGrowth() {
  const curves = [
    {
      id: 'growth.scan33.accounts',
      label: 'scan of 33, accounts',
      points: [10_000, 30_000, 100_000, 300_000].map((accounts) => [accounts, timeOf({ accounts }, 'scan')]),
    },
    {
      id: 'growth.varEs1024.accounts',
      label: 'VaR + ES of 1,024, accounts',
      points: [1_000, 4_000, 16_000].map((accounts) => [accounts, timeOf({ accounts }, 'joint')]),
    },
    {
      id: 'growth.varEs.scenarios',
      label: 'VaR + ES of 4,000 accounts, scenarios',
      points: [256, 512, 1024, 2048].map((scenarios) => [scenarios, timeOf({ scenarios, accounts: 4_000 }, 'joint')]),
    },
    {
      id: 'growth.varEs1024.instruments',
      label: 'VaR + ES of 4,000 accounts, instruments',
      points: [15, 30, 75, 150].map((strikes) => [
        20 * (2 * strikes + 3),
        timeOf({ strikes, accounts: 4_000 }, 'joint'),
      ]),
    },
    {
      id: 'growth.varEs1024.positions',
      label: 'VaR + ES of 4,000 accounts, positions each',
      points: [1, 2, 4, 8].map((times) => [14 * times, timeOf({ accounts: 4_000 }, 'joint', times)]),
    },
  ].map((curve) => ({ ...curve, slope: slopeOf(curve.points) }))
  writeGrowthPlot(curves)
  return curves.map(({ id, slope, points }) => ({ id, unit: 'log–log slope', value: slope, points }))
}

/** Milliseconds of one pass over all accounts. `times`: accounts of so many random books, one after the other. */
function timeOf(sizes, kind, times = 1) {
  const workload = makeWorkload({ listCount: 1000, ...sizes })
  if (times > 1) widen(workload, times)
  const memory = newMemory()
  const run = wasmFunctions(memory)
  const made = kernelBook(memory, workload)
  foldAll(soloTeam(memory, run), made)
  const { book, cells, accounts, joint32, folds, scan, stride, list, measures, scenarios, out, scratch } = made
  const inParts = (count, work) => {
    for (let from = 0; from < count; from += part) work(from, Math.min(count, from + part))
  }
  const work =
    kind === 'scan'
      ? () => {
          for (const { records, count } of cells) {
            inParts(count, (from, to) => run.worstRecords(book, records, from, to, scan, stride))
          }
        }
      : () =>
          inParts(accounts, (from, to) =>
            run.tails32(book, list, from, to, joint32, scenarios, scenarios, measures, folds, out, scratch),
          )
  const milliseconds = 1000 * median(cpuSeconds(work, repeats))
  workload.remove()
  return milliseconds
}

/** Gives every account the positions of so many accounts, sorted by instrument. */
function widen(workload, times) {
  const { sizes, arrays } = workload
  const wide = makeBook({ ...sizes, accounts: sizes.accounts * times })
  const offsets = new Uint32Array(sizes.accounts + 1)
  const instruments = new Uint32Array(wide['book.instruments'].length)
  const quantities = new Float64Array(instruments.length)
  let line = 0
  for (let account = 0; account < sizes.accounts; account++) {
    const from = wide['book.offsets'][account * times]
    const to = wide['book.offsets'][(account + 1) * times]
    const order = Array.from({ length: to - from }, (_, k) => from + k)
    order.sort((a, b) => wide['book.instruments'][a] - wide['book.instruments'][b])
    for (const k of order) {
      instruments[line] = wide['book.instruments'][k]
      quantities[line++] = wide['book.quantities'][k]
    }
    offsets[account + 1] = line
  }
  Object.assign(arrays, { 'book.offsets': offsets, 'book.instruments': instruments, 'book.quantities': quantities })
}

function slopeOf(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)])
  const mean = (column) => logs.reduce((sum, row) => sum + row[column], 0) / logs.length
  const [mx, my] = [mean(0), mean(1)]
  const cross = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0)
  return cross / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
}
