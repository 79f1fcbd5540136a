import { black76, exp, log } from '@plimsoll/kernel'
import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { sliceVolatility } from './sliceVolatility.js'
import type { ForwardPoint, SurfaceSlice } from './snapshot.js'
import { sviButterfly, sviReach } from './sviButterfly.js'
import { yearsBetween } from './time.js'

/** A place where a surface lets somebody lock in a profit. */
export interface SurfaceViolation {
  /** `butterfly`: within one expiry; `calendar`: total variance falls from the expiry before to this one. */
  readonly kind: 'butterfly' | 'calendar'
  readonly expiry: number
  /** ln(K / F) of the worst place. */
  readonly logMoneyness: number
  /**
   * Above 0. SVI butterfly: −g, or the slope beyond Lee's 2; quotes butterfly: the price of the violated spread as a
   * fraction of the forward; calendar: missing total variance.
   */
  readonly size: number
}

export interface SurfaceArbitrageOptions {
  /** Sizes up to this are taken for rounding. Default 1e-10. */
  readonly tolerance?: number
}

const gridPoints = 120
/**
 * Looks for static arbitrage in a surface of log-normal volatilities: one violation, the worst, for each slice and
 * each pair of neighbours that has any.
 *
 * SVI slices are checked through Durrleman's g and Lee's wing bound; quoted slices through the prices at their
 * strikes, which must fall and be convex in the strike with a slope between −1 and 0 (Gatheral and Jacquier,
 * arXiv:1204.0646, §2). Between expiries total variance at equal log-moneyness must not fall (ibid., Lemma 2.1): SVI
 * against SVI on a grid beyond the bends and at least to five standard deviations, anything else on the strikes that
 * both slices quote around.
 *
 * @param slices increasing expiries; those at or before `asOf` are passed over
 * @param forwards one for every slice that is made of quotes
 * @throws PlimsollError FORWARD_MISSING when a quoted slice has no forward
 *
 * @example
 * import { surfaceArbitrage } from 'plimsoll'
 * const flat = { kind: 'svi', expiry: 31_536_000_000, a: 0.25, b: 0, rho: 0, m: 0, sigma: 0.1 }
 * surfaceArbitrage([flat], [], 0).length // => 0
 */
export function surfaceArbitrage(
  slices: readonly SurfaceSlice[],
  forwards: readonly ForwardPoint[],
  asOf: number,
  options: SurfaceArbitrageOptions = {},
): readonly SurfaceViolation[] {
  const tolerance = options.tolerance ?? 1e-10
  const found: SurfaceViolation[] = []
  let previous: Prepared | undefined
  for (const slice of slices) {
    if (slice.expiry <= asOf) continue
    const current = prepare(slice, forwards, asOf)
    found.push(butterfly(current))
    if (previous !== undefined) found.push(calendar(previous, current))
    previous = current
  }
  return found.filter(({ size }) => size > tolerance)
}

interface Prepared {
  readonly slice: SurfaceSlice
  readonly years: number
  /** Strikes are given as multiples of the forward. */
  readonly variance: (k: number) => number
  /** Log-moneyness of the quotes; of an SVI slice the ends of the checked range. */
  readonly ks: readonly number[]
}

function prepare(slice: SurfaceSlice, forwards: readonly ForwardPoint[], asOf: number): Prepared {
  const years = yearsBetween(asOf, slice.expiry)
  const forward = slice.kind === 'svi' ? 1 : forwards.find(({ expiry }) => expiry === slice.expiry)?.price
  if (forward === undefined) {
    throw new PlimsollError('FORWARD_MISSING', {
      where: `forward of ${formatInstant(slice.expiry)}`,
      expected: 'a forward for every slice of quotes',
    })
  }
  const variance = (k: number): number => {
    const vol = sliceVolatility(slice, 'black', forward * exp(k), forward, years)
    return vol * vol * years
  }
  if (slice.kind === 'quotes')
    return { slice, years, variance, ks: slice.strikes.map((strike) => log(strike / forward)) }
  const half = sviReach(slice)
  return { slice, years, variance, ks: [-half, half] }
}

function butterfly({ slice, variance, ks }: Prepared): SurfaceViolation {
  const { expiry } = slice
  if (slice.kind === 'svi') {
    const check = sviButterfly(slice, ks[0]!, ks[1]!)
    const steep = slice.b * (1 + Math.abs(slice.rho)) - 2
    return -check.least >= steep
      ? { kind: 'butterfly', expiry, logMoneyness: check.at, size: -check.least }
      : { kind: 'butterfly', expiry, logMoneyness: slice.rho < 0 ? ks[0]! : ks[1]!, size: steep }
  }
  // The strike 0, where a call is worth the forward, closes the lower end.
  const moneyness = [0, ...ks.map((k) => exp(k))]
  const calls = [1, ...ks.map((k) => black76(1, exp(k), Math.sqrt(variance(k)), true))]
  let size = Number.NEGATIVE_INFINITY
  let at = 0
  const consider = (row: number, violation: number): void => {
    if (violation <= size) return
    size = violation
    at = row
  }
  for (let row = 1; row < calls.length; row++) {
    const width = moneyness[row]! - moneyness[row - 1]!
    const fall = calls[row - 1]! - calls[row]!
    consider(row - 1, -fall)
    consider(row - 1, fall - width)
    if (row + 1 === calls.length) continue
    const next = moneyness[row + 1]! - moneyness[row]!
    const chord = (calls[row - 1]! * next + calls[row + 1]! * width) / (width + next)
    consider(row - 1, calls[row]! - chord)
  }
  return { kind: 'butterfly', expiry, logMoneyness: ks[at]!, size }
}

function calendar(previous: Prepared, current: Prepared): SurfaceViolation {
  let size = Number.NEGATIVE_INFINITY
  let at = 0
  for (const k of calendarPlaces(previous, current)) {
    const missing = previous.variance(k) - current.variance(k)
    if (missing <= size) continue
    size = missing
    at = k
  }
  return { kind: 'calendar', expiry: current.slice.expiry, logMoneyness: at, size }
}

/** Where to compare: a grid for two SVI slices, otherwise the quoted places that lie within both slices' quotes. */
function calendarPlaces(previous: Prepared, current: Prepared): readonly number[] {
  const bothSvi = previous.slice.kind === 'svi' && current.slice.kind === 'svi'
  if (bothSvi) {
    const from = Math.min(previous.ks[0]!, current.ks[0]!)
    const width = Math.max(previous.ks[1]!, current.ks[1]!) - from
    return Array.from({ length: gridPoints + 1 }, (_, point) => from + (width * point) / gridPoints)
  }
  const quoted = [previous, current].filter(({ slice }) => slice.kind === 'quotes')
  const from = Math.max(...quoted.map(({ ks }) => ks[0]!))
  const to = Math.min(...quoted.map(({ ks }) => ks.at(-1)!))
  return quoted.flatMap(({ ks }) => ks).filter((k) => k >= from && k <= to)
}
