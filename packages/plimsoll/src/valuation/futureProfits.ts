import type { DatedFuture, Perpetual } from '../instrument/instrument.js'
import { settledPart } from '../market/settledPart.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { yearsBetween } from '../market/time.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { assetOf, underlyingOf } from './lookup.js'
import { quoteOf } from './quote.js'
import type { ShockPaths } from './shockPaths.js'
import { unrealisedProfit } from './unrealised.js'

const daysPerYear = 365

/**
 * Profit and loss of one contract in every scenario, from the mark, in the reporting currency. An inverse contract's coin
 * profit is counted at the coin's price in that scenario, or at its price now where the set converts so.
 */
export function futureProfits(
  future: Perpetual | DatedFuture,
  market: MarketSnapshot,
  set: ScenarioSet,
  paths: ShockPaths,
): Float64Array {
  const { mark } = quoteOf(future, market)
  const underlying = underlyingOf(market, future.underlying, future.id)
  const fixed = future.kind === 'future' ? settledPart(underlying, future.expiry) : 0
  const ends = fixed === 0 && isDelivered(future, market, set)
  const marks = paths.price(future.underlying, ends ? underlying.index : mark, fixed)
  const paid = assetOf(market, future.settlement.currency, future.id).price
  const paidPath = paths.asset(future.settlement.currency, future.id)
  return marks.map((shocked, s) => unrealisedProfit(future, 1, mark, shocked) * (paidPath?.[s] ?? paid))
}

/** A future that expires within the horizon ends at the index, or where its settlement average takes it. */
function isDelivered(future: Perpetual | DatedFuture, market: MarketSnapshot, set: ScenarioSet): boolean {
  return future.kind === 'future' && yearsBetween(market.asOf, future.expiry) <= set.horizonDays / daysPerYear
}
