import { advance, nextTerm } from '../oracle/advance.js'
import type { FeedConfig } from '../oracle/feedConfig.js'
import type { FeedState } from '../oracle/feedState.js'
import { emptySurface, type SurfaceConfig, surfaceStatus } from '../oracle/surfaceMark.js'
import type { State } from '../state/state.js'
import type { Draft } from './draft.js'
import { publish, withDependents } from './publish.js'
import { readingOf } from './readingOf.js'

/**
 * Lets what time alone does to feeds and surfaces take effect, before a command is decided: a heartbeat that has passed, a jump that was
 * confirmed, a grace that is over. Each does at its own instant, in order, so that it means nothing who sends how many commands; and
 * nothing is decided by a price that has become stale since the last one.
 *
 * The slow prices go on between these instants, and are written down by ticks and `advance`. Until then they stand further from the mark than they
 * have come: to the disadvantage of whoever opens or takes out, never to his advantage.
 */
export function ageFeeds(draft: Draft): void {
  const { state, at } = draft
  for (let next = nextOf(state); next !== undefined && next.due <= at; next = nextOf(state)) {
    const { feed, isShadow, config, heard } = next
    // A record that came into force can find terms that ran out before it did.
    const due = Math.max(next.due, heard.at)
    draft.emit({ kind: 'feed-changed', feed, isShadow, ...advance(config, heard, due) })
    if (!isShadow) publish(draft, withDependents(state, new Set([feed])), due)
  }
  for (const feed of state.redemptions.keys()) publishStatus(draft, feed)
  const rules = state.parameters.get('parameters')?.surfaceRules ?? {}
  for (const [underlying, each] of Object.entries(rules)) ageSurface(draft, underlying, each)
}

/** A feed of sources, or the shadow of a change of it, and what the oracle remembers of it. */
export interface Judge {
  readonly feed: string
  readonly isShadow: boolean
  readonly config: FeedConfig
  readonly heard: FeedState
}

/** All that hear the ticks of a feed. */
export function judgesOf(state: State, feed: string): readonly Judge[] {
  const judges: Judge[] = []
  const terms = state.feeds.get(feed)
  const heard = state.feedStates.get(feed)
  if (terms?.kind === 'sources' && heard !== undefined)
    judges.push({ feed, isShadow: false, config: terms.config, heard })
  const change = state.feedChanges.get(feed)
  if (change?.terms.kind === 'sources' && change.shadow !== undefined)
    judges.push({ feed, isShadow: true, config: change.terms.config, heard: change.shadow })
  return judges
}

/** The first of the terms that will run out. */
function nextOf(state: State): (Judge & { readonly due: number }) | undefined {
  let first: (Judge & { readonly due: number }) | undefined
  for (const feed of state.feedStates.keys()) {
    for (const judge of judgesOf(state, feed)) {
      const due = dueOf(judge)
      if (due < (first?.due ?? Number.POSITIVE_INFINITY)) first = { ...judge, due }
    }
  }
  return first
}

const dues = new WeakMap<FeedState, { readonly config: FeedConfig; readonly due: number }>()

/** Remembered with the state and the record that it follows from, because every command asks. */
function dueOf({ config, heard }: Judge): number {
  const known = dues.get(heard)
  if (known?.config === config) return known.due
  const due = nextTerm(config, heard)
  dues.set(heard, { config, due })
  return due
}

/** A rate that was not heard of for too long is late; its prices stand. */
function publishStatus(draft: Draft, feed: string): void {
  const { state, at } = draft
  const stale = withDependents(state, new Set([feed])).filter((each) => {
    const price = state.prices.get(each)
    return price !== undefined && price.status !== readingOf(state, each, at).status
  })
  publish(draft, stale)
}

/** A surface that nobody has judged yet, from before there were rules, is none. */
function ageSurface(draft: Draft, underlying: string, rules: SurfaceConfig): void {
  const { state, at } = draft
  const surface = state.surfaces.get(underlying)
  const { status } = surfaceStatus(rules, state.surfaceStates.get(underlying) ?? emptySurface, at)
  if (surface === undefined || status === surface.status) return
  draft.emit({ kind: 'surface-set', underlying, surface: { ...surface, status } })
}
