import { PlimsollError } from 'plimsoll'
import { refuse } from '../../error/refusal.js'
import type { FeedConfig, PriceUnit } from '../../oracle/feedConfig.js'
import { emptyFeed } from '../../oracle/feedState.js'
import { checkFeedTerms, type FeedTerms } from '../../oracle/feedTerms.js'
import { startRedemption } from '../../oracle/redemptionRate.js'
import { type ChangeReview, reviewChange } from '../../oracle/reviewChange.js'
import { parametersOf } from '../../risk/marketView.js'
import { encode } from '../../state/codec.js'
import type { FeedChange } from '../../state/records.js'
import type { State } from '../../state/state.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { requireFeed } from '../lookup.js'
import { publish } from '../publish.js'
import { readingOf, readingUnder } from '../readingOf.js'

/**
 * Sets what a feed is made of. The first time it is in force at once, and so is what only asks more of sources; any other change waits
 * as long as a change of parameters does, beside what is in force, and takes its place if the price is the same.
 */
export function setFeed(draft: Draft, { terms, override }: CommandOf<'set-feed'>): void {
  const { state, at } = draft
  const { feed, effectiveFrom } = terms.config
  requireSound(state, terms)
  const inForce = state.feeds.get(feed)
  if (inForce === undefined) {
    if (effectiveFrom > at)
      refuse('PARAMETER_INVALID', 'effectiveFrom', effectiveFrom, `at most ${at}, being the first`)
    begin(draft, terms)
  } else if (effectiveFrom <= at && isStricter(inForce, terms)) draft.emit({ kind: 'feed-set', feed, terms })
  else announce(draft, terms, override)
}

/** What was not there has said nothing; a price that was set before stands without allowing anything until sources agree on one. */
function begin(draft: Draft, terms: FeedTerms): void {
  const { feed } = terms.config
  draft.emit({ kind: 'feed-set', feed, terms })
  if (terms.kind === 'sources')
    draft.emit({ kind: 'feed-changed', feed, isShadow: false, state: emptyFeed(draft.at), transitions: [] })
  if (terms.kind === 'redemption')
    draft.emit({ kind: 'rate-heard', feed, state: startRedemption(terms.config), outcome: 'started' })
  publish(draft, [feed])
}

function announce(draft: Draft, terms: FeedTerms, override: boolean): void {
  const { state, at } = draft
  const { feed, effectiveFrom } = terms.config
  const soonest = at + parametersOf(state).changeDelay
  if (effectiveFrom < soonest) refuse('PARAMETER_INVALID', 'effectiveFrom', effectiveFrom, `at least ${soonest}`)
  const change: FeedChange = {
    announcedAt: at,
    terms,
    override,
    ...(terms.kind === 'sources' && { shadow: emptyFeed(at) }),
  }
  const review = reviewOf(draft, change)
  if (review?.decision === 'refused') {
    const { before, after, movePpm } = review
    const expected = `a move of at most ${parametersOf(state).feedMoveMax} ppm, or an override`
    refuse('PARAMETER_INVALID', 'terms', `${before} to ${after}, ${movePpm} ppm`, expected)
  }
  draft.emit({ kind: 'feed-change-announced', feed, change })
}

export function withdrawFeedChange(draft: Draft, { feed }: CommandOf<'withdraw-feed-change'>): void {
  if (draft.state.feedChanges.get(feed) === undefined)
    refuse('PARAMETER_UNKNOWN', 'feed', feed, 'a feed with a change that is not in force')
  draft.emit({ kind: 'feed-change-ended', feed, why: 'withdrawn' })
}

/** Puts changes in force that are due, and ends those that would move the price further than they may. */
export function endFeedChanges(draft: Draft): void {
  const { state, at } = draft
  for (const feed of state.feedChanges.keys()) {
    const change = state.feedChanges.get(feed)!
    if (change.terms.config.effectiveFrom > at) continue
    const review = reviewOf(draft, change)
    // Where there is a price, a change that has none to be compared with it waits until it has.
    if (review === undefined && readingOf(state, feed, at).prices !== undefined) continue
    if (review?.decision === 'shadow') continue
    const why = review?.decision === 'refused' ? 'refused' : 'in-force'
    draft.emit({ kind: 'feed-change-ended', feed, why, ...(review !== undefined && { review }) })
    if (why === 'in-force') putInForce(draft, change)
  }
}

