import { refuse } from '../../error/refusal.js'
import { indexFeed, parametersOf } from '../../risk/marketView.js'
import { averageKey } from '../../state/averageKey.js'
import type { AverageRecord, PriceRecord } from '../../state/records.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { requireBounded, requireDecimals } from '../lookup.js'

export function setPrice(draft: Draft, command: CommandOf<'price'>): void {
  const { feed, decimals, fast, low, high, status } = command
  requireDecimals(decimals, 'decimals')
  for (const [side, value] of Object.entries({ fast, low, high })) requireBounded(value, side)
  if (!(low <= fast && fast <= high)) refuse('COMMAND_MALFORMED', 'fast', fast, `from low ${low} to high ${high}`)
  if (draft.state.feeds.get(feed) !== undefined) refuse('FEED_JUDGED', 'feed', feed, 'ticks of its sources')
  const before = draft.state.prices.get(feed)
  if (before !== undefined && before.decimals !== decimals) {
    refuse('COMMAND_MALFORMED', 'decimals', decimals, `${before.decimals}, as the feed has had from its beginning`)
  }
  accrueAverages(draft, draft.at, feed)
  draft.emit({ kind: 'price-set', feed, price: { decimals, fast, low, high, status, at: draft.at } })
}

export function setSurface(draft: Draft, { underlying, surface }: CommandOf<'surface'>): void {
  if (parametersOf(draft.state).surfaceRules[underlying] !== undefined)
    refuse('FEED_JUDGED', 'underlying', underlying, 'a surface that is judged: mark-surface')
  draft.emit({ kind: 'surface-set', underlying, surface: { ...surface, at: draft.at, status: 'VALID' } })
}

/** Adds the index as it has stood until an instant to the averages of expiries whose window is under way. */
export function accrueAverages(draft: Draft, at: number, feed?: string): void {
  const { state } = draft
  const { deliveryWindow } = parametersOf(state)
  for (const [underlying, expiry] of pendingExpiries(draft)) {
    if (feed !== undefined && feed !== indexFeed(underlying)) continue
    const price = state.prices.get(indexFeed(underlying))
    const from = expiry - deliveryWindow
    const known = state.averages.get(averageKey(underlying, expiry)) ?? {
      underlying,
      expiry,
      from,
      until: from,
      sum: 0n,
    }
    const until = Math.min(at, expiry)
    if (price === undefined || until <= known.until) continue
    draft.emit({ kind: 'average-set', average: accrued(known, price, until) })
  }
}

function accrued(average: AverageRecord, { fast }: PriceRecord, until: number): AverageRecord {
  return { ...average, until, sum: average.sum + fast * BigInt(until - average.until) }
}

function pendingExpiries({ state }: Draft): readonly (readonly [underlying: string, expiry: number])[] {
  const found = new Map<string, readonly [string, number]>()
  for (const id of state.listings.keys()) {
    const { instrument, status } = state.listings.get(id)!
    if (status === 'settled' || !('expiry' in instrument)) continue
    found.set(averageKey(instrument.underlying, instrument.expiry), [instrument.underlying, instrument.expiry])
  }
  return [...found.values()]
}
