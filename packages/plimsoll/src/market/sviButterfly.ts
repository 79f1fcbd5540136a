import { type SviParameters, sviDurrleman, sviTotalVariance } from '../pricing/svi.js'

/** Where Durrleman's g is least on a range, and how small it is there. */
export interface ButterflyCheck {
  /** g ≥ 0 on the whole range and both wings no steeper than Lee's bound. */
  readonly free: boolean
  readonly least: number
  /** Log-moneyness of the least g. */
  readonly at: number
}

const gridPoints = 400
const leastStandardDeviations = 5
const leastRange = 0.2
/** The bend of a slice lies within a few σ of m; beyond, g goes straight to its limit. */
const bendWidths = 4

/**
 * Half width of the range of log-moneyness around 0 outside which nothing can happen that the wings' slopes do not
 * say.
 */
export function sviReach(parameters: SviParameters): number {
  const atTheMoney = sviTotalVariance(parameters, 0)
  const bend = Math.abs(parameters.m) + bendWidths * parameters.sigma
  return Math.max(leastRange, bend, leastStandardDeviations * Math.sqrt(atTheMoney > 0 ? atTheMoney : 0))
}

/**
 * Checks an SVI slice for butterfly arbitrage: g on a fine grid over [from, to], refined around its least point, and
 * the slopes b(1 ± ρ) ≤ 2 of the wings (Lee, The Moment Formula for Implied Volatility at Extreme Strikes, 2004). A
 * slice whose variance is not positive somewhere has least −∞ there.
 */
export function sviButterfly(parameters: SviParameters, from: number, to: number): ButterflyCheck {
  let least = Number.POSITIVE_INFINITY
  let at = from
  let left = from
  let step = (to - from) / gridPoints
  let points = gridPoints
  for (let pass = 0; pass < 3; pass++) {
    for (let point = 0; point <= points; point++) {
      const k = left + step * point
      const g = sviDurrleman(parameters, k)
      const value = Number.isNaN(g) ? Number.NEGATIVE_INFINITY : g
      if (value < least) {
        least = value
        at = k
      }
    }
    left = at - step
    points = 20
    step = (2 * step) / points
  }
  const steepest = parameters.b * (1 + Math.abs(parameters.rho))
  return { free: least >= 0 && steepest <= 2, least, at }
}
