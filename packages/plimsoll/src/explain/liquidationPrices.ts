import { exp, logRatio } from '@plimsoll/kernel'
import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { underlyingOf } from '../valuation/lookup.js'
import { optionModel } from '../valuation/optionModel.js'
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
/** Total standard deviation below which an option's strike is tried by itself. */
const narrowDeviation = 0.05
const bisectionSteps = 40
/** Relative accuracy of a price. */
const tolerance = 1e-7

/**
 * Liquidation prices of the book along each of its underlyings: equity and maintenance of the *whole* account are
 * re-evaluated at every trial price, with forwards, marks and collateral of that underlying moving together, volatility of
 * each strike unchanged and everything else still.
 *
 * The search walks outward over fixed steps and the strikes of options about to expire, and then solves between the first two
 * prices that differ in sign; a breach that begins and ends between two neighbouring steps is not seen.
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
    const steps = searchSteps(portfolio, market, underlying)
    const priceAt = (logMove: number | null): number | null => (logMove === null ? null : index * exp(logMove))
    return {
      underlying,
      index,
      below: priceAt(firstBreach(cushion, -1, steps)),
      above: priceAt(firstBreach(cushion, 1, steps)),
      breached: false,
    }
  })
}

/**
 * Logarithmic moves to try, increasing: the fixed steps, and the strikes of options with so little time left that the whole
 * bend of their value lies between two fixed steps.
 */
function searchSteps(portfolio: Portfolio, market: MarketSnapshot, underlying: string): readonly number[] {
  const steps = new Set([...logSteps, ...logSteps.map((step) => -step), -3.2, -4.6])
  for (const position of portfolio.positions) {
    const instrument = instrumentOf(portfolio, market, position.instrument, position.instrument)
    if (instrument.kind !== 'option' || instrument.underlying !== underlying) continue
    const { forward, volatility, years, model } = optionModel(instrument, market)
    if (model === 'normal' || volatility * Math.sqrt(years) > narrowDeviation) continue
    const step = logRatio(instrument.strike, forward)
    if (Math.abs(step) < 2.3) steps.add(step)
  }
  return [...steps].sort((a, b) => a - b)
}

/** Equity less maintenance at a logarithmic move of one underlying. */
function cushionAlong(book: MovedBook, underlying: string): (logMove: number) => number {
  return (logMove) => {
    const { equity, maintenance } = book.at({ [underlying]: { price: exp(logMove) - 1 } })
    return equity - maintenance
  }
}

function firstBreach(cushion: (logMove: number) => number, direction: 1 | -1, steps: readonly number[]): number | null {
  let safe = 0
  let safeCushion = cushion(0)
  for (const next of direction < 0 ? steps.filter((step) => step < 0).reverse() : steps.filter((step) => step > 0)) {
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
