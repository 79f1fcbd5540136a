/**
 * The numbers that every contender of the bench reads: made once, by formula, and written as raw little-endian arrays into
 * one temporary folder, so that C, C++, Python and JavaScript compute on the very same bits. `manifest.json` beside them
 * lists each array's file, type and shape; `sizes.u32` repeats the sizes for programs that read no JSON.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { endianness, tmpdir } from 'node:os'
import { join } from 'node:path'
import { optionPairRow } from '@plimsoll/kernel'
import { randomFrom } from './measure.mjs'

export const defaultSizes = {
  underlyings: 20,
  /** Per underlying: 5 expiries × 15 strikes, each a call and a put. */
  strikes: 75,
  futures: 3,
  scenarios: 1024,
  spanScenarios: 33,
  /** A row of the 33 is padded to an even length by repeating its last scenario, which moves no maximum. */
  spanStride: 34,
  listCount: 1_000_000,
  accounts: 20_000,
  factors: 20,
  /** Tail of 1,000 scenarios: VaR 99 % is the 10th largest loss, ES 97.5 % the mean of the 25 largest. */
  varRank: 10,
  esCount: 25,
  /** Degrees of freedom of the Monte Carlo factors' t distribution; horizon of their moves. */
  degreesOfFreedom: 5,
  horizonDays: 1,
}

/** Order of `sizes.u32`. */
const sizeOrder = [
  'underlyings',
  'strikes',
  'futures',
  'scenarios',
  'spanScenarios',
  'spanStride',
  'listCount',
  'accounts',
  'factors',
  'varRank',
  'esCount',
  'degreesOfFreedom',
  'horizonDays',
]

