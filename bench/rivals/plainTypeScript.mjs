/** The plain TypeScript rival: what a good developer writes with typed arrays and float64, run in this process. */
import { cpuSeconds } from '../measure.mjs'
import { plainAged, plainAgedBySort, plainJoint, plainSpan, tailBySelection, tailBySort } from './plainMargin.mjs'
import { plainGrid, plainList } from './plainPrices.mjs'
import { plainWhatIf } from './plainWhatIf.mjs'

/**
 * Rates of every plain loop, CPU time of this process.
 *
 * @returns rows {rival, id, unit, samples, values}
 */
export function runPlainRivals(
  workload,
  {
    repeats = 5,
    listCount = 100_000,
    accounts = 2_000,
    works = ['grid', 'grid33', 'price', 'joint', 'jointSelect', 'aged', 'agedSort', 'span'],
  } = {},
) {
  const { sizes } = workload
  const options = 2 * sizes.underlyings * sizes.strikes
  const grid = (name, stride, columns) => ({
    unit: 'options/s',
    work: options * columns,
    values: new Float64Array(options * columns),
    run: (out) => plainGrid(workload, name, stride, columns, out),
  })
  const joint = (tail) => ({
    unit: 'accounts/s',
    work: accounts,
    values: new Float64Array(2 * accounts),
    run: (out) => plainJoint(workload, accounts, tail, out),
  })
  const aged = (tail) => ({
    unit: 'accounts/s',
    work: accounts,
    values: new Float64Array(accounts),
    run: (out) => tail(workload, accounts, out),
  })
  const all = {
    grid: () => grid('grid', sizes.scenarios, sizes.scenarios),
    grid33: () => grid('grid33', sizes.spanStride, sizes.spanScenarios),
    price: () => ({
      unit: 'options/s',
      work: listCount,
      values: new Float64Array(listCount),
      run: (out) => plainList(workload.arrays, listCount, out),
    }),
    joint: () => joint(tailBySort),
    jointSelect: () => joint(tailBySelection),
    aged: () => aged(plainAged),
    agedSort: () => aged(plainAgedBySort),
    span: () => ({
      unit: 'accounts/s',
      work: accounts,
      values: new Float64Array(accounts),
      run: (out) => plainSpan(workload, accounts, out),
    }),
  }
  return works.map((id) => {
    const { unit, work, values, run } = all[id]()
    const samples = cpuSeconds(() => run(values), repeats).map((seconds) => work / seconds)
    return { rival: 'plain TypeScript', id, unit, samples, values }
  })
}

/** Latencies of pre-trade checks; see `plainWhatIf`. */
export function runPlainWhatIf(
  workload,
  { calls = 5_000, repriceCalls = 200, kinds = ['cached', 'sum', 'sumSelect', 'reprice'] } = {},
) {
  return kinds.map((kind) => ({
    rival: 'plain TypeScript',
    ...plainWhatIf(workload, kind, kind === 'reprice' ? repriceCalls : calls),
  }))
}
