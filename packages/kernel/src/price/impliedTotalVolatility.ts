import { log, log1p } from '../elementary/log.js'
import { logRatio } from '../elementary/logRatio.js'
import { millsRatio } from '../normal/millsRatio.js'
import { normalPdf } from '../normal/normalPdf.js'
import { centralQuantile, tailQuantile } from '../normal/normalQuantile.js'
import { normalMoneyness } from './normalMoneyness.js'
import { timeValue } from './timeValue.js'

const logRootTwoPi = 0.9189385332046728
/** Two or three steps are usual and six rare; only a price that contradicts itself by its own rounding bisects for longer. */
const stepsMax = 40

/** Volatility whose at-the-money value is the fraction β of the forward; complement = 1 − β. */
function atTheMoney(beta: number, complement: number): number {
  return 2 * (beta < 0.2 ? centralQuantile(0.5 * beta) : tailQuantile(0.5 * complement))
}

/** 1 − β(v), without cancellation where β is near one. */
function complementOf(k: number, v: number): number {
  const a = k / v - 0.5 * v
  if (a >= -1) return 1 - timeValue(-k, 1, v)
  return normalPdf(a) * (millsRatio(-a) + millsRatio(k / v + 0.5 * v))
}

/** ln(value/target), from the difference where the two are near. */
function logQuotient(value: number, target: number): number {
  const relative = (value - target) / target
  return relative > -0.5 && relative < 1 ? log1p(relative) : log(value) - log(target)
}

/** Root below the inflection point v² = 2k, where ln β is matched. */
function fromSmallValue(beta: number, k: number): number {
  const inflection = Math.sqrt(2 * k)
  let lower = 0
  let upper = inflection
  let v = k / normalMoneyness(log(beta) - 0.5 * k - log(k) + logRootTwoPi)
  if (!(v < inflection)) v = inflection
  for (let step = 0; step < stepsMax; step++) {
    const value = timeValue(-k, 1, v)
    const error = logQuotient(value, beta)
    if (error > 0) upper = v
    else lower = v
    const a = k / v - 0.5 * v
    const b = k / v + 0.5 * v
    const slope = normalPdf(a) / value
    const change = -error / slope / (1 - 0.5 * error * ((a * b) / (v * slope) - 1))
    let next = v + change
    if (!(next >= lower && next <= upper)) next = 0.5 * (lower + upper)
    const settled = Math.abs(next - v) <= 1e-7 * v
    v = next
    if (settled) break
  }
  return v
}

/** Root above the inflection point, where ln(1 − β) is matched. */
function fromLargeValue(beta: number, complement: number, k: number): number {
  let lower = Math.sqrt(2 * k)
  let upper = Infinity
  const level = atTheMoney(beta, complement)
  let v = 0.5 * (level + Math.sqrt(level * level + 8 * k))
  for (let step = 0; step < stepsMax; step++) {
    const value = complementOf(k, v)
    const error = beta < 0.5 ? log1p((beta - timeValue(-k, 1, v)) / complement) : logQuotient(value, complement)
    if (error > 0) lower = v
    else upper = v
    const a = k / v - 0.5 * v
    const b = k / v + 0.5 * v
    const slope = normalPdf(a) / value
    const change = error / slope / (1 + 0.5 * error * ((a * b) / (v * slope) + 1))
    let next = v + change
    if (!(next >= lower && next <= upper)) next = upper === Infinity ? 2 * v : 0.5 * (lower + upper)
    const settled = Math.abs(next - v) <= 1e-7 * v
    v = next
    if (settled) break
  }
  return v
}

/**
 * Total volatility σ√T at which Black-76 gives an undiscounted price, to the accuracy that the price's own float64 digits
 * allow: the time value is matched on a logarithmic scale below the inflection point v² = 2|ln(F/K)|, its complement to the
 * bound above it, by bracketed Halley steps (the choice of scales follows Jäckel, "Let's be rational", 2013).
 *
 * @param price undiscounted price
 * @returns 0 when the price is exactly the intrinsic value; NaN below the intrinsic value, at or above the bound (forward
 * for a call, strike for a put), and for arguments that are not positive
 *
 * @example
 * import { black76, impliedTotalVolatility } from '@plimsoll/kernel'
 * impliedTotalVolatility(black76(100, 120, 0.5, true), 100, 120, true).toFixed(14) // => '0.50000000000000'
 * impliedTotalVolatility(101, 100, 120, true) // => NaN
 */
export function impliedTotalVolatility(price: number, forward: number, strike: number, isCall: boolean): number {
  if (!(forward > 0 && strike > 0 && forward < Infinity && strike < Infinity)) return Number.NaN
  const d = isCall ? forward - strike : strike - forward
  const value = price - 0.5 * (d + Math.abs(d))
  const room = (isCall ? forward : strike) - price
  if (!(value >= 0 && room > 0)) return Number.NaN
  if (value === 0) return 0
  const low = forward < strike ? forward : strike
  const beta = value / low
  const complement = room / low
  const k = Math.abs(logRatio(forward, strike))
  if (k === 0) return atTheMoney(beta, complement)
  const inflectionValue = 0.5 - 0.3989422804014327 * millsRatio(Math.sqrt(2 * k))
  return beta < inflectionValue ? fromSmallValue(beta, k) : fromLargeValue(beta, complement, k)
}