/** Makes the workload and writes it. `sizes` replaces any of `defaultSizes`; `remove()` deletes the folder. */
export function makeWorkload(sizes = {}) {
  const all = { ...defaultSizes, ...sizes }
  const grid = makeGrid(all)
  const arrays = {
    ...grid,
    ...makeList(all),
    ...makeMatrices(all, grid),
    ...makeBook(all),
    ...makeFactors(all),
    'book.probabilities': makeProbabilities(all),
  }
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-workload-'))
  const manifest = writeArrays(folder, all, arrays)
  return { sizes: all, arrays, folder, manifest, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Of past days, oldest first: each is worth 0.995 of the one after it; they sum to 1. */
function makeProbabilities({ scenarios }) {
  const made = new Float64Array(scenarios).fill(1)
  for (let s = scenarios - 2; s >= 0; s--) made[s] = 0.995 * made[s + 1]
  const total = made.reduce((sum, one) => sum + one, 0)
  return made.map((one) => one / total)
}

/** Rows of the loss matrix that belong to one underlying: call and put of each strike (2k, 2k + 1), then the futures. */
export const rowsPerUnderlying = ({ strikes, futures }) => 2 * strikes + futures

/** Forward of underlying u now. Powers of two between them, so that quantities can be scaled without rounding. */
const forwardOf = (u) => 100 * 8 ** (u % 4)

/**
 * `strike.*` [U × 75]: expiry e = ⌊k/15⌋ of 1 + 20e² days, volatility ½ + 0.3r, total volatility v = volatility·√years,
 * ln(F/K) = 0.4·v·(k mod 15 − 7), discount e^(−0.03·years); bases are the discounted prices now.
 *
 * `grid.*` [U × scenarios]: log move 0.15·(z_s + w_us), z and w sums of three uniforms less 1½; volatility factor
 * 0.7 + 0.6r; forward F·e^move; and the factor's inverse.
 *
 * `grid33.*` [U × spanStride]: log moves of −5 … 5 steps of 0.03·(1 + (u mod 3)/2), each with factors ¾, 1 and 1¼.
 *
 * All of it lies inside the hot loop's domain: total volatility at least 2^-6, h − v/2 ≥ −½, h + v/2 ≤ 37.5.
 */
function makeGrid({ underlyings, strikes, scenarios, spanScenarios, spanStride }) {
  const random = randomFrom(11)
  const forwards = Float64Array.from({ length: underlyings }, (_, u) => forwardOf(u))
  const strikeCount = underlyings * strikes
  const years = floats(strikeCount, (i) => (1 + 20 * Math.floor((i % strikes) / 15) ** 2) / 365)
  const vols = floats(strikeCount, () => 0.5 + 0.3 * random())
  const totalVols = floats(strikeCount, (i) => vols[i] * Math.sqrt(years[i]))
  const logs = floats(strikeCount, (i) => 0.4 * totalVols[i] * (((i % strikes) % 15) - 7))
  const strikePrices = floats(strikeCount, (i) => forwards[Math.floor(i / strikes)] * Math.exp(-logs[i]))
  const discounts = floats(strikeCount, (i) => Math.exp(-0.03 * years[i]))
  const inverse = totalVols.map((v) => 1 / v)
  const [baseCalls, basePuts] = [new Float64Array(strikeCount), new Float64Array(strikeCount)]
  for (let i = 0; i < strikeCount; i++) {
    optionPairRow(
      1,
      logs[i],
      strikePrices[i],
      new Float64Array(1),
      forwards.subarray(Math.floor(i / strikes)),
      totalVols.subarray(i),
      inverse.subarray(i),
      discounts[i],
      0,
      0,
      baseCalls.subarray(i),
      basePuts.subarray(i),
    )
  }

  const uniformSum = () => random() + random() + random() - 1.5
  const common = floats(scenarios, uniformSum)
  const moves = floats(underlyings * scenarios, (i) => 0.15 * (common[i % scenarios] + uniformSum()))
  const factors = floats(underlyings * scenarios, () => 0.7 + 0.6 * random())
  const spanLength = underlyings * spanStride
  const spanIndex = (i) => Math.min(i % spanStride, spanScenarios - 1)
  const spanMoves = floats(spanLength, (i) => {
    const step = 0.03 * (1 + (Math.floor(i / spanStride) % 3) / 2)
    return step * (Math.floor(spanIndex(i) / 3) - 5)
  })
  const spanFactors = floats(spanLength, (i) => 0.75 + 0.25 * (spanIndex(i) % 3))

  return {
    'underlying.forwards': forwards,
    'strike.years': years,
    'strike.vols': vols,
    'strike.totalVols': totalVols,
    'strike.inverseTotalVols': inverse,
    'strike.logMoneyness': logs,
    'strike.strikes': strikePrices,
    'strike.discounts': discounts,
    'strike.baseCalls': baseCalls,
    'strike.basePuts': basePuts,
    ...scenarioArrays('grid', scenarios, moves, factors),
    ...scenarioArrays('grid33', spanStride, spanMoves, spanFactors),
  }
}

function scenarioArrays(name, stride, moves, factors) {
  return {
    [`${name}.moves`]: moves,
    [`${name}.forwards`]: moves.map((move, i) => forwardOf(Math.floor(i / stride)) * Math.exp(move)),
    [`${name}.factors`]: factors,
    [`${name}.inverseFactors`]: factors.map((factor) => 1 / factor),
  }
}

/** `list.*`: independent options; forward 50 + 100r, years 0.02 + 1.5r, volatility 0.2 + 0.6r, |ln(F/K)| up to 2.5 deviations, rate 3 %. */
function makeList({ listCount }) {
  const random = randomFrom(23)
  const fill = (make) => floats(listCount, make)
  const years = fill(() => 0.02 + 1.5 * random())
  const sqrtTimes = years.map(Math.sqrt)
  const vols = fill(() => 0.2 + 0.6 * random())
  const forwards = fill(() => 50 + 100 * random())
  return {
    'list.forwards': forwards,
    'list.strikes': fill((i) => forwards[i] * Math.exp((random() - 0.5) * 5 * vols[i] * sqrtTimes[i])),
    'list.vols': vols,
    'list.years': years,
    'list.sqrtTimes': sqrtTimes,
    'list.rates': new Float64Array(listCount).fill(0.03),
    'list.discounts': years.map((t) => Math.exp(-0.03 * t)),
    'list.isPut': fill(() => (random() < 0.5 ? 1 : 0)),
  }
}

/**
 * `book.matrix` [rows × scenarios] and `book.matrix33` [rows × spanStride]: loss of one long unit, base less discounted
 * Black-76 value. Futures j of an underlying loses (F − F_s)(1 + 0.002j). `book.matrix32` is the first rounded to float32.
 */
function makeMatrices(sizes, grid) {
  const matrix = lossMatrix(sizes, grid, 'grid', sizes.scenarios)
  return {
    'book.matrix': matrix,
    'book.matrix32': Float32Array.from(matrix),
    'book.matrix33': lossMatrix(sizes, grid, 'grid33', sizes.spanStride),
  }
}

function lossMatrix(sizes, grid, name, stride) {
  const { underlyings, strikes, futures } = sizes
  const rows = rowsPerUnderlying(sizes)
  const matrix = new Float64Array(underlyings * rows * stride)
  const [vols, inverse] = [new Float64Array(stride), new Float64Array(stride)]
  for (let u = 0; u < underlyings; u++) {
    const scenarios = (array) => grid[`${name}.${array}`].subarray(u * stride, (u + 1) * stride)
    const row = (r) => matrix.subarray((u * rows + r) * stride, (u * rows + r + 1) * stride)
    const [factors, inverseFactors, forwards] = [
      scenarios('factors'),
      scenarios('inverseFactors'),
      scenarios('forwards'),
    ]
    for (let k = 0; k < strikes; k++) {
      const i = u * strikes + k
      for (let s = 0; s < stride; s++) {
        vols[s] = grid['strike.totalVols'][i] * factors[s]
        inverse[s] = grid['strike.inverseTotalVols'][i] * inverseFactors[s]
      }
      optionPairRow(
        stride,
        grid['strike.logMoneyness'][i],
        grid['strike.strikes'][i],
        scenarios('moves'),
        forwards,
        vols,
        inverse,
        grid['strike.discounts'][i],
        grid['strike.baseCalls'][i],
        grid['strike.basePuts'][i],
        row(2 * k),
        row(2 * k + 1),
      )
    }
    matrix.subarray(u * rows * stride, (u * rows + 2 * strikes) * stride).forEach((profit, i, profits) => {
      profits[i] = -profit
    })
    for (let j = 0; j < futures; j++) {
      row(2 * strikes + j).set(forwards.map((forward) => (forwardOf(u) - forward) * (1 + 0.002 * j)))
    }
  }
  return matrix
}

/**
 * `book.*`, compressed sparse rows: account a holds positions offsets[a] … offsets[a + 1] − 1, 8 to 20 of them (mean 14) on
 * 1 to 5 underlyings, sorted by instrument (a row of the matrix). Quantities are k/64 for |k| ≤ 640, divided by the scale of
 * the underlying's forward (a power of two), so that float32 holds them exactly.
 */
export function makeBook(sizes) {
  const { underlyings, accounts } = sizes
  const random = randomFrom(37)
  const rows = rowsPerUnderlying(sizes)
  const offsets = new Uint32Array(accounts + 1)
  const instruments = new Uint32Array(accounts * 20)
  const quantities = new Float64Array(accounts * 20)
  const choices = new Uint32Array(5)
  let end = 0
  for (let a = 0; a < accounts; a++) {
    const start = end
    const choiceCount = 1 + Math.floor(random() * 5)
    for (let c = 0; c < choiceCount; c++) choices[c] = Math.floor(random() * underlyings)
    end += 8 + Math.floor(random() * 13)
    for (let p = start; p < end; p++) {
      const u = choices[Math.floor(random() * choiceCount)]
      const instrument = u * rows + Math.floor(random() * rows)
      let place = p
      for (; place > start && instruments[place - 1] > instrument; place--) {
        instruments[place] = instruments[place - 1]
        quantities[place] = quantities[place - 1]
      }
      instruments[place] = instrument
      quantities[place] = Math.round((random() - 0.5) * 1280) / 64 / 8 ** (u % 4)
    }
    offsets[a + 1] = end
  }
  return {
    'book.offsets': offsets,
    'book.instruments': instruments.slice(0, end),
    'book.quantities': quantities.slice(0, end),
  }
}

/** `mc.*`: correlation ½ between any two factors, its lower Cholesky root, annual volatilities 0.5 + 0.02u. */
function makeFactors({ factors }) {
  const root = new Float64Array(factors * factors)
  for (let i = 0; i < factors; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0.5
      for (let k = 0; k < j; k++) sum -= root[i * factors + k] * root[j * factors + k]
      root[i * factors + j] = i === j ? Math.sqrt(sum) : sum / root[j * factors + j]
    }
  }
  return { 'mc.cholesky': root, 'mc.vols': floats(factors, (u) => 0.5 + 0.02 * u) }
}

function floats(length, make) {
  const array = new Float64Array(length)
  for (let i = 0; i < length; i++) array[i] = make(i)
  return array
}

const typeOf = (array) => (array instanceof Float64Array ? 'f64' : array instanceof Float32Array ? 'f32' : 'u32')

function writeArrays(folder, sizes, arrays) {
  if (endianness() !== 'LE') throw new Error('The bench writes its arrays little-endian and this machine is not.')
  const written = { sizes: Uint32Array.from(sizeOrder, (name) => sizes[name]), ...arrays }
  const entries = Object.entries(written).map(([name, array]) => {
    const type = typeOf(array)
    const file = `${name}.${type}`
    writeFileSync(join(folder, file), new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return [name, { file, type, length: array.length, shape: shapeOf(name, array.length, sizes) }]
  })
  const manifest = { folder, sizes, arrays: Object.fromEntries(entries) }
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

function shapeOf(name, length, { underlyings, scenarios, spanStride, factors }) {
  if (name.startsWith('grid.')) return [underlyings, scenarios]
  if (name.startsWith('grid33.')) return [underlyings, spanStride]
  if (name.startsWith('strike.')) return [underlyings, length / underlyings]
  if (name === 'book.matrix33') return [length / spanStride, spanStride]
  if (name.startsWith('book.matrix')) return [length / scenarios, scenarios]
  if (name === 'mc.cholesky') return [factors, factors]
  return [length]
}
