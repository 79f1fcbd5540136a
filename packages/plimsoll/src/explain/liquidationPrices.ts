import { exp } from '@plimsoll/kernel'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { underlyingOf } from '../valuation/lookup.js'
import type { Valuation } from '../valuation/valuation.js'
import { bookUnderlyings } from './bookUnderlyings.js'
import { type MovedBook, movedBook } from './movedBook.js'

/** Where the whole account would fall to liquidation if one underlying alone moved. */
export interface LiquidationPrices {
  readonly underlying: string
  readonly index: number
  /** Nearest index price below today's at which equity meets maintenance; null when there is none down to 1 %. */
  readonly below: number | null
  /** Nearest index price above today's; null when there is none up to ten times. */
  readonly above: number | null
  /** Equity is below maintenance already; `below` and `above` are then null. */
  readonly breached: boolean
}

/** Logarithmic steps of the search outward from today's price: fine near it, coarse far away. */
const logSteps = [0.03, 0.06, 0.1, 0.15, 0.21, 0.29, 0.4, 0.55, 0.75, 1.05, 1.5, 2.3]
const bisectionSteps = 40
/** Relative accuracy of a price. */
const tolerance = 1e-7

/**
 * Liquidation prices of the book along each of its underlyings: equity and maintenance of the *whole* account are
 * re-evaluated at every trial price, with forwards, marks and collateral of that underlying moving together, volatility of
 * each strike unchanged and everything else still.
 *
 * The search walks outward on a fixed grid and then solves between the first two prices that differ in sign; a breach that
 * begins and ends between two neighbouring grid prices is not seen.
 */
export function liquidationPrices(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation?: Valuation,
  underlyings: readonly string[] = bookUnderlyings(portfolio, market),
): readonly LiquidationPrices[] {
  const book = movedBook(portfolio, market, spec, valuation)
  return underlyings.map((underlying) => {
    const { index } = underlyingOf(market, underlying, underlying)
    const cushion = cushionAlong(book, underlying)
    if (cushion(0) < 0) return { underlying, index, below: null, above: null, breached: true }
    const priceAt = (logMove: number | null): number | null => (logMove === null ? null : index * exp(logMove))
    return {
      underlying,
      index,
      below: priceAt(firstBreach(cushion, -1)),
      above: priceAt(firstBreach(cushion, 1)),
      breached: false,
    }
  })
}

/** Equity less maintenance at a logarithmic move of one underlying. */
function cushionAlong(book: MovedBook, underlying: string): (logMove: number) => number {
  return (logMove) => {
    const { equity, maintenance } = book.at({ [underlying]: { price: exp(logMove) - 1 } })
    return equity - maintenance
  }
}

function firstBreach(cushion: (logMove: number) => number, direction: 1 | -1): number | null {
  let safe = 0
  let safeCushion = cushion(0)
  const last = direction < 0 ? [...logSteps, 3.2, 4.6] : logSteps
  for (const step of last) {
    const next = direction * step
    const nextCushion = cushion(next)
    if (nextCushion < 0) return solve(cushion, safe, safeCushion, next, nextCushion)
    safe = next
    safeCushion = nextCushion
  }
  return null
}

/** Root between a safe and a breached move: false position with the Illinois weight, bisecting where that stalls. */
function solve(
  cushion: (logMove: number) => number,
  safeMove: number,
  safeCushion: number,
  breachedMove: number,
  breachedCushion: number,
): number {
  let safe = safeMove
  let breached = breachedMove
  let safeValue = safeCushion
  let breachedValue = breachedCushion
  for (let step = 0; step < bisectionSteps && Math.abs(breached - safe) > tolerance; step++) {
    let trial =
      step % 3 === 2 ? (safe + breached) / 2 : safe + (breached - safe) * (safeValue / (safeValue - breachedValue))
    if (trial === safe || trial === breached) trial = (safe + breached) / 2
    const value = cushion(trial)
    if (value < 0) {
      breached = trial
      breachedValue = value
      safeValue /= 2
    } else {
      safe = trial
      safeValue = value
      breachedValue /= 2
    }
  }
  return breached
}
