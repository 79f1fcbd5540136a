import { type SviParameters, sviTotalVariance } from '../pricing/svi.js'
import { type ButterflyCheck, sviButterfly, sviReach } from './sviButterfly.js'

/** Range of log-moneyness. */
export type MoneynessRange = readonly [from: number, to: number]

/** How a slice stands to the expiry before it: the least w(k) − w_previous(k), and where. */
export interface CalendarCheck {
  readonly free: boolean
  readonly least: number
  /** Log-moneyness of the least difference. */
  readonly at: number
}

export interface SliceArbitrage {
  readonly free: boolean
  readonly butterfly: ButterflyCheck
  /** Absent without a previous slice. */
  readonly calendar?: CalendarCheck
}

const gridPoints = 320

/** Where butterflies are looked for: as far as the slice bends, and at least on the quoted range. */
export function butterflyRange(parameters: SviParameters, [from, to]: MoneynessRange): MoneynessRange {
  const reach = sviReach(parameters)
  return [Math.min(from, -reach), Math.max(to, reach)]
}

/**
 * Checks a slice for butterfly arbitrage, well beyond its quotes, and against the slice before for calendar arbitrage,
 * on the quoted range. Farther out two slices would be compared that nobody has quoted, and the steeper wings of short
 * expiries would bend the longer ones away from their own quotes.
 */
export function sviArbitrage(
  parameters: SviParameters,
  quoted: MoneynessRange,
  previous: SviParameters | undefined,
): SliceArbitrage {
  const butterfly = sviButterfly(parameters, ...butterflyRange(parameters, quoted))
  if (previous === undefined) return { free: butterfly.free, butterfly }
  const [from, to] = quoted
  let least = Number.POSITIVE_INFINITY
  let at = from
  for (let point = 0; point <= gridPoints; point++) {
    const k = from + ((to - from) * point) / gridPoints
    const gap = sviTotalVariance(parameters, k) - sviTotalVariance(previous, k)
    if (gap < least) {
      least = gap
      at = k
    }
  }
  const calendar = { free: least >= 0, least, at }
  return { free: butterfly.free && calendar.free, butterfly, calendar }
}
