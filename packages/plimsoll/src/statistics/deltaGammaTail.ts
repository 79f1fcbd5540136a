import { log, normalQuantile } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { type CornishFisherTail, type Cumulants, cornishFisherTail } from './cornishFisher.js'
import {
  type DeltaGammaProfit,
  diagonaliseDeltaGamma,
  type IndependentQuadratic,
  quadraticCumulants,
} from './deltaGamma.js'
import { quadraticExceedance } from './quadraticInversion.js'
import { type Exceedance, oneFactorExceedance } from './quadraticOneFactor.js'

/**
 * Second-order terms up to which the expansion is used unasked: among a thousand random quadratic profits, those below
 * it were all within 3 % of a standard deviation of the exact Value at Risk (a test repeats a part of them).
 */
const secondOrderShareMax = 0.1

export interface DeltaGammaTailOptions {
  readonly confidence: number
  /**
   * `auto` is Cornish–Fisher inside its domain where its second-order terms are at most a tenth of z, and exact
   * elsewhere; `exact` never expands; `cornish-fisher` is refused outside the domain. `auto` if absent.
   */
  readonly method?: 'auto' | 'exact' | 'cornish-fisher'
}

export interface DeltaGammaTail {
  readonly valueAtRisk: number
  readonly expectedShortfall: number
  /** How the figures were found; `one-factor` and `inversion` are exact, `constant` is a profit without risk. */
  readonly method: 'cornish-fisher' | 'one-factor' | 'inversion' | 'constant'
  readonly cumulants: Cumulants
  /** The expansion's own figures, whether used or not, and whether it is inside its domain. */
  readonly cornishFisher: CornishFisherTail
}

/**
 * Value at Risk and expected shortfall (loss positive) of a delta-gamma-vega-theta profit of normal factors.
 *
 * Exact means: the profit is diagonalised; a single remaining factor is a non-central χ² and solved through its two
 * roots, several are inverted numerically (see {@link quadraticExceedance}). Throws `INPUT_INVALID` for matrices that
 * do not fit, a covariance that is none, a confidence outside (0, 1), or `cornish-fisher` outside its domain.
 *
 * @example
 * import { deltaGammaTail } from 'plimsoll'
 * const straddle = { deltas: [0], gammas: [[-0.04]], covariance: [[4]] }
 * const tail = deltaGammaTail(straddle, { confidence: 0.99 })
 * tail.method // => 'one-factor'
 * Math.round(1e6 * tail.valueAtRisk) // => 530792
 */
export function deltaGammaTail(profit: DeltaGammaProfit, options: DeltaGammaTailOptions): DeltaGammaTail {
  const { confidence, method = 'auto' } = options
  if (!(confidence > 0 && confidence < 1)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'confidence',
      value: confidence,
      expected: 'a number between 0 and 1, both excluded',
    })
  }
  const quadratic = diagonaliseDeltaGamma(profit)
  const cumulants = quadraticCumulants(quadratic)
  const cornishFisher = cornishFisherTail(cumulants, confidence)
  if (method === 'cornish-fisher' && !cornishFisher.insideDomain) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'method',
      value: method,
      expected: 'auto or exact: skewness and kurtosis are outside the expansion’s domain',
    })
  }
  const trusted = cornishFisher.insideDomain && cornishFisher.secondOrderShare <= secondOrderShareMax
  if (method === 'cornish-fisher' || (method === 'auto' && trusted)) {
    const { valueAtRisk, expectedShortfall } = cornishFisher
    return { valueAtRisk, expectedShortfall, method: 'cornish-fisher', cumulants, cornishFisher }
  }
  return { ...exactTail(lossOf(quadratic), confidence), cumulants, cornishFisher }
}

/** Coefficients this small beside the largest are rounding of the diagonalisation, not factors. */
const negligibleShare = 1e-14

/** The loss in independent normals: coefficients with the other sign, and the factors without any effect left out. */
function lossOf({ constant, slopes, curvatures }: IndependentQuadratic): IndependentQuadratic {
  const floor = negligibleShare * Math.max(0, ...slopes.map(Math.abs), ...curvatures.map(Math.abs))
  const negated = (value: number): number => (Math.abs(value) <= floor ? 0 : -value)
  const kept = slopes.flatMap((_, i) => (negated(slopes[i]!) === 0 && negated(curvatures[i]!) === 0 ? [] : [i]))
  return {
    constant: -constant,
    slopes: kept.map((i) => negated(slopes[i]!)),
    curvatures: kept.map((i) => negated(curvatures[i]!)),
  }
}

function exactTail(
  loss: IndependentQuadratic,
  confidence: number,
): Pick<DeltaGammaTail, 'valueAtRisk' | 'expectedShortfall' | 'method'> {
  const unit = Math.max(0, ...loss.slopes.map(Math.abs), ...loss.curvatures.map(Math.abs))
  if (unit === 0) return { valueAtRisk: loss.constant, expectedShortfall: loss.constant, method: 'constant' }
  // In units of its largest coefficient and without its constant: no square under- or overflows, and what cannot change
  // a digit is 0.
  const scaled: IndependentQuadratic = {
    constant: 0,
    slopes: loss.slopes.map((slope) => slope / unit),
    curvatures: loss.curvatures.map((curvature) => curvature / unit),
  }
  const single = loss.slopes.length === 1
  const at = (level: number): Exceedance =>
    single
      ? oneFactorExceedance(0, scaled.slopes[0]!, scaled.curvatures[0]!, level)
      : quadraticExceedance(scaled, level)
  const tailMass = 1 - confidence
  const [mean, variance] = quadraticCumulants(scaled)
  const level = solve((x) => at(x).probability, tailMass, mean, Math.sqrt(variance))
  const { probability, excess } = at(level)
  // Over the mass actually beyond the level: a last digit missing in the level then does not count twice.
  const shortfall = level + (probability > 0 ? excess / probability : 0)
  return {
    valueAtRisk: loss.constant + unit * level,
    expectedShortfall: loss.constant + unit * shortfall,
    method: single ? 'one-factor' : 'inversion',
  }
}

/**
 * The level whose exceedance probability is `target`: a bracket about the normal answer, then false position on the
 * logarithm of the probability, which a tail makes nearly straight, with the Illinois rule against a pinned end.
 */
function solve(probability: (level: number) => number, target: number, mean: number, deviation: number): number {
  const error = (level: number): number => log(probability(level) / target)
  let low = mean - deviation * normalQuantile(target)
  let high = low
  let below = error(low)
  let above = below
  for (let width = deviation / 8; below < 0; width *= 2) {
    high = low
    above = below
    low -= width
    below = error(low)
  }
  for (let width = deviation / 8; above > 0; width *= 2) {
    low = high
    below = above
    high += width
    above = error(high)
  }
  for (let step = 0, side = 0; step < 200 && high - low > 4e-16 * (Math.abs(low) + Math.abs(high)); step++) {
    const share = above === -Infinity || step > 50 ? 0.5 : below / (below - above)
    const middle = low + share * (high - low)
    if (!(middle > low && middle < high)) break
    const found = error(middle)
    if (Math.abs(found) < 1e-15) return middle
    if (found > 0) {
      low = middle
      below = found
      if (side > 0) above /= 2
      side = 1
    } else {
      high = middle
      above = found
      if (side < 0) below /= 2
      side = -1
    }
  }
  // Where the last step rounded to an end, that end is the root; the middle of a wide bracket would not be.
  return Math.abs(below) <= Math.abs(above) ? low : high
}
