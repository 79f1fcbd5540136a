import { exp } from '@plimsoll/kernel'
import type { Factor, SimulationParameters, UnderlyingParameters } from './parameters.js'
import type { RandomSource } from './randomSource.js'

/** Everything that is random about one underlying at one instant. */
export interface UnderlyingState {
  /** ln(price / start price). */
  readonly logPrice: number
  /** Logarithms of the variance parts over their means. */
  readonly fast: number
  readonly slow: number
  readonly intraday: number
  /** Deviations from the means. */
  readonly skew: number
  readonly curvature: number
  readonly basis: number
  readonly carry: number
}

/** Factors stay within these many deviations, so that no walk of years ends in an absurd surface. */
const deviationsMax = 4

/**
 * The states that a simulation starts from: prices at their start, every factor drawn from its long-run distribution.
 */
export function initialStates(parameters: SimulationParameters, random: RandomSource): readonly UnderlyingState[] {
  const draw = (factor: Factor): number => within(factor, factor.deviation * random.normal())
  return parameters.underlyings.map(() => ({
    logPrice: 0,
    fast: draw(parameters.fast),
    slow: draw(parameters.slow),
    intraday: draw(parameters.intraday),
    skew: draw(parameters.skew),
    curvature: draw(parameters.curvature),
    basis: draw(parameters.basis),
    carry: draw(parameters.carry),
  }))
}

/**
 * The states after `years`. Every call draws the same number of random numbers, so that the stream stays aligned
 * whatever happens. Factors are exact Ornstein–Uhlenbeck steps; the price is log-normal over the step with the
 * variance at its start, plus at most one common and one own jump.
 */
export function stepStates(
  states: readonly UnderlyingState[],
  parameters: SimulationParameters,
  years: number,
  random: RandomSource,
): readonly UnderlyingState[] {
  const normals = parameters.underlyings.map(() => random.normal())
  const commonVariance = random.normal()
  const commonIntraday = random.normal()
  const { leverage, commonVariance: share } = parameters
  const unlevered = Math.sqrt(1 - leverage * leverage)
  const own = Math.sqrt(1 - share * share)
  const commonJump = jump(parameters.commonJumps, parameters.commonJump, years, random)
  return parameters.underlyings.map((underlying, row) => {
    const state = states[row]!
    const priceNormal = underlying.loadings.reduce((sum, loading, at) => sum + loading * normals[at]!, 0)
    const varianceNormal = leverage * priceNormal + unlevered * (share * commonVariance + own * random.normal())
    const jumped = underlying.jumpBeta * commonJump + jump(parameters.ownJumps, parameters.ownJump, years, random)
    const variance = realisedVariance(state, underlying, parameters.intraday)
    const move = (factor: Factor, value: number, normal: number): number =>
      within(factor, ornsteinUhlenbeck(factor, value, years, normal))
    return {
      logPrice:
        state.logPrice * exp(-parameters.pricePull * years) -
        (variance * years) / 2 +
        Math.sqrt(variance * years) * priceNormal +
        jumped,
      fast: move(parameters.fast, state.fast + parameters.jumpVariance * Math.abs(jumped), varianceNormal),
      slow: move(parameters.slow, state.slow, random.normal()),
      intraday: move(parameters.intraday, state.intraday, share * commonIntraday + own * random.normal()),
      skew: move(parameters.skew, state.skew + jumped, random.normal()),
      curvature: move(parameters.curvature, state.curvature, random.normal()),
      basis: move(parameters.basis, state.basis + jumped / 20, random.normal()),
      carry: move(parameters.carry, state.carry, random.normal()),
    }
  })
}

/** Annual variance with which the price moves now; the intraday factor is 1 on average. */
function realisedVariance(state: UnderlyingState, underlying: UnderlyingParameters, intraday: Factor): number {
  const implied = underlying.fastVariance * exp(state.fast) + underlying.slowVariance * exp(state.slow)
  return implied * exp(state.intraday - (intraday.deviation * intraday.deviation) / 2)
}

function within({ deviation }: Factor, value: number): number {
  const limit = deviationsMax * deviation
  return Math.min(Math.max(value, -limit), limit)
}

function ornsteinUhlenbeck({ meanReversion, deviation }: Factor, value: number, years: number, normal: number): number {
  const kept = exp(-meanReversion * years)
  return value * kept + deviation * Math.sqrt(1 - kept * kept) * normal
}

/** A jump's size, 0 when none comes within `years`. Always draws two numbers. */
function jump(
  perYear: number,
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
  years: number,
  random: RandomSource,
): number {
  const comes = random.uniform() < 1 - exp(-perYear * years)
  const size = mean + deviation * random.normal()
  return comes ? size : 0
}
