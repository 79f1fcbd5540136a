import { exp, log, pow } from '@plimsoll/kernel'
import type { SkewShock, SurfaceShock, VolatilityShock } from './scenario.js'

const daysPerYear = 365

/** A volatility shock at one time to expiry: σ′ = max(σ·factor + shift + bend, floor). */
export interface VolatilityMove {
  readonly factor: number
  readonly shift: number
  /** Least volatility afterwards; 0 where the rule names none. */
  readonly floor: number
  /** What depends on moneyness as well; absent where nothing does. */
  readonly bend?: VolatilityBend
}

/**
 * How a shock bends the smile of one expiry, k = ln(K/F).
 * `points`: adds slope·k, held inside ±limit, to the volatility.
 * `part`: adds σ·m, m = min(limit, slope·k) for k ≥ 0 and max(−limit, slope·k) below; |k| takes the place of k where
 * `absolute`.
 */
export interface VolatilityBend {
  readonly kind: 'points' | 'part'
  readonly slope: number
  readonly limit: number
  readonly absolute: boolean
}

const still: VolatilityMove = Object.freeze({ factor: 1, shift: 0, floor: 0 })
const surfaceReferenceDays = 30
const surfaceMinDays = 1
const surfaceSkewLimit = 2
const surfaceFloor = 0.01

/**
 * What a shock does to every option of one expiry. A move that is not downward ends no lower than the shock's floor; no move
 * ends below zero.
 *
 * @param years time left to expiry, for the term rule
 */
export function volatilityMove(shock: VolatilityShock, years: number): VolatilityMove {
  switch (shock.kind) {
    case 'none':
      return still
    case 'skew':
      return { ...still, bend: skewBend(shock, years) }
    case 'surface':
      return surfaceMove(shock, years)
    case 'relative':
    case 'absolute': {
      const { term } = shock
      let move = shock.move
      if (term !== undefined) {
        const days = years * daysPerYear
        const power = days <= term.referenceDays ? term.shortPower : term.longPower
        move *= pow(term.referenceDays / Math.max(days, term.minDays), power)
      }
      const floor = move >= 0 ? (shock.floor ?? 0) : 0
      return shock.kind === 'relative' ? { factor: 1 + move, shift: 0, floor } : { factor: 1, shift: move, floor }
    }
  }
}

function skewBend(shock: SkewShock, years: number): VolatilityBend {
  const root = Math.sqrt(Math.max(years, 0))
  const limit = shock.slope * root + shock.baseCap
  const volatility = shock.volatilityStatic + root * shock.volatilityScale
  const width = Math.max(shock.minWidth, root * shock.widthScale * volatility)
  return { kind: 'part', slope: limit / width, limit, absolute: shock.shape === 'absolute' }
}

function surfaceMove(shock: SurfaceShock, years: number): VolatilityMove {
  const days = Math.max(years * daysPerYear, shock.minDays ?? surfaceMinDays)
  const { level, term = 0, skew = 0, referenceDays = surfaceReferenceDays } = shock
  const move = {
    factor: exp(term === 0 ? level : level + term * log(referenceDays / days)),
    shift: 0,
    floor: shock.floor ?? surfaceFloor,
  }
  if (skew === 0) return move
  const limit = (shock.skewLimit ?? surfaceSkewLimit) * Math.abs(skew)
  return { ...move, bend: { kind: 'points', slope: skew / Math.sqrt(days / daysPerYear), limit, absolute: false } }
}

/**
 * What a bend adds to a volatility.
 *
 * @param moneyness ln(K/F)
 */
export function bendAt(bend: VolatilityBend, volatility: number, moneyness: number): number {
  const along = bend.absolute ? Math.abs(moneyness) : moneyness
  const unbounded = bend.slope * along
  if (bend.kind === 'points') return Math.min(Math.max(unbounded, -bend.limit), bend.limit)
  return volatility * (along >= 0 ? Math.min(bend.limit, unbounded) : Math.max(-bend.limit, unbounded))
}
