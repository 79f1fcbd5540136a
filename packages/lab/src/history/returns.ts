import { logRatio } from '@plimsoll/kernel'
import { PlimsollError } from 'plimsoll'
import { checkSeries, checkWhole, type Series } from '../series/series.js'

function checkPrices(prices: Series): void {
  checkSeries('prices', prices)
  for (let t = 0; t < prices.length; t++) {
    const value = prices[t]!
    if (value > 0) continue
    throw new PlimsollError('INPUT_INVALID', { where: `prices[${t}]`, value, expected: 'a positive price' })
  }
}

/** ln(p_t/p_(t−1)): one entry fewer than the prices. */
export function logReturns(prices: Series): Float64Array {
  checkPrices(prices)
  return Float64Array.from({ length: prices.length - 1 }, (_, t) => logRatio(prices[t + 1]!, prices[t]!))
}

/** p_t/p_(t−1) − 1: one entry fewer than the prices. */
export function simpleReturns(prices: Series): Float64Array {
  checkPrices(prices)
  return Float64Array.from({ length: prices.length - 1 }, (_, t) => (prices[t + 1]! - prices[t]!) / prices[t]!)
}

/**
 * Sums of `horizon` successive log returns, one ending at each entry from the `horizon`-th on: overlapping returns of a
 * margin period.
 */
export function overlappingSums(returns: Series, horizon: number): Float64Array {
  checkSeries('returns', returns, 0)
  checkWhole('horizon', horizon, 1)
  return Float64Array.from({ length: Math.max(0, returns.length - horizon + 1) }, (_, t) => {
    let sum = 0
    for (let k = 0; k < horizon; k++) sum += returns[t + k]!
    return sum
  })
}

/**
 * Every `count`-th entry, counted back from the newest: bucket 0 ends with the newest entry. Within a bucket
 * overlapping sums of `count` returns no longer overlap.
 */
export function interleaved(series: Series, count: number): readonly Float64Array[] {
  checkWhole('count', count, 1)
  return Array.from({ length: count }, (_, bucket) => {
    const length = Math.max(0, Math.ceil((series.length - bucket) / count))
    return Float64Array.from({ length }, (_entry, k) => series[series.length - 1 - bucket - (length - 1 - k) * count]!)
  })
}
