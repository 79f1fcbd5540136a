/** Options one at a time with packages from npm: black-scholes (with greeks), and mathjs where it is installed. */
import { createRequire } from 'node:module'
import { cpuSeconds } from '../measure.mjs'

const require = createRequire(import.meta.url)
const { blackScholes } = require('black-scholes')
const greeks = require('greeks')

/**
 * Rates of each package over the first options of the list. black-scholes knows no forward, so the forward stands as spot
 * at rate zero and the price is discounted afterwards: the same numbers as everyone else's.
 *
 * @returns rows {rival, id, unit, samples, values}, `values` being the prices
 */
export function runNpmRivals({ arrays }, { count = 2_000, mathjsCount = 50_000, repeats = 5 } = {}) {
  const list = { count, ...namedList(arrays) }
  const rows = [
    row('npm black-scholes 1.1.0', 'price', list, repeats, blackScholesPrices),
    row('npm black-scholes 1.1.0 + greeks 1.0.0', 'greeks', list, repeats, blackScholesGreeks),
  ]
  const mathjs = loadMathjs()
  if (mathjs === undefined) return rows
  const longer = { ...list, count: mathjsCount }
  const rival = `npm mathjs ${mathjs.version}`
  const compiled = compiledPrice(mathjs)
  return [
    ...rows,
    row(rival, 'price', longer, repeats, (terms, out) => erfPrices(mathjs.erf, terms, out)),
    row(`${rival} compiled expression`, 'price', longer, repeats, compiled),
  ]
}

/** mathjs is large and only a rival: it is used where it is installed. */
export function loadMathjs() {
  try {
    return require('mathjs')
  } catch {
    return undefined
  }
}

function namedList(arrays) {
  const names = ['forwards', 'strikes', 'vols', 'years', 'discounts', 'isPut']
  return Object.fromEntries(names.map((name) => [name, arrays[`list.${name}`]]))
}

function row(rival, id, list, repeats, work) {
  const values = new Float64Array(list.count)
  const seconds = cpuSeconds(() => work(list, values), repeats)
  return { rival, id, unit: 'options/s', samples: seconds.map((second) => list.count / second), values }
}

function blackScholesPrices({ count, forwards, strikes, vols, years, discounts, isPut }, out) {
  for (let i = 0; i < count; i++) {
    out[i] = blackScholes(forwards[i], strikes[i], years[i], vols[i], 0, isPut[i] === 1 ? 'put' : 'call') * discounts[i]
  }
}

const greekSums = new Float64Array(4)

function blackScholesGreeks({ count, forwards, strikes, vols, years, discounts, isPut }, out) {
  for (let i = 0; i < count; i++) {
    const right = isPut[i] === 1 ? 'put' : 'call'
    const [f, k, t, v] = [forwards[i], strikes[i], years[i], vols[i]]
    out[i] = blackScholes(f, k, t, v, 0, right) * discounts[i]
    greekSums[0] += greeks.getDelta(f, k, t, v, 0, right)
    greekSums[1] += greeks.getGamma(f, k, t, v, 0)
    greekSums[2] += greeks.getVega(f, k, t, v, 0)
    greekSums[3] += greeks.getTheta(f, k, t, v, 0, right)
  }
}

function erfPrices(erf, { count, forwards, strikes, vols, years, discounts, isPut }, out) {
  const cumulative = (x) => 0.5 * (1 + erf(x * Math.SQRT1_2))
  for (let i = 0; i < count; i++) {
    const v = vols[i] * Math.sqrt(years[i])
    const d1 = Math.log(forwards[i] / strikes[i]) / v + 0.5 * v
    const sign = isPut[i] === 1 ? -1 : 1
    const value = forwards[i] * cumulative(sign * d1) - strikes[i] * cumulative(sign * (d1 - v))
    out[i] = sign * value * discounts[i]
  }
}

/** The formula as text, parsed once, as a user of expressions would write it. */
function compiledPrice(mathjs) {
  const expression = mathjs.compile(
    'v = vol * sqrt(t); d = log(f / k) / v + v / 2; ' +
      's * (f * (1 + erf(s * d / sqrt(2))) - k * (1 + erf(s * (d - v) / sqrt(2)))) / 2 * discount',
  )
  return ({ count, forwards, strikes, vols, years, discounts, isPut }, out) => {
    for (let i = 0; i < count; i++) {
      const scope = new Map([
        ['f', forwards[i]],
        ['k', strikes[i]],
        ['vol', vols[i]],
        ['t', years[i]],
        ['discount', discounts[i]],
        ['s', isPut[i] === 1 ? -1 : 1],
      ])
      out[i] = expression.evaluate(scope).entries.at(-1)
    }
  }
}
