import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { History } from '../market/history.js'
import type { MarketSnapshot } from '../market/snapshot.js'

const millisecondsPerDay = 86_400_000
/** Steps of unequal length are single steps up to here. */
const patience = 1.5

/** The market's history, which must know every one of the underlyings. */
export function historyOf(market: MarketSnapshot, underlyings: readonly string[], where: string): History {
  const { history } = market
  const missing = underlyings.filter(
    (underlying) => history === undefined || !Object.hasOwn(history.closes, underlying),
  )
  if (history !== undefined && missing.length === 0) return history
  throw new PlimsollError('HISTORY_MISSING', {
    where: 'history.closes',
    ...(history === undefined ? {} : { value: Object.keys(history.closes).join(', ') }),
    expected: `past prices of ${missing.join(', ') || 'some underlying'}, on which ${where} looks back`,
  })
}

/** How the change of a price is measured. `difference` is for prices that may be zero or negative. */
export type ReturnKind = 'relative' | 'log' | 'difference'

/** What happened to a price from one to the other. */
export function returnOf(kind: ReturnKind, from: number, to: number): number {
  if (kind === 'difference') return to - from
  return kind === 'log' ? log(to / from) : to / from - 1
}

/**
 * Changes from each row of a column to the next: one fewer than there are rows. A change across missing rows counts as one step’s
 * part of it, by the root of the time that passed: a month’s fall is no day’s volatility.
 */
export function stepReturns(
  { times, stepDays }: Pick<History, 'times' | 'stepDays'>,
  closes: readonly number[],
  kind: ReturnKind,
): number[] {
  return closes.slice(1).map((close, row) => {
    const steps = (times[row + 1]! - times[row]!) / (stepDays * millisecondsPerDay)
    const change = returnOf(kind, closes[row]!, close)
    return steps > patience ? change / Math.sqrt(steps) : change
  })
}

/**
 * The first row of the last `windowDays` of a history.
 *
 * @throws PlimsollError HISTORY_INVALID when the history is shorter than `windowDaysMin`, or than two rows there
 */
export function firstRowOf(
  history: History,
  windowDays: number,
  where: string,
  windowDaysMin: number = windowDays,
): number {
  const { times, stepDays } = history
  const last = times.at(-1)!
  const spanDays = (last - times[0]!) / millisecondsPerDay
  // Half a step of patience: steps of unequal length and rounded times are no shorter history.
  if (spanDays + stepDays / 2 < windowDaysMin) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'history.times',
      value: `${Math.round(spanDays * 100) / 100} days`,
      expected: `at least ${windowDaysMin} days, on which ${where} looks back`,
    })
  }
  const start = last - (windowDays + stepDays / 2) * millisecondsPerDay
  return times.findIndex((time) => time >= start)
}
