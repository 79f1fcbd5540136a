import { refuse } from '../../error/refusal.js'
import { isPaid } from '../../ledger/listing.js'
import { actionTable } from '../../oracle/actionTable.js'
import { applyOwnBook } from '../../oracle/applyOwnBook.js'
import { applyHeard } from '../../oracle/applyTick.js'
import { applyRate } from '../../oracle/redemptionRate.js'
import { applySurface, emptySurface, type MarkedSlice, surfaceStatus } from '../../oracle/surfaceMark.js'
import type { HeardTick } from '../../oracle/tick.js'
import { indexFeed, markFeed, numberOf, parametersOf } from '../../risk/marketView.js'
import { judgesOf } from '../ageFeeds.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { listingIn, requireBounded } from '../lookup.js'
import { publish, withDependents } from '../publish.js'

/** Hears every tick, then makes prices of what the feeds say: nobody is judged by the first of two ticks of one command. */
export function hearTicks(draft: Draft, { ticks }: CommandOf<'tick'>): void {
  for (const one of ticks) hearTick(draft, one)
  publish(draft, withDependents(draft.state, new Set(ticks.map(({ tick }) => tick.feed))))
}

function hearTick(draft: Draft, one: HeardTick): void {
  const { feed } = one.tick
  const judges = judgesOf(draft.state, feed)
  if (judges.length === 0) refuse('FEED_UNKNOWN', 'feed', feed, 'a feed of sources')
  for (const { isShadow, config, heard } of judges) {
    const { state, transitions, outcome } = applyHeard(config, heard, one, draft.at)
    if (outcome.kind === 'duplicate') continue
    draft.emit({ kind: 'feed-changed', feed, isShadow, state, transitions, outcome })
    if (!isShadow && outcome.kind === 'taken') hearRate(draft, feed)
  }
}

/** Tells redemption rates what their sources agree on now. */
function hearRate(draft: Draft, rate: string): void {
  const { state, at } = draft
  const { index, outage } = state.feedStates.get(rate)!
  if (index === undefined || outage !== undefined) return
  for (const feed of state.redemptions.keys()) {
    const terms = state.feeds.get(feed)!
    if (terms.kind !== 'redemption' || terms.rate !== rate) continue
    const heard = applyRate(terms.config, state.redemptions.get(feed)!, index.price, at)
    draft.emit({ kind: 'rate-heard', feed, ...heard })
  }
}

/** Shows a mark's feed the venue's own book. What is delivered at, and what collateral is worth, has none: nobody moves it from within. */
export function seeOwnBook(draft: Draft, { feed, book }: CommandOf<'own-book'>): void {
  const judges = judgesOf(draft.state, feed)
  if (judges.length === 0 || !feed.startsWith(markFeed('')))
    refuse('FEED_UNKNOWN', 'feed', feed, 'a feed of sources that is a mark')
  for (const { isShadow, config, heard } of judges)
    draft.emit({ kind: 'feed-changed', feed, isShadow, ...applyOwnBook(config, heard, book, draft.at) })
  publish(draft, withDependents(draft.state, new Set([feed])))
}

/** Remembers who would buy an option, and how much of it. */
export function seeBid(draft: Draft, { instrument, price, lots }: CommandOf<'see-bid'>): void {
  const listing = listingIn(draft.state, instrument)
  if (!isPaid(listing)) refuse('COMMAND_MALFORMED', 'instrument', instrument, 'an option')
  if (price < 0n || lots < 0n) refuse('COMMAND_MALFORMED', 'price, lots', `${price}, ${lots}`, 'no less than 0')
  requireBounded(price, 'price')
  requireBounded(lots, 'lots')
  draft.emit({ kind: 'bid-seen', instrument, bid: { price, lots, at: draft.at } })
}

/** Judges a surface; where it is not believed, the last one stays and the refusal says why. */
export function markSurface(draft: Draft, command: CommandOf<'mark-surface'>): void {
  const { underlying, slices, publishedAt } = command
  const { state, at } = draft
  const rules = parametersOf(state).surfaceRules[underlying]
  if (rules === undefined) refuse('FEED_UNKNOWN', 'underlying', underlying, 'an underlying whose surface has rules')
  const price = state.prices.get(indexFeed(underlying))
  const index = numberOf(price, 'fast')
  // Forwards are kept as parts of the index: of one that is of now.
  if (price === undefined || index === undefined || actionTable.settle[price.status] === 'no')
    refuse('PRICE_UNAVAILABLE', 'underlying', price?.status, 'an underlying whose index is of now')
  const before = state.surfaceStates.get(underlying) ?? emptySurface
  const { state: heard, outcome } = applySurface(rules, before, slices, publishedAt, at)
  if (heard === before) refuse('SURFACE_REFUSED', 'slices', outcome, 'a surface that is believed')
  draft.emit({ kind: 'surface-heard', underlying, state: heard, outcome })
  const { status } = surfaceStatus(rules, heard, at)
  const known = state.surfaces.get(underlying)
  const unit = Number(10n ** BigInt(rules.decimals))
  // A surface that was held is the one that is in force, with the forwards that it came with.
  const surface =
    outcome === 'held' && known !== undefined
      ? known
      : {
          model: 'black' as const,
          forwards: heard.slices.map(({ expiry, forward }) => ({ expiry, ratio: Number(forward) / unit / index })),
          slices: heard.slices.map((slice) => quotesOf(slice, unit)),
        }
  draft.emit({ kind: 'surface-set', underlying, surface: { ...surface, at: publishedAt, status } })
}

function quotesOf({ expiry, strikes, volsPpm }: MarkedSlice, unit: number) {
  return {
    kind: 'quotes' as const,
    expiry,
    strikes: strikes.map((strike) => Number(strike) / unit),
    vols: volsPpm.map((vol) => Number(vol) / 1e6),
  }
}
