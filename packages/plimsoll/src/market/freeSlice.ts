import { PlimsollError } from '../error/plimsollError.js'
import { type SviParameters, sviDurrleman, sviTotalVariance } from '../pricing/svi.js'
import { leastSquares } from './leastSquares.js'
import { type SviRanges, sviArbitrage } from './sviArbitrage.js'
import type { SviCoordinates } from './sviCoordinates.js'
import { fillVolatilityErrors, type SviQuotes } from './sviQuotes.js'

const gridPoints = 80
const penalties = [1e-1, 1e1, 1e3, 1e5]
/** What the penalties aim at, so that the checked minimum between grid points is not below zero. */
const margin = 1e-3
const wingSlopeMax = 2
const mixes = 20
const liftsMax = 40

/**
 * The slice nearest to the quotes, as far as found, that is free of butterfly arbitrage and lies above `previous`. Violations
 * are penalised ever harder; what is left then is removed by mixing in a slice that has none.
 *
 * @throws PlimsollError SURFACE_ARBITRAGE when not even the last resort is free
 */
export function freeSlice(
  quotes: SviQuotes,
  start: SviParameters,
  coordinates: SviCoordinates,
  ranges: SviRanges,
  previous: SviParameters | undefined,
): SviParameters {
  const isFree = (parameters: SviParameters): boolean => sviArbitrage(parameters, ranges, previous).free
  let slice = start
  for (const penalty of penalties) {
    if (isFree(slice)) return slice
    const fill = (point: Float64Array, residuals: Float64Array): void =>
      fillPenalised(quotes, coordinates.unpack(point), ranges, previous, Math.sqrt(penalty), residuals)
    const count = quotes.ks.length + 2 * (gridPoints + 1) + 1
    slice = coordinates.unpack(leastSquares(fill, count, coordinates.pack(slice)).point)
  }
  return isFree(slice) ? slice : mixed(slice, freeTarget(slice, isFree, previous), isFree)
}

function fillPenalised(
  quotes: SviQuotes,
  parameters: SviParameters,
  ranges: SviRanges,
  previous: SviParameters | undefined,
  weight: number,
  residuals: Float64Array,
): void {
  fillVolatilityErrors(quotes, parameters, residuals)
  let row = quotes.ks.length
  const place = ([from, to]: readonly [number, number], point: number): number =>
    from + ((to - from) * point) / gridPoints
  for (let point = 0; point <= gridPoints; point++) {
    residuals[row++] = weight * Math.max(0, margin - sviDurrleman(parameters, place(ranges.butterfly, point)))
    const k = place(ranges.calendar, point)
    const least = previous === undefined ? 0 : sviTotalVariance(previous, k) * (1 + margin)
    const missing = Math.sqrt(least / quotes.years) - Math.sqrt(sviTotalVariance(parameters, k) / quotes.years)
    residuals[row++] = weight * Math.max(0, missing)
  }
  residuals[row] = weight * Math.max(0, parameters.b * (1 + Math.abs(parameters.rho)) - wingSlopeMax + margin)
}

/**
 * A slice without arbitrage: flat, or the previous one lifted. Lifting a slice whose wings keep Lee's bound brings g to at
 * least 1 − w′²/16 > 0 in the end, so a lift that is high enough always frees.
 */
function freeTarget(
  slice: SviParameters,
  isFree: (parameters: SviParameters) => boolean,
  previous: SviParameters | undefined,
): SviParameters {
  const level = sviTotalVariance(slice, 0)
  if (previous === undefined) return { ...slice, a: level, b: 0 }
  let lift = Math.max(level - sviTotalVariance(previous, 0), 0)
  for (let count = 0; count < liftsMax; count++) {
    const lifted = { ...previous, a: previous.a + lift }
    if (isFree(lifted)) return lifted
    lift = Math.max(lift * 2, level / 64)
  }
  throw new PlimsollError('SURFACE_ARBITRAGE', {
    where: 'previous',
    value: previous,
    expected: 'a previous slice whose wings are no steeper than 2',
  })
}

/** As little of the target as frees the slice. */
function mixed(
  slice: SviParameters,
  target: SviParameters,
  isFree: (parameters: SviParameters) => boolean,
): SviParameters {
  for (let count = 1; count < mixes; count++) {
    const mix = (left: number, right: number): number => left + ((right - left) * count) / mixes
    const candidate: SviParameters = {
      a: mix(slice.a, target.a),
      b: mix(slice.b, target.b),
      rho: mix(slice.rho, target.rho),
      m: mix(slice.m, target.m),
      sigma: mix(slice.sigma, target.sigma),
    }
    if (isFree(candidate)) return candidate
  }
  return target
}
