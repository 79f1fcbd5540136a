/** Interest part of the rate for one interval, and how far the premium may be away from it before it counts. */
const interest = 0.0001
const deadBand = 0.0005

/**
 * Funding of one interval as a fraction of notional, positive when longs pay: the premium of the perpetual over the
 * index, pulled towards the interest by at most the dead band. Source: Binance, Introduction to Binance Futures
 * Funding Rates (funding = premium + clamp(interest − premium, ±0.05 %)).
 */
export function fundingRate(premium: number): number {
  return premium + Math.min(Math.max(interest - premium, -deadBand), deadBand)
}
