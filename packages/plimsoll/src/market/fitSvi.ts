import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { leastSquares, solve } from './leastSquares.js'
import { type SviParameters, sviDurrleman, sviTotalVariance } from './svi.js'
import { type ButterflyCheck, sviButterfly } from './sviButterfly.js'

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
  /** Least w(k) − w_previous(k) over the range; absent without `previous`. */
  readonly calendar?: { readonly free: boolean; readonly least: number; readonly at: number }
}

const leastQuotes = 5
const gridPoints = 80
/** Least g that the constrained fit aims at, so that the checked minimum between grid points is not below zero. */
const margin = 1e-3

/**
 * Fits a raw SVI slice to quoted volatilities by least squares in volatility.
 *
 * For a grid of (m, σ) the three other parameters follow from a linear problem (quasi-explicit start: Zeliade Systems,
 * Quasi-Explicit Calibration of Gatheral's SVI Model, 2009); the best starts are polished by Levenberg–Marquardt in
 * coordinates that keep b ≥ 0, |ρ| < 1, σ > 0 and positive variance. With `arbitrageFree`, negative g, wings steeper than 2
 * and variance below the previous slice are penalised ever harder, and what is left is removed by flattening the slice.
 * The same input gives the same bits.
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
  const quotes: Quotes = { ks, vols, years, weights: options.weights ?? ks.map(() => 1) }
  const starts = startsOf(quotes)
  const free = options.arbitrageFree === true
  let best: Float64Array | undefined
  let cost = Number.POSITIVE_INFINITY
  for (const start of starts) {
    const fit = leastSquares((point, residuals) => fillErrors(quotes, unpack(point), residuals), ks.length, start)
    if (fit.cost < cost) {
      cost = fit.cost
      best = fit.point
    }
  }
  let parameters = unpack(best!)
  const range = rangeOf(ks, vols, years)
  if (free) parameters = freed(quotes, best!, range, options.previous)
  return report(quotes, parameters, range, options.previous)
}

interface Quotes {
  readonly ks: readonly number[]
  readonly vols: readonly number[]
  readonly years: number
  readonly weights: readonly number[]
}
type Range = readonly [from: number, to: number]

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

/** The quoted range, widened by half and to at least four standard deviations. */
function rangeOf(ks: readonly number[], vols: readonly number[], years: number): Range {
  const width = Math.max((ks.at(-1)! - ks[0]!) / 2, 4 * Math.max(...vols) * Math.sqrt(years))
  return [Math.min(ks[0]! * 1.5, -width), Math.max(ks.at(-1)! * 1.5, width)]
}

/** Coordinates (√least variance, √b, ρ/√(1−ρ²), m, √σ): every real vector is a slice with positive variance. */
function unpack(point: Float64Array): SviParameters {
  const [u, v, r, m, s] = point as unknown as readonly [number, number, number, number, number]
  const cosine = 1 / Math.sqrt(1 + r * r)
  const b = v * v
  const sigma = s * s + 1e-6
  return { a: u * u + 1e-12 - b * sigma * cosine, b, rho: r * cosine, m, sigma }
}

function pack({ a, b, rho, m, sigma }: SviParameters): Float64Array {
  const cosine = Math.sqrt(1 - rho * rho)
  return Float64Array.of(
    Math.sqrt(Math.max(a + b * sigma * cosine, 1e-10)),
    Math.sqrt(b),
    rho / cosine,
    m,
    Math.sqrt(Math.max(sigma - 1e-6, 1e-8)),
  )
}

function fillErrors({ ks, vols, years, weights }: Quotes, parameters: SviParameters, residuals: Float64Array): void {
  for (let row = 0; row < ks.length; row++) {
    const fitted = Math.sqrt(sviTotalVariance(parameters, ks[row]!) / years)
    residuals[row] = Math.sqrt(weights[row]!) * (fitted - vols[row]!)
  }
}

/** The three best points of a grid of (m, σ), each with its linear solution for (a, ρbσ, bσ). */
function startsOf(quotes: Quotes): readonly Float64Array[] {
  const { ks } = quotes
  const width = ks.at(-1)! - ks[0]!
  const residuals = new Float64Array(ks.length)
  const found: { readonly cost: number; readonly point: Float64Array }[] = []
  for (let column = 0; column <= 8; column++) {
    for (const part of [0.02, 0.05, 0.1, 0.2, 0.4, 0.8]) {
      const point = pack(linearSlice(quotes, ks[0]! + (width * column) / 8, width * part))
      fillErrors(quotes, unpack(point), residuals)
      let cost = 0
      for (const residual of residuals) cost += residual * residual
      found.push({ cost, point })
    }
  }
  return found
    .sort((left, right) => left.cost - right.cost)
    .slice(0, 3)
    .map(({ point }) => point)
}

function linearSlice({ ks, vols, years, weights }: Quotes, m: number, sigma: number): SviParameters {
  const matrix = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]
  const right = [0, 0, 0]
  for (const [row, k] of ks.entries()) {
    const y = (k - m) / sigma
    const basis = [1, y, Math.sqrt(y * y + 1)]
    const variance = vols[row]! * vols[row]! * years
    // An error of w is an error of volatility times 2σT.
    const weight = weights[row]! / (4 * variance * years)
    for (let i = 0; i < 3; i++) {
      right[i] = right[i]! + weight * basis[i]! * variance
      for (let j = 0; j < 3; j++) matrix[i]![j] = matrix[i]![j]! + weight * basis[i]! * basis[j]!
    }
  }
  const [a, d, c] = solve(matrix, right) as readonly [number, number, number]
  const bSigma = Math.max(c, Math.abs(d) * 1.001, 1e-8)
  return { a, b: bSigma / sigma, rho: d / bSigma, m, sigma }
}

