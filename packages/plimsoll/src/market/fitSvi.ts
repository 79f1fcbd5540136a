import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { SviParameters } from '../pricing/svi.js'
import { freeSlice } from './freeSlice.js'
import { leastSquares } from './leastSquares.js'
import { type CalendarCheck, type MoneynessRange, sviArbitrage } from './sviArbitrage.js'
import type { ButterflyCheck } from './sviButterfly.js'
import { sviCoordinates } from './sviCoordinates.js'
import { fillVolatilityErrors, type SviQuotes } from './sviQuotes.js'
import { sviStarts } from './sviStarts.js'

export interface SviFitOptions {
  /** Weight of each quote's squared error; default 1 each. */
  readonly weights?: readonly number[]
  /** Keeps the slice free of butterfly arbitrage, and of calendar arbitrage against `previous`. Default false. */
  readonly arbitrageFree?: boolean
  /** The slice of the expiry before, at equal log-moneyness. */
  readonly previous?: SviParameters
}

/** A slice fitted to quotes. */
export interface SviFit {
  readonly parameters: SviParameters
  /** Root mean square of fitted minus quoted volatility (0.01 = one point), unweighted. */
  readonly rmsError: number
  readonly maxError: number
  readonly butterfly: ButterflyCheck
  /** Absent without `previous`. */
  readonly calendar?: CalendarCheck
}

const leastQuotes = 5

/**
 * Fits a raw SVI slice to quoted volatilities by least squares in volatility.
 *
 * For a grid of (m, σ) the three other parameters follow from a linear problem (quasi-explicit start: Zeliade Systems,
 * Quasi-Explicit Calibration of Gatheral's SVI Model, 2009); the best starts are polished by Levenberg–Marquardt in
 * coordinates that keep b ≥ 0, |ρ| < 1, σ > 0 and positive variance. With `arbitrageFree`, negative g, wings steeper
 * than 2 and variance below the previous slice are penalised ever harder, and what is left is removed by flattening
 * and lifting the slice. Butterflies are looked for well beyond the quotes, calendar spreads on the quoted range. The
 * same input gives the same bits.
 *
 * @param strikes at least five, strictly increasing, above 0
 * @param vols annual volatilities (0.55 = 55 %)
 * @param years time to expiry
 * @throws PlimsollError INPUT_INVALID; SURFACE_ARBITRAGE when `arbitrageFree` is asked for and no such slice was found
 *
 * @example
 * import { fitSvi } from 'plimsoll'
 * const fit = fitSvi([60, 80, 100, 125, 160], [0.8, 0.66, 0.6, 0.62, 0.7], 100, 0.25, { arbitrageFree: true })
 * fit.butterfly.free // => true
 * fit.rmsError < 0.01 // => true
 */
export function fitSvi(
  strikes: readonly number[],
  vols: readonly number[],
  forward: number,
  years: number,
  options: SviFitOptions = {},
): SviFit {
  check(strikes, vols, forward, years, options.weights)
  const ks = strikes.map((strike) => log(strike / forward))
  const quotes: SviQuotes = { ks, vols, years, weights: options.weights ?? ks.map(() => 1) }
  const quoted: MoneynessRange = [ks[0]!, ks.at(-1)!]
  const coordinates = sviCoordinates(ks.at(-1)! - ks[0]!)
  const { pack, unpack } = coordinates
  const costOf = (slice: SviParameters): number => {
    const residuals = new Float64Array(ks.length)
    fillVolatilityErrors(quotes, slice, residuals)
    return residuals.reduce((sum, residual) => sum + residual * residual, 0)
  }
  const fits = sviStarts(quotes, (slice) => unpack(pack(slice))).map((start) => {
    const fill = (point: Float64Array, residuals: Float64Array): void =>
      fillVolatilityErrors(quotes, unpack(point), residuals)
    const slice = unpack(leastSquares(fill, ks.length, pack(start)).point)
    return options.arbitrageFree === true ? freeSlice(quotes, slice, coordinates, quoted, options.previous) : slice
  })
  const best = fits.reduce((left, right) => (costOf(right) < costOf(left) ? right : left))
  return report(quotes, best, quoted, options.previous)
}

function check(
  strikes: readonly number[],
  vols: readonly number[],
  forward: number,
  years: number,
  weights: readonly number[] | undefined,
): void {
  const refuse = (where: string, value: unknown, expected: string): never => {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  const positive = (value: number | undefined): boolean => value !== undefined && value > 0 && Number.isFinite(value)
  if (strikes.length < leastQuotes)
    refuse('strikes', strikes.length, `at least ${leastQuotes} strikes for five parameters`)
  if (vols.length !== strikes.length) refuse('vols', vols.length, `as many volatilities as strikes, ${strikes.length}`)
  if (!positive(forward)) refuse('forward', forward, 'a number above 0')
  if (!positive(years)) refuse('years', years, 'a number above 0')
  for (const [row, strike] of strikes.entries()) {
    if (!positive(strike) || (row > 0 && strike <= strikes[row - 1]!))
      refuse(`strikes[${row}]`, strike, 'increasing numbers above 0')
    if (!positive(vols[row])) refuse(`vols[${row}]`, vols[row], 'a number above 0')
    if (weights !== undefined && !(weights[row]! >= 0)) refuse(`weights[${row}]`, weights[row], 'a number at least 0')
  }
}

function report(
  quotes: SviQuotes,
  parameters: SviParameters,
  quoted: MoneynessRange,
  previous: SviParameters | undefined,
): SviFit {
  const residuals = new Float64Array(quotes.ks.length)
  fillVolatilityErrors({ ...quotes, weights: quotes.ks.map(() => 1) }, parameters, residuals)
  let squares = 0
  let maxError = 0
  for (const residual of residuals) {
    squares += residual * residual
    maxError = Math.max(maxError, Math.abs(residual))
  }
  const { butterfly, calendar } = sviArbitrage(parameters, quoted, previous)
  return Object.freeze({
    parameters: Object.freeze(parameters),
    rmsError: Math.sqrt(squares / residuals.length),
    maxError,
    butterfly,
    ...(calendar === undefined ? {} : { calendar }),
  })
}