/** The shadow becomes the feed, with all that it has heard. */
function putInForce(draft: Draft, { terms, shadow }: FeedChange): void {
  const { feed } = terms.config
  draft.emit({ kind: 'feed-set', feed, terms })
  if (shadow !== undefined) draft.emit({ kind: 'feed-changed', feed, isShadow: false, state: shadow, transitions: [] })
}

function reviewOf(
  { state, at }: Draft,
  { terms, shadow, announcedAt, override }: FeedChange,
): ChangeReview | undefined {
  const { feedMoveMax, changeDelay } = parametersOf(state)
  const rule = { limitPpm: feedMoveMax, shadowMs: changeDelay }
  const proposed = readingUnder(state, terms, shadow, at)
  return reviewChange(rule, readingOf(state, terms.config.feed, at), proposed, announcedAt, override)
}

/** Refuses terms that could make no price, or another one than the feed has had: of another thing or in other places. */
function requireSound(state: State, terms: FeedTerms): void {
  const { feed } = terms.config
  requireFeed(feed)
  try {
    checkFeedTerms(terms, (name) => state.feeds.get(name))
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    refuse('PARAMETER_INVALID', error.where, error.value, error.expected)
  }
  const { unit, decimals } = quotedOf(state, terms)
  const inForce = state.feeds.get(feed)
  const price = state.prices.get(feed)
  if (price !== undefined && price.decimals !== decimals)
    refuse('PARAMETER_INVALID', 'decimals', decimals, `${price.decimals}, as the feed has had from its beginning`)
  if (inForce === undefined) return
  const [value, expected] = [
    [terms.kind, unit, decimals],
    [inForce.kind, quotedOf(state, inForce).unit, quotedOf(state, inForce).decimals],
  ].map(encode)
  if (value !== expected)
    refuse('PARAMETER_INVALID', 'terms', value, `${expected}, as the feed has had from its beginning`)
}

/** A collateral's price is of what its market's is. */
function quotedOf(state: State, terms: FeedTerms): { readonly unit: PriceUnit; readonly decimals: number } {
  return terms.kind === 'collateral' ? quotedOf(state, state.feeds.get(terms.config.market)!) : terms.config
}

/** Limits that ask more of sources the lower, and the higher, they are. */
const falling = ['uncertainPpm', 'tooWidePpm', 'jumpPpm', 'agreementBandPpm'] as const
const rising = ['agreementPpm', 'openDispersionsPpm', 'jumpConfirmMs'] as const
const limits: ReadonlySet<string> = new Set(['effectiveFrom', 'index', ...falling, ...rising])

/** Whether a record of sources asks more of them than the one before, and is the same in everything else. */
function isStricter(before: FeedTerms, after: FeedTerms): boolean {
  if (before.kind !== 'sources' || after.kind !== 'sources') return false
  const [was, is] = [before.config, after.config]
  return (
    restOf(is) === restOf(was) &&
    falling.every((field) => is[field] <= was[field]) &&
    rising.every((field) => is[field] >= was[field]) &&
    is.index.quorum >= was.index.quorum &&
    is.index.sources.every(({ heartbeatMs, depthMin }, row) => {
      const source = was.index.sources[row]!
      return heartbeatMs <= source.heartbeatMs && depthMin >= source.depthMin
    })
  )
}

/** Everything of a record but the limits. */
function restOf(config: FeedConfig): string {
  const fields = Object.entries(config).filter(([name]) => !limits.has(name))
  const sources = config.index.sources.map((source) => ({ ...source, heartbeatMs: 0, depthMin: 0n }))
  return encode([fields, sources])
}
