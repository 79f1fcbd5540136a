import { PlimsollError } from '../error/plimsollError.js'
import { type SviParameters, sviDurrleman, sviTotalVariance } from '../pricing/svi.js'
import { leastSquares } from './leastSquares.js'
import { butterflyRange, type MoneynessRange, sviArbitrage } from './sviArbitrage.js'
import type { SviCoordinates } from './sviCoordinates.js'
import { fillVolatilityErrors, type SviQuotes } from './sviQuotes.js'

const gridPoints = 80
const penalties = [1e-1, 1e1, 1e3, 1e5]
/** What the penalties aim at, so that the checked minimum between grid points is not below zero. */
const margin = 1e-3
const wingSlopeMax = 2
/** Parts of a slice's bend that are taken away, and lifts as parts of its level, where the penalties leave a rest. */
const repairs = [0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1]
const liftsMax = 40

/**
 * The slice nearest to the quotes, as far as found, that is free of butterfly arbitrage and lies above `previous`.
 * Violations are penalised ever harder; what is left then is removed by flattening and lifting the slice as little as
 * will do.
 *
 * @throws PlimsollError SURFACE_ARBITRAGE when not even the last resort is free
 */
export function freeSlice(
  quotes: SviQuotes,
  start: SviParameters,
  coordinates: SviCoordinates,
  quoted: MoneynessRange,
  previous: SviParameters | undefined,
): SviParameters {
  const isFree = (parameters: SviParameters): boolean => sviArbitrage(parameters, quoted, previous).free
  let slice = start
  for (const penalty of penalties) {
    if (isFree(slice)) return slice
    const fill = (point: Float64Array, residuals: Float64Array): void =>
      fillPenalised(quotes, coordinates.unpack(point), quoted, previous, Math.sqrt(penalty), residuals)
    const count = quotes.ks.length + 3 * (gridPoints + 1) + 1
    slice = coordinates.unpack(leastSquares(fill, count, coordinates.pack(slice)).point)
  }
  return isFree(slice) ? slice : repaired(quotes, slice, isFree, previous)
}

function fillPenalised(
  quotes: SviQuotes,
  parameters: SviParameters,
  quoted: MoneynessRange,
  previous: SviParameters | undefined,
  weight: number,
  residuals: Float64Array,
): void {
  fillVolatilityErrors(quotes, parameters, residuals)
  let row = quotes.ks.length
  const wide = butterflyRange(parameters, quoted)
  for (let point = 0; point <= gridPoints; point++) {
    const k = place(quoted, point)
    residuals[row++] = weight * missingG(parameters, k)
    residuals[row++] = weight * missingG(parameters, place(wide, point))
    const least = previous === undefined ? 0 : sviTotalVariance(previous, k) * (1 + margin)
    const missing = Math.sqrt(least / quotes.years) - Math.sqrt(sviTotalVariance(parameters, k) / quotes.years)
    residuals[row++] = weight * Math.max(0, missing)
  }
  residuals[row] = weight * Math.max(0, parameters.b * (1 + Math.abs(parameters.rho)) - wingSlopeMax + margin)
}

function place([from, to]: MoneynessRange, point: number): number {
  return from + ((to - from) * point) / gridPoints
}

function missingG(parameters: SviParameters, k: number): number {
  const g = sviDurrleman(parameters, k)
  // NaN: rounding has eaten a variance that is as good as zero, the worst slice there is.
  return Math.max(0, margin - (Number.isNaN(g) ? -1 : g))
}

/** The nearest free slice among those that are flatter or higher than the given one. */
function repaired(
  quotes: SviQuotes,
  slice: SviParameters,
  isFree: (parameters: SviParameters) => boolean,
  previous: SviParameters | undefined,
): SviParameters {
  // From the quotes, not from the slice: one that needs repair may have lost its own level to rounding.
  const level = quotes.vols.reduce((sum, vol) => sum + vol * vol * quotes.years, 0) / quotes.vols.length
  const residuals = new Float64Array(quotes.ks.length)
  let best: SviParameters | undefined
  let least = Number.POSITIVE_INFINITY
  for (const flattening of repairs) {
    for (const lift of repairs) {
      const a = slice.a * (1 - flattening) + level * (flattening + lift)
      const candidate = { ...slice, a, b: slice.b * (1 - flattening) }
      fillVolatilityErrors(quotes, candidate, residuals)
      const cost = residuals.reduce((sum, residual) => sum + residual * residual, 0)
      if (cost >= least || !isFree(candidate)) continue
      least = cost
      best = candidate
    }
  }
  return best ?? liftedPrevious(level, isFree, previous)
}

/**
 * The last resort: the previous slice lifted. Lifting a slice whose wings keep Lee's bound brings g to at least
 * 1 − w′²/16 > 0 in the end, so a lift that is high enough always frees.
 */
function liftedPrevious(
  level: number,
  isFree: (parameters: SviParameters) => boolean,
  previous: SviParameters | undefined,
): SviParameters {
  let lift = level / 64
  for (let count = 0; previous !== undefined && count < liftsMax; count++) {
    const lifted = { ...previous, a: previous.a + lift }
    if (isFree(lifted)) return lifted
    lift *= 2
  }
  throw new PlimsollError('SURFACE_ARBITRAGE', {
    where: 'previous',
    value: previous,
    expected: 'a previous slice whose wings are no steeper than 2',
  })
}
