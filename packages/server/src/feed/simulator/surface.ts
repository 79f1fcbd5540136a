import { exp } from '@plimsoll/kernel'
import type { SurfaceSlice } from 'plimsoll'
import type { UnderlyingState } from './dynamics.js'
import type { SimulationParameters, UnderlyingParameters } from './parameters.js'

/** A whole surface in a few numbers; see {@link surfaceOf}. */
export interface Surface {
  /** At-the-money total variance up to a time. */
  readonly atTheMoney: (years: number) => number
  readonly rho: number
  readonly eta: number
}

const rhoMax = 0.6
const etaMin = 0.5
/** Just below the bound 2 of the condition, to leave room for rounding. */
const conditionMax = 1.98

/**
 * The volatility surface of a state: SSVI with power-law curvature, φ(θ) = η / √(θ(1 + θ)).
 *
 * It has no static arbitrage, whatever the state: θ rises in time (it is the integral of a positive forward variance,
 * in which the fast and the slow part fall back to their means), ρ is the same for all expiries, and η(1 + |ρ|) ≤ 2.
 * Source: Gatheral and Jacquier, Arbitrage-free SVI volatility surfaces, arXiv:1204.0646, §4, Remark 4.4 (γ = ½).
 */
export function surfaceOf(
  state: UnderlyingState,
  underlying: UnderlyingParameters,
  parameters: SimulationParameters,
): Surface {
  const rho = Math.min(Math.max(underlying.skew + state.skew, -rhoMax), rhoMax)
  const wanted = parameters.curvature.mean + state.curvature
  const eta = Math.min(Math.max(wanted, etaMin), conditionMax / (1 + Math.abs(rho)))
  const fast = underlying.fastVariance * (exp(state.fast) - 1)
  const slow = underlying.slowVariance * (exp(state.slow) - 1)
  const mean = underlying.fastVariance + underlying.slowVariance
  const { fast: fastFactor, slow: slowFactor } = parameters
  return {
    rho,
    eta,
    atTheMoney: (years) =>
      mean * years +
      fast * fadedTime(fastFactor.meanReversion, years) +
      slow * fadedTime(slowFactor.meanReversion, years),
  }
}

/** ∫₀ᵀ e^(−κt) dt. */
function fadedTime(meanReversion: number, years: number): number {
  return (1 - exp(-meanReversion * years)) / meanReversion
}

/** The raw SVI slice of one expiry (ibid., §4: SSVI in raw parameters). */
export function sliceOf(surface: Surface, expiry: number, years: number): Extract<SurfaceSlice, { kind: 'svi' }> {
  const { rho, eta } = surface
  const theta = surface.atTheMoney(years)
  const phi = eta / Math.sqrt(theta * (1 + theta))
  const cosine = Math.sqrt(1 - rho * rho)
  return Object.freeze({
    kind: 'svi',
    expiry,
    a: (theta / 2) * cosine * cosine,
    b: (theta * phi) / 2,
    rho,
    m: -rho / phi,
    sigma: cosine / phi,
  })
}
