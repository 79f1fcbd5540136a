/**
 * Every margin model on one book of 200 legs, and how its time grows with legs, scenarios and underlyings: slopes of a straight
 * line through the logarithms, 1 for work in proportion. The prices that the looking-back models see are a seeded random
 * walk. Parameters that nobody published are set to 0.05 here: this measures time, not margin.
 */
import { createRequire } from 'node:module'
import { createValuation, margin, parseBook, parseMarket, rulebook, rulebooks, withParameters } from 'plimsoll'
import { quantile, randomFrom } from './measure.mjs'

const { blackScholes } = createRequire(import.meta.url)('black-scholes')
const asOf = Date.parse('2026-02-05T12:00:00Z')
const day = 86_400_000
const legsOfRow = 200
const supplied = 0.05

export function benchModels() {
  const specs = rulebooks().map(complete)
  const reference = makeCase({ legs: legsOfRow, underlyings: 2 })
  const textbook = textbookMicroseconds(reference)
  const rows = []
  for (const spec of specs) {
    const times = modelTimes(reference, spec)
    if (times === undefined) continue
    const fromNothing = fromNothingTimes(reference, spec)
    rows.push(
      modelRow(`model.${spec.id}.legs200.sharedArrays.p50`, times, textbook),
      modelRow(`model.${spec.id}.legs200.fromNothing.p50`, fromNothing, textbook),
    )
  }
  return [...rows, ...growth(specs)]
}

/** The rule book with everything that nobody published filled in. */
function complete(spec) {
  const missing = Object.entries(spec.parameters ?? {}).filter(([, { value }]) => value === null)
  return missing.length === 0
    ? spec
    : withParameters(spec, Object.fromEntries(missing.map(([name]) => [name, supplied])))
}

function growth(specs) {
  const rows = []
  for (const spec of specs) {
    const byLegs = slope([25, 50, 100, 200, 400], (legs) => makeCase({ legs, underlyings: 2 }), spec)
    const byUnderlyings = slope([1, 2, 4, 8, 16], (underlyings) => makeCase({ legs: legsOfRow, underlyings }), spec)
    if (byLegs === undefined || byUnderlyings === undefined) continue
    rows.push(
      { id: `model.${spec.id}.growth.legs`, unit: 'slope', value: byLegs.slope, points: byLegs.points },
      {
        id: `model.${spec.id}.growth.underlyings`,
        unit: 'slope',
        value: byUnderlyings.slope,
        points: byUnderlyings.points,
      },
    )
  }
  const at = makeCase({ legs: legsOfRow, underlyings: 2 })
  const scan = slope(
    [33, 132, 528, 2112],
    () => at,
    undefined,
    (count) => wider(rulebook('portfolio'), count),
  )
  const paths = slope(
    [250, 500, 1000, 2000, 4000],
    () => at,
    undefined,
    (count) => withPaths(rulebook('monte-carlo-es'), count),
  )
  const days = slope(
    [250, 500, 1000],
    () => at,
    undefined,
    (count) => withWindow(rulebook('historical-var'), count),
  )
  rows.push(
    { id: 'model.scan.growth.scenarios', unit: 'slope', value: scan.slope, points: scan.points },
    { id: 'model.monte-carlo.growth.paths', unit: 'slope', value: paths.slope, points: paths.points },
    { id: 'model.historical.growth.days', unit: 'slope', value: days.slope, points: days.points },
  )
  return rows
}

function slope(sizes, caseOf, spec, specOf = () => spec) {
  const points = []
  for (const size of sizes) {
    const times = modelTimes(caseOf(size), specOf(size), 12)
    if (times === undefined) return undefined
    points.push([size, quantile(times, 0.5)])
  }
  const xs = points.map(([x]) => Math.log(x))
  const ys = points.map(([, y]) => Math.log(y))
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length
  const mx = mean(xs)
  const my = mean(ys)
  const top = xs.reduce((sum, x, row) => sum + (x - mx) * (ys[row] - my), 0)
  return { slope: top / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0), points }
}

/** Microseconds of a margin once the tick's arrays are there; undefined for a rule book that wants more than this market has. */
function modelTimes({ market, book }, spec, calls = 40) {
  const valuation = createValuation(market, spec)
  try {
    margin(book, market, spec, valuation)
  } catch (error) {
    console.log(`  ${spec.id} is not measured: ${error.code} ${error.message}`)
    return undefined
  }
  for (let call = 0; call < 3; call++) margin(book, market, spec, valuation)
  const times = []
  const until = performance.now() + 1500
  for (let call = 0; call < calls && (call < 5 || performance.now() < until); call++) {
    const start = process.hrtime.bigint()
    margin(book, market, spec, valuation)
    times.push(Number(process.hrtime.bigint() - start) / 1000)
  }
  return times
}

/** Microseconds with everything revalued, as at the first account of a tick. */
function fromNothingTimes({ market, book }, spec) {
  return Array.from({ length: 9 }, () => {
    const start = process.hrtime.bigint()
    margin(book, market, spec, createValuation(market, spec))
    return Number(process.hrtime.bigint() - start) / 1000
  })
}

function modelRow(id, times, textbook) {
  const value = quantile(times, 0.5)
  return {
    id,
    unit: 'µs',
    value,
    spread: [Math.min(...times), Math.max(...times)],
    rival: 'npm black-scholes, every leg in 33 scenarios, same process',
    rivalValue: textbook,
    ratio: textbook / value,
  }
}

