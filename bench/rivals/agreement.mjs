/**
 * Do all contenders compute the same thing? Compares each rival's results, value by value, with the reference kernel's
 * prices and, for margin, with plain float64 sums and a full sort. `node bench/rivals/agreement.mjs` prints the table and
 * exits with 1 where a rival differs by more than its tolerance.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as loops from '@plimsoll/kernel'
import { makeWorkload, rowsPerUnderlying } from '../workloads.mjs'
import { buildRivals } from './build.mjs'
import { plainAgedBySort, plainJoint, plainSpan, tailBySort } from './plainMargin.mjs'
import { nativeRates, nativeWorks, npmRates, numpyRates, plainRates, quantlibRates } from './rivals.mjs'

const engineScenarios = 8

/**
 * Largest difference allowed. Prices are measured in units of the forward and Greeks in units that leave them near 1; margin
 * is relative to the account's own. float32 rounds each term to 6e-8 of itself, and in a hedged account the terms cancel.
 */
const tolerances = { price: 1e-12, margin: 1e-12, floatPrice: 1e-6, floatMargin: 1e-5 }

/** @returns rows {rival, id, worst, tolerance, agrees} */
export async function checkAgreement(workload, tools, { accounts = 2_000, listCount = 20_000 } = {}) {
  const references = makeReferences(workload, accounts, listCount)
  const outputs = join(workload.folder, 'output.f64')
  const options = { repeats: 1, accounts, listCount, engineScenarios, outputs }
  const rows = []
  const add = ({ rival, id }, values) => {
    const { expected, scale, tolerance } = references[id]
    let worst = values.length === 0 ? Number.NaN : 0
    for (let i = 0; i < values.length; i++) {
      const error = Math.abs(values[i] - expected[i]) / scale(i)
      if (!(error <= worst)) worst = error
    }
    rows.push({ rival, id, worst, tolerance, agrees: worst <= tolerance })
  }
  const addRuns = async (rates, works, more = {}) => {
    for (const id of works) {
      for (const row of await rates(workload, tools, { ...options, ...more, works: [id] }))
        add(row, readOutput(outputs, id))
    }
  }
  for (const variant of new Set(tools.native.map((one) => one.variant))) {
    await addRuns(nativeRates, nativeWorks, { variants: [variant] })
  }
  await addRuns(numpyRates, ['grid', 'grid33', 'price', 'greeks', 'joint', 'jointFloat', 'aged', 'agedFloat', 'span'])
  await addRuns(quantlibRates, ['blackFormula', 'calculator', 'calculatorGreeks', 'engine'])
  const inProcess = [
    ...(await npmRates(workload, { repeats: 1, count: 2_000, mathjsCount: 2_000 })),
    ...(await plainRates(workload, { repeats: 1, accounts, listCount })),
  ]
  for (const row of inProcess) add(row, row.values)
  return rows
}

/** What a program left; native.c writes each Greek into a file of its own. */
function readOutput(path, id) {
  const files = [path, ...(id === 'greeks' ? [1, 2, 3, 4].map((i) => `${path}.${i}`) : [])].filter(existsSync)
  const arrays = files.map((file) => readFileSync(file))
  const bytes = arrays[0].byteLength > arrays.at(-1).byteLength ? arrays[0] : Buffer.concat(arrays)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

function makeReferences({ sizes, arrays }, accounts, listCount) {
  const prices = listReference(arrays, listCount)
  const tails = new Float64Array(2 * accounts)
  plainJoint({ sizes, arrays }, accounts, tailBySort, tails)
  const span = new Float64Array(accounts)
  plainSpan({ sizes, arrays }, accounts, span)
  const aged = new Float64Array(accounts)
  plainAgedBySort({ sizes, arrays }, accounts, aged)
  const agedRow = { expected: aged, scale: (i) => Math.abs(aged[i]), tolerance: tolerances.margin }
  const shortfall = (i) => Math.abs(tails[i | 1])
  const grid = gridReference(sizes, arrays, 'book.matrix', sizes.scenarios, sizes.scenarios)
  const grid33 = gridReference(sizes, arrays, 'book.matrix33', sizes.spanStride, sizes.spanScenarios)
  const joint = { expected: tails, scale: shortfall, tolerance: tolerances.margin }
  const spanRow = { expected: span, scale: (i) => span[i], tolerance: tolerances.margin }
  return {
    grid,
    gridFloat: { ...grid, tolerance: tolerances.floatPrice },
    grid33,
    price: prices,
    blackFormula: prices,
    calculator: prices,
    calculatorGreeks: prices,
    greeks: prices,
    engine: engineReference(sizes, arrays, grid),
    joint,
    jointSelect: joint,
    jointFloat: { ...joint, tolerance: tolerances.floatMargin },
    aged: agedRow,
    agedSort: agedRow,
    agedFloat: { ...agedRow, tolerance: tolerances.floatMargin },
    span: spanRow,
    spanFloat: { ...spanRow, tolerance: tolerances.floatMargin },
  }
}

/** Prices, deltas, gammas, vegas and thetas one after the other. */
function listReference(arrays, count) {
  const expected = new Float64Array(5 * count)
  const part = (k) => expected.subarray(k * count, (k + 1) * count)
  const input = (name) => arrays[`list.${name}`]
  loops.greeksList(
    count,
    ...['forwards', 'strikes', 'vols', 'sqrtTimes', 'discounts', 'isPut', 'rates'].map(input),
    ...[0, 1, 2, 3, 4].map(part),
  )
  const forwards = input('forwards')
  const scale = (i) => forwards[i % count] ** [1, 0, -1, 1, 1][Math.floor(i / count)]
  return { expected, scale, tolerance: tolerances.price }
}

/** Profits of the options from the loss matrix, which the reference kernel made. */
function gridReference(sizes, arrays, name, stride, columns) {
  const { underlyings, strikes } = sizes
  const options = 2 * strikes
  const expected = new Float64Array(underlyings * options * columns)
  for (let r = 0; r < underlyings * options; r++) {
    const row = Math.floor(r / options) * rowsPerUnderlying(sizes) + (r % options)
    for (let s = 0; s < columns; s++) expected[r * columns + s] = -arrays[name][row * stride + s]
  }
  const forwards = arrays['underlying.forwards']
  const scale = (i) => forwards[Math.floor(i / columns / options)]
  return { expected, scale, tolerance: tolerances.price }
}

/** The engine gives values, not profits: [option of the first underlying × scenario]. */
function engineReference({ strikes, scenarios }, arrays, grid) {
  const expected = Float64Array.from({ length: 2 * strikes * engineScenarios }, (_, i) => {
    const r = Math.floor(i / engineScenarios)
    const base = arrays[r % 2 === 0 ? 'strike.baseCalls' : 'strike.basePuts'][r >> 1]
    return grid.expected[r * scenarios + (i % engineScenarios)] + base
  })
  return { expected, scale: () => arrays['underlying.forwards'][0], tolerance: tolerances.price }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const workload = makeWorkload({ listCount: 20_000, accounts: 2_000 })
  const tools = await buildRivals()
  const rows = await checkAgreement(workload, tools)
  for (const { rival, id, worst, tolerance, agrees } of rows) {
    console.log(
      `${agrees ? 'agrees ' : 'DIFFERS'} ${id.padEnd(17)} ${worst.toExponential(1)} of ${tolerance}  ${rival}`,
    )
  }
  workload.remove()
  tools.remove()
  process.exitCode = rows.every((row) => row.agrees) ? 0 : 1
}
