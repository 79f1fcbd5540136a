/** Monte Carlo: 20 correlated Student-t factors, 3,000 options revalued on every path. */
import {
  columnFields,
  pairColumnsBytes,
  pairFields,
  pairScratchBytes,
  pairTaskBytes,
  pathScratchBytes,
  pathTaskBytes,
  writePathTask,
} from '@plimsoll/kernel'
import { startPool } from '@plimsoll/kernel/pool'
import { copied, newMemory } from './kernelBook.mjs'
import { ratioRow, wallMilliseconds } from './measure.mjs'
import { numpyRates } from './rivals/rivals.mjs'

const batch = 2048
const rounds = 4

export async function benchMonteCarlo(workload, tools) {
  const rates = {}
  for (const threads of [1, 2]) {
    const pool = await startPool(newMemory(), { threads })
    const { paths, whole } = makeRun(pool, workload)
    rates[threads] = {
      paths: wallMilliseconds(paths, 9).map((ms) => (1000 * batch * rounds) / ms),
      whole: wallMilliseconds(whole, 7).map((ms) => (1000 * batch) / ms),
    }
    await pool.close()
  }
  const numpy = await numpyRates(workload, tools, { works: ['paths', 'revaluation'], repeats: 3 })
  const of = (id) => numpy.find((row) => row.id === id)
  const rows = []
  if (of('revaluation') !== undefined) {
    const { rival, samples } = of('revaluation')
    rows.push(
      ratioRow({ id: 'monteCarlo.revalued', unit: 'paths/s', own: rates[1].whole, rival, other: samples, goal: 1 }),
    )
    rows.push(
      ratioRow({ id: 'monteCarlo.paths', unit: 'paths/s', own: rates[1].paths, rival, other: of('paths').samples }),
    )
  }
  rows.push(
    ratioRow({
      id: 'monteCarlo.revalued.twoThreads',
      unit: 'paths/s',
      own: rates[2].whole,
      rival: 'the same on one thread',
      other: rates[1].whole,
      goal: 1.8,
    }),
  )
  return rows
}

function makeRun(pool, { sizes, arrays }) {
  const { memory } = pool
  const { factors, strikes, underlyings, degreesOfFreedom, horizonDays } = sizes
  const column = () => memory.allocate(8 * batch * factors)
  const moves = column()
  const forwards = column()
  const root = Math.sqrt(horizonDays / 365)
  const task = memory.allocate(pathTaskBytes)
  const describe = (basePath) =>
    writePathTask(memory, task, {
      seed: 1,
      factorBlock: 0,
      mixtureBlock: 64,
      factors,
      antithetic: false,
      degreesOfFreedom,
      basePath,
      columnLength: batch,
      root: copied(memory, arrays['mc.cholesky']),
      deviations: copied(
        memory,
        arrays['mc.vols'].map((vol) => vol * root),
      ),
      scales: copied(memory, arrays['underlying.forwards']),
      moves,
      forwards,
    })
  const same = (value) => {
    const place = memory.allocate(8 * batch)
    memory.doubles(place, batch).fill(value)
    return place
  }
  const zeros = same(0)
  const ones = same(1)
  const tasks = memory.allocate(underlyings * strikes * pairTaskBytes)
  const rows = memory.allocate(8 * batch * 2 * 64)
  for (let u = 0; u < underlyings; u++) {
    const columns = memory.allocate(pairColumnsBytes)
    const words = memory.words(columns, pairColumnsBytes / 4)
    words[columnFields.count / 4] = batch
    words[columnFields.logMoves / 4] = moves + 8 * batch * u
    words[columnFields.forwards / 4] = forwards + 8 * batch * u
    words[columnFields.factors / 4] = ones
    words[columnFields.shifts / 4] = zeros
    words[columnFields.floors / 4] = zeros
    words[columnFields.paid / 4] = ones
    words[columnFields.weights / 4] = ones
    for (let k = 0; k < strikes; k++) {
      const row = u * strikes + k
      const at = tasks + row * pairTaskBytes
      memory
        .doubles(at, 8)
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
      // Rows are used and overwritten, as a margin run would reduce them: 64 pairs at a time.
      const out = rows + 8 * batch * 2 * (row % 64)
      memory.words(at + pairFields.columns, 4).set([columns, out, out + 8 * batch, 0])
    }
  }
  pool.reserve(Math.max(pathScratchBytes(factors), pairScratchBytes))
  let base = 0
  describe(0)
  const draw = () => {
    memory.doubles(task + 32, 1)[0] = base
    pool.run(['studentPaths', task], batch, 256, base)
    base += batch
  }
  return {
    paths: () => {
      for (let round = 0; round < rounds; round++) draw()
    },
    whole: () => {
      draw()
      pool.run(['pricePairs', tasks], underlyings * strikes, 25)
    },
  }
}
