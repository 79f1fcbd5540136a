import { pow } from '@plimsoll/kernel'
import type { VolatilityShock } from './scenario.js'

const daysPerYear = 365

/**
 * The annual volatility of an option after a shock. An upward move ends no lower than `floor`; no move ends below zero.
 *
 * @param volatility annual volatility before (fraction)
 * @param years time left to expiry, for the term rule
 */
export function shockedVolatility(volatility: number, shock: VolatilityShock, years: number): number {
  if (shock.kind === 'none') return volatility
  const { term } = shock
  let move = shock.move
  if (term !== undefined) {
    const days = Math.max(years * daysPerYear, term.minDays)
    move *= pow(term.referenceDays / days, days <= term.referenceDays ? term.shortPower : term.longPower)
  }
  const moved = shock.kind === 'relative' ? volatility * (1 + move) : volatility + move
  if (move > 0 && shock.floor !== undefined && moved < shock.floor) return shock.floor
  return moved > 0 ? moved : 0
}
