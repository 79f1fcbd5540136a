import { pow } from '@plimsoll/kernel'
import type { VolatilityShock } from './scenario.js'

const daysPerYear = 365

/** A volatility shock at one time to expiry: σ′ = max(σ·factor + shift, floor). */
export interface VolatilityMove {
  readonly factor: number
  readonly shift: number
  /** Least volatility afterwards; 0 where the rule names none. */
  readonly floor: number
}

const still: VolatilityMove = Object.freeze({ factor: 1, shift: 0, floor: 0 })

/**
 * What a shock does to every option of one expiry. An upward move ends no lower than the shock's floor; no move ends below
 * zero.
 *
 * @param years time left to expiry, for the term rule
 */
export function volatilityMove(shock: VolatilityShock, years: number): VolatilityMove {
  if (shock.kind === 'none') return still
  const { term } = shock
  let move = shock.move
  if (term !== undefined) {
    const days = Math.max(years * daysPerYear, term.minDays)
    move *= pow(term.referenceDays / days, days <= term.referenceDays ? term.shortPower : term.longPower)
  }
  const floor = move > 0 ? (shock.floor ?? 0) : 0
  return shock.kind === 'relative' ? { factor: 1 + move, shift: 0, floor } : { factor: 1, shift: move, floor }
}