function wider(spec, count) {
  const moves = Math.round(count / 3)
  const grid = {
    ...spec.scenarios.grid,
    tails: [],
    moves: Array.from({ length: moves }, (_, row) => (2 * row) / (moves - 1) - 1),
  }
  return { ...spec, scenarios: { grid } }
}

function withPaths(spec, paths) {
  return { ...spec, scenarios: { scenarios: { ...spec.scenarios.scenarios, paths } } }
}

function withWindow(spec, days) {
  return withParameters(spec, { windowDays: days })
}

function textbookMicroseconds({ market, book }) {
  const legs = book.positions.flatMap(({ instrument, quantity }) => {
    const option = market.instruments.get(instrument)
    if (option.kind !== 'option') return []
    const { index } = market.underlyings[option.underlying]
    const years = (option.expiry - asOf) / (365 * day)
    return [
      {
        index,
        strike: option.strike,
        years,
        right: option.right,
        quantity: Number(quantity.units) / 10 ** quantity.scale,
      },
    ]
  })
  const once = () => {
    let worst = 0
    for (let scenario = 0; scenario < 33; scenario++) {
      let profit = 0
      for (const leg of legs) {
        const move = 1 + (scenario - 16) / 100
        profit += leg.quantity * blackScholes(leg.index * move, leg.strike, leg.years, 0.6, 0, leg.right)
      }
      worst = Math.min(worst, profit)
    }
    return worst
  }
  once()
  const times = Array.from({ length: 20 }, () => {
    const start = process.hrtime.bigint()
    once()
    return Number(process.hrtime.bigint() - start) / 1000
  })
  return quantile(times, 0.5)
}

const cases = new Map()

/** Half options of four expiries, a perpetual and a future for each underlying, and coins. */
function makeCase({ legs, underlyings }) {
  const key = `${legs} ${underlyings}`
  if (cases.has(key)) return cases.get(key)
  const names = [
    'BTC',
    'ETH',
    'SOL',
    'XRP',
    'ADA',
    'AVAX',
    'LINK',
    'DOGE',
    'LTC',
    'BNB',
    'DOT',
    'UNI',
    'APT',
    'ARB',
    'OP',
    'NEAR',
  ].slice(0, underlyings)
  const random = randomFrom(7)
  const expiries = ['2026-02-27T08:00:00Z', '2026-03-27T08:00:00Z', '2026-06-26T08:00:00Z', '2026-12-25T08:00:00Z']
  const prices = Object.fromEntries(names.map((name, row) => [name, 70_000 / (row + 1)]))
  const instruments = names.flatMap((name) => [
    {
      kind: 'perpetual',
      id: `${name}-PERPETUAL`,
      underlying: name,
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'future',
      id: `${name}-26JUN26`,
      underlying: name,
      contractSize: 1,
      expiry: expiries[2],
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    ...expiries.flatMap((expiry) =>
      Array.from({ length: 26 }, (_, row) => Math.round(prices[name] * (0.6 + 0.032 * row) * 100) / 100).flatMap(
        (strike) =>
          ['call', 'put'].map((right) => ({
            kind: 'option',
            id: `${name}-${expiry.slice(0, 10)}-${strike}-${right}`,
            underlying: name,
            contractSize: 1,
            expiry,
            strike,
            right,
            settlement: { kind: 'linear', currency: 'USDC' },
          })),
      ),
    ),
  ])
  const steps = 1200
  const times = Array.from({ length: steps }, (_, row) => new Date(asOf - (steps - row) * day).toISOString())
  const closes = Object.fromEntries(
    names.map((name) => {
      let log = 0
      const path = Array.from({ length: steps }, () => {
        log += 0.035 * (random() + random() + random() + random() - 2) * Math.sqrt(3)
        return Math.exp(log)
      })
      return [name, path.map((close) => (close / path.at(-1)) * prices[name])]
    }),
  )
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf: new Date(asOf).toISOString(),
    source: { kind: 'manual', name: 'bench: random walk' },
    currency: 'USD',
    assets: {
      USDC: { price: 1, decimals: 6 },
      ...Object.fromEntries(names.map((name) => [name, { price: prices[name], decimals: 8, underlying: name }])),
    },
    underlyings: Object.fromEntries(
      names.map((name) => [
        name,
        {
          index: prices[name],
          forwards: expiries.map((expiry, row) => ({ expiry, price: prices[name] * (1 + 0.005 * (row + 1)) })),
          slices: expiries.map((expiry) => ({
            kind: 'quotes',
            expiry,
            strikes: [0.5, 0.75, 1, 1.25, 1.5].map((share) => share * prices[name]),
            vols: [0.8, 0.65, 0.55, 0.6, 0.7],
          })),
        },
      ]),
    ),
    instruments,
    marks: Object.fromEntries(names.map((name) => [`${name}-PERPETUAL`, prices[name]])),
    history: { stepDays: 1, times, closes },
  })
  const perName = Math.ceil(legs / names.length)
  const chosen = names.flatMap((name) => {
    const own = instruments.filter(({ underlying }) => underlying === name)
    const stride = Math.max(Math.floor(own.length / perName), 1)
    return own.filter((_, row) => row % stride === 0).slice(0, perName)
  })
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'bench',
    balances: [
      { asset: 'USDC', amount: '5000000' },
      { asset: 'BTC', amount: '20' },
    ],
    positions: chosen
      .slice(0, legs)
      .map(({ id }) => ({ instrument: id, quantity: (Math.round((random() - 0.5) * 100) / 10 || 0.1).toString() })),
  })
  const made = { market, book }
  cases.set(key, made)
  return made
}
