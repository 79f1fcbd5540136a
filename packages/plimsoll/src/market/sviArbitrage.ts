import { type SviParameters, sviTotalVariance } from '../pricing/svi.js'
import { type ButterflyCheck, sviButterfly } from './sviButterfly.js'

/** Ranges of log-moneyness that a slice is checked on. */
export interface SviRanges {
  /** Well beyond the quotes: a slice must not be worth less than nothing where nobody looks either. */
  readonly butterfly: readonly [from: number, to: number]
  /** The quotes themselves. Farther out two slices are compared that nobody has quoted, and the steeper wings of short expiries
   * would bend the longer ones away from their own quotes. */
  readonly calendar: readonly [from: number, to: number]
}

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

/** Checks a slice for butterfly arbitrage, and against the slice before for calendar arbitrage. */
export function sviArbitrage(
  parameters: SviParameters,
  ranges: SviRanges,
  previous: SviParameters | undefined,
): SliceArbitrage {
  const butterfly = sviButterfly(parameters, ...ranges.butterfly)
  if (previous === undefined) return { free: butterfly.free, butterfly }
  const [from, to] = ranges.calendar
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
