import { heldInstruments, type InstrumentTerms, type Lots, size, termsOf } from './account.js'
import { fraction } from './ppm.js'

/**
 * Expected cost of trading so many lots of one instrument within a day, in the reporting currency: Y·σ·p·√(Q/ADV)·Q, the
 * square-root law of market impact (Tóth et al., "Anomalous price impact and the critical nature of liquidity in financial
 * markets", Physical Review X 1 (2011) 021006). σ·p is {@link InstrumentTerms.dailyMove}; Y is given in parts per million.
 * Throws nothing; a market without volume costs Infinity.
 *
 * @example
 * import { impactCost } from '@plimsoll/clearing'
 * // Y 0.9, σ 12 % of a price of 100, a quarter of the day's volume: 5.4 % of the notional.
 * Math.round(impactCost({ dailyMove: 12, stressVolumeLots: 4000n }, 1000n, 900_000n)) // => 5400
 */
export function impactCost(
  terms: Pick<InstrumentTerms, 'dailyMove' | 'stressVolumeLots'>,
  lots: bigint,
  impactPpm: bigint,
): number {
  const traded = Number(size(lots))
  if (traded === 0) return 0
  return fraction(impactPpm) * terms.dailyMove * Math.sqrt(traded / Number(terms.stressVolumeLots)) * traded
}

/**
 * What these lots add to the cost of what the episode has traded in the instrument already. The law is one of the whole
 * meta-order: cutting it into clips changes when the cost falls due, not how much it is.
 */
export function addedImpactCost(terms: InstrumentTerms, done: bigint, lots: bigint, impactPpm: bigint): number {
  return impactCost(terms, size(done) + size(lots), impactPpm) - impactCost(terms, done, impactPpm)
}

/**
 * Expected cost of closing all these positions, in the reporting currency: the size-aware add-on of a requirement, and what must
 * stay behind when something is withdrawn. Taken on an owner's positions together, it makes a position that is large for
 * its market dear before it is held.
 *
 * @example
 * import { unwindCost } from '@plimsoll/clearing'
 * const terms = { underlying: 'CRV', mark: 50n, tickValue: 1, lotNotional: 50, lotDelta: 1, dailyMove: 5,
 *   stressVolumeLots: 100n, executableLots: 10n, bandTicks: 5n, hedges: true }
 * unwindCost({ 'CRV-PERP': -400n }, { 'CRV-PERP': terms }, 1_000_000n) // => 4000
 */
export function unwindCost(
  positions: Lots,
  instruments: Readonly<Record<string, InstrumentTerms>>,
  impactPpm: bigint,
): number {
  let cost = 0
  for (const name of heldInstruments(positions)) {
    cost += impactCost(termsOf(instruments, name), positions[name] ?? 0n, impactPpm)
  }
  return cost
}

/** What a withdrawal is judged by, in the reporting currency; equity at the slow, worst-side price. */
export interface WithdrawalFigures {
  readonly equity: number
  readonly initial: number
  readonly maintenance: number
  readonly grossNotional: number
  readonly unwindCost: number
}

/**
 * The most that may leave: equity less the largest of the initial requirement, a part of the gross notional, and maintenance with
 * the cost of closing everything; never negative. Of the third, a venue that withdraws down to the initial requirement alone
 * makes a gift to whoever withdraws and defaults (incidents of March 2025).
 *
 * @example
 * import { maxWithdrawable } from '@plimsoll/clearing'
 * // 160,000 ETH at 1,915, equity 23.23 million, 10 % of notional must stay: nothing may leave.
 * maxWithdrawable({ equity: 23.23e6, initial: 6.13e6, maintenance: 3.06e6, grossNotional: 306.4e6, unwindCost: 0 }, 100_000n) // => 0
 */
export function maxWithdrawable(figures: WithdrawalFigures, notionalPpm: bigint): number {
  const { equity, initial, maintenance, grossNotional, unwindCost: cost } = figures
  return Math.max(0, equity - Math.max(initial, fraction(notionalPpm) * grossNotional, maintenance + cost))
}