/** Penalises arbitrage ever harder, then flattens what is left. */
function freed(quotes: Quotes, start: Float64Array, range: Range, previous: SviParameters | undefined): SviParameters {
  const isFree = (parameters: SviParameters): boolean => arbitrageOf(parameters, range, previous).free
  if (isFree(unpack(start))) return unpack(start)
  const rows = quotes.ks.length
  const [from, to] = range
  const step = (to - from) / gridPoints
  let point = start
  for (const penalty of [1e-1, 1e1, 1e3, 1e5]) {
    const weight = Math.sqrt(penalty)
    const fill = (at: Float64Array, residuals: Float64Array): void => {
      const parameters = unpack(at)
      fillErrors(quotes, parameters, residuals)
      for (let grid = 0; grid <= gridPoints; grid++) {
        const k = from + step * grid
        const g = sviDurrleman(parameters, k)
        residuals[rows + 2 * grid] = weight * Math.max(0, margin - g)
        const before = previous === undefined ? 0 : sviTotalVariance(previous, k) * (1 + margin)
        const missing = Math.sqrt(before) - Math.sqrt(sviTotalVariance(parameters, k))
        residuals[rows + 2 * grid + 1] = weight * Math.max(0, missing)
      }
      residuals[rows + 2 * gridPoints + 2] =
        weight * Math.max(0, parameters.b * (1 + Math.abs(parameters.rho)) - 2 + margin)
      const slopes = previous === undefined ? [0, 0] : wingDeficits(parameters, previous)
      residuals[rows + 2 * gridPoints + 3] = weight * Math.max(0, slopes[0]! + margin * 0.1)
      residuals[rows + 2 * gridPoints + 4] = weight * Math.max(0, slopes[1]! + margin * 0.1)
    }
    point = leastSquares(fill, rows + 2 * gridPoints + 5, point).point
    const parameters = unpack(point)
    if (isFree(parameters)) return parameters
  }
  return flattened(unpack(point), range, previous)
}

/** Previous minus this slope, left and right wing: above 0 the slices cross somewhere far out. */
function wingDeficits(parameters: SviParameters, previous: SviParameters): readonly [number, number] {
  return [
    previous.b * (1 - previous.rho) - parameters.b * (1 - parameters.rho),
    previous.b * (1 + previous.rho) - parameters.b * (1 + parameters.rho),
  ]
}

/** The last resort: mixes in the previous slice's shape, or a flat one, by the least part that frees the slice. */
function flattened(parameters: SviParameters, range: Range, previous: SviParameters | undefined): SviParameters {
  const level = sviTotalVariance(parameters, 0)
  const target: SviParameters =
    previous === undefined
      ? { ...parameters, a: level, b: 0 }
      : { ...previous, a: previous.a + Math.max(level - sviTotalVariance(previous, 0), 0) }
  for (let part = 1; part <= 20; part++) {
    const share = part / 20
    const mix = (left: number, right: number): number => left + (right - left) * share
    const mixed: SviParameters = {
      a: mix(parameters.a, target.a),
      b: mix(parameters.b, target.b),
      rho: mix(parameters.rho, target.rho),
      m: mix(parameters.m, target.m),
      sigma: mix(parameters.sigma, target.sigma),
    }
    if (arbitrageOf(mixed, range, previous).free) return mixed
  }
  throw new PlimsollError('SURFACE_ARBITRAGE', {
    where: 'fitSvi',
    value: previous,
    expected: 'a previous slice that is itself free of butterfly arbitrage',
  })
}

interface Arbitrage {
  readonly free: boolean
  readonly butterfly: ButterflyCheck
  readonly calendar?: { readonly free: boolean; readonly least: number; readonly at: number }
}

function arbitrageOf(parameters: SviParameters, [from, to]: Range, previous: SviParameters | undefined): Arbitrage {
  const butterfly = sviButterfly(parameters, from, to)
  if (previous === undefined) return { free: butterfly.free, butterfly }
  let least = Number.POSITIVE_INFINITY
  let at = from
  const points = 4 * gridPoints
  for (let point = 0; point <= points; point++) {
    const k = from + ((to - from) * point) / points
    const gap = sviTotalVariance(parameters, k) - sviTotalVariance(previous, k)
    if (gap < least) {
      least = gap
      at = k
    }
  }
  const calendar = { free: least >= 0, least, at }
  return { free: butterfly.free && calendar.free, butterfly, calendar }
}

function report(quotes: Quotes, parameters: SviParameters, range: Range, previous: SviParameters | undefined): SviFit {
  const residuals = new Float64Array(quotes.ks.length)
  fillErrors({ ...quotes, weights: quotes.ks.map(() => 1) }, parameters, residuals)
  let squares = 0
  let maxError = 0
  for (const residual of residuals) {
    squares += residual * residual
    maxError = Math.max(maxError, Math.abs(residual))
  }
  const { butterfly, calendar } = arbitrageOf(parameters, range, previous)
  return Object.freeze({
    parameters: Object.freeze(parameters),
    rmsError: Math.sqrt(squares / residuals.length),
    maxError,
    butterfly,
    ...(calendar === undefined ? {} : { calendar }),
  })
}
