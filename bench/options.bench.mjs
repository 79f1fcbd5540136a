/** Options priced per second, with and without Greeks, one thread: ours beside npm's and numpy's, one run. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { referenceKernel } from '@plimsoll/kernel'
import { cpuSeconds, randomFrom, rate } from './measure.mjs'

const require = createRequire(import.meta.url)
const { blackScholes } = require('black-scholes')
const greeks = require('greeks')

const count = 100_000
const rivalCount = 2_000
const repeats = 15

export function benchOptions() {
  const lists = randomOptions(count)
  const price = new Float64Array(count)
  const outs = Array.from({ length: 5 }, () => new Float64Array(count))
  const { forwards, strikes, vols, roots, ones, isPut, zeros } = lists
  const ours = rate(
    count,
    cpuSeconds(() => referenceKernel.priceList(count, forwards, strikes, vols, roots, ones, isPut, price), repeats),
  )
  const oursGreeks = rate(
    count,
    cpuSeconds(
      () => referenceKernel.greeksList(count, forwards, strikes, vols, roots, ones, isPut, zeros, ...outs),
      repeats,
    ),
  )
  const npm = rate(
    rivalCount,
    cpuSeconds(() => npmPrices(lists), 5),
  )
  const npmGreeks = rate(
    rivalCount,
    cpuSeconds(() => npmGreeksOf(lists), 5),
  )
  const numpy = numpyRates(lists)
  const sum = price.reduce((total, value) => total + value, 0)
  const gridPairs = benchGrid()
  return [
    row('options.price', ours, 'npm black-scholes 1.1.0', npm),
    row('options.greeks', oursGreeks, 'npm black-scholes 1.1.0 + greeks 1.0.0', npmGreeks),
    ...(numpy === undefined
      ? []
      : [
          row('options.price', ours, numpy.version, rate(count, numpy.prices), Math.abs(numpy.sum / sum - 1)),
          row('options.greeks', oursGreeks, numpy.version, rate(count, numpy.greeks)),
        ]),
    row('options.grid33', gridPairs, 'npm black-scholes 1.1.0, one option at a time', npm),
  ]
}

function row(id, own, rival, other, disagreement) {
  return {
    id,
    unit: 'options/s',
    value: own.median,
    spread: [own.min, own.max],
    rival,
    rivalValue: other.median,
    rivalSpread: [other.min, other.max],
    ratio: own.median / other.median,
    ...(disagreement === undefined ? {} : { disagreement }),
  }
}

/** 3,000 options (1,500 strikes, call and put from one evaluation) in 33 scenarios, the shape of a venue's repricing. */
function benchGrid() {
  const scenarios = 33
  const strikeCount = 1_500
  const random = randomFrom(7)
  const moves = Float64Array.from({ length: scenarios }, () => (random() - 0.5) * 0.4)
  const forwards = moves.map((move) => 100 * Math.exp(move))
  const strikes = Array.from({ length: strikeCount }, () => 100 * Math.exp((random() - 0.5) * 0.8))
  const vols = strikes.map(() => Float64Array.from({ length: scenarios }, () => (0.4 + random()) * 0.3))
  const inverse = vols.map((row) => row.map((vol) => 1 / vol))
  const call = new Float64Array(scenarios)
  const put = new Float64Array(scenarios)
  const work = () => {
    for (let k = 0; k < strikeCount; k++) {
      referenceKernel.optionPairRow(
        scenarios,
        Math.log(100 / strikes[k]),
        strikes[k],
        moves,
        forwards,
        vols[k],
        inverse[k],
        1,
        0,
        0,
        call,
        put,
      )
    }
  }
  return rate(2 * strikeCount * scenarios, cpuSeconds(work, repeats))
}

function randomOptions(size) {
  const random = randomFrom(1)
  const fill = (make) => Float64Array.from({ length: size }, make)
  const years = fill(() => 0.02 + random() * 1.5)
  return {
    forwards: fill(() => 50 + 100 * random()),
    strikes: fill(() => 50 + 100 * random()),
    vols: fill(() => 0.2 + random()),
    years,
    roots: years.map(Math.sqrt),
    isPut: fill(() => (random() < 0.5 ? 1 : 0)),
    ones: new Float64Array(size).fill(1),
    zeros: new Float64Array(size),
  }
}

function npmPrices({ forwards, strikes, vols, years, isPut }) {
  let sum = 0
  for (let i = 0; i < rivalCount; i++)
    sum += blackScholes(forwards[i], strikes[i], years[i], vols[i], 0, isPut[i] ? 'put' : 'call')
  return sum
}

function npmGreeksOf({ forwards, strikes, vols, years, isPut }) {
  let sum = 0
  for (let i = 0; i < rivalCount; i++) {
    const terms = [forwards[i], strikes[i], years[i], vols[i], 0]
    const right = isPut[i] ? 'put' : 'call'
    sum +=
      blackScholes(...terms, right) +
      greeks.getDelta(...terms, right) +
      greeks.getGamma(...terms) +
      greeks.getVega(...terms) +
      greeks.getTheta(...terms, right)
  }
  return sum
}

function numpyRates({ forwards, strikes, vols, years, isPut }) {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const arrays = join(folder, 'options.f64')
  writeFileSync(
    arrays,
    Buffer.concat([forwards, strikes, vols, years, isPut].map((array) => Buffer.from(array.buffer))),
  )
  const script = new URL('numpy_rival.py', import.meta.url).pathname
  const { stdout, status } = spawnSync('/usr/bin/python3', [script], {
    input: `${JSON.stringify({ count, repeats, arrays })}\n`,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  if (status === 0) return JSON.parse(stdout)
  console.warn(
    'numpy and scipy are not installed (apt-get install python3-numpy python3-scipy): that rival is left out.',
  )
  return undefined
}
