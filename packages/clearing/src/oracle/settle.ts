import type { FeedConfig } from './feedConfig.js'
import type { FeedState, IndexPrice, Outage, Recovery, Transition } from './feedState.js'
import { judgePanel, provenGroups } from './judgePanel.js'
import { heldMark, markAfter } from './mark.js'
import { isWithin } from './relative.js'
import { settleSources, sourceTransitions } from './settleSources.js'
import { slowPriceAfter, slowPriceAt } from './slowPrice.js'
import { statusOf } from './statusOf.js'
import { windowsAfter } from './windows.js'

/** A state, and what changed on the way to it. */
export interface Step {
  readonly state: FeedState
  readonly transitions: readonly Transition[]
}

/** The state when nothing has happened but the passing of time. */
export function passTime(config: FeedConfig, state: FeedState, at: number): FeedState {
  if (at === state.at) return state
  const { slow, mark } = state
  if (slow === undefined || mark === undefined) return { ...state, at }
  return { ...state, at, slow: slowPriceAfter(config, slow, mark, state.at, at) }
}

/**
 * Draws the conclusions of an event at `state.at`: a tick, a view of the own book, or a term that has run out. The only place where
 * index, mark and status change.
 *
 * @param before the state before the event, for the transitions
 */
export function settle(config: FeedConfig, before: FeedState, state: FeedState): Step {
  const { at } = state
  const sources = settleSources(config, state.sources, at)
  const judged = judgeIndex(config, { ...state, sources })
  const next =
    'price' in judged ? priced(config, { ...state, sources }, judged) : held(config, { ...state, sources }, judged)
  const { status, reasons } = statusOf(config, next)
  const transitions: Transition[] = [...sourceTransitions(config, before.sources, sources, at)]
  if (status !== before.status || reasons.join() !== before.reasons.join())
    transitions.push({ kind: 'status', at, from: before.status, to: status, reasons })
  return { state: { ...next, status, reasons }, transitions }
}

interface Held {
  readonly reason: Outage['reason']
  readonly jump?: { readonly since: number; readonly up: boolean }
}

/** The panel's price, unless it is further from the last one than the jump limit and has not stood so for long enough. */
function judgeIndex(config: FeedConfig, state: FeedState): IndexPrice | Held {
  const judged = judgePanel(config, config.index, state.sources)
  if (judged.kind === 'unpriced') return judged
  const { price, dispersion, publishedAt } = judged
  const last = state.index?.price
  if (last === undefined || isWithin(price, last, config.jumpPpm, config.leastSize))
    return { price, dispersion, publishedAt }
  const up = price > last
  const jump = state.jump?.up === up ? state.jump : { since: state.at, up }
  if (state.at - jump.since >= config.jumpConfirmMs) return { price, dispersion, publishedAt }
  return { reason: 'jump', jump }
}

function held(config: FeedConfig, state: FeedState, { reason, jump }: Held): FeedState {
  const { recovery, jump: _, ...rest } = state
  // An outage within a recovery is the same outage: a feed that flaps must not earn a short grace.
  const since = state.outage?.since ?? recovery?.outageSince ?? state.at
  return {
    ...rest,
    outage: { since, reason },
    ...(jump !== undefined && { jump }),
    ...heldMark(config, state, state.at),
  }
}

function priced(config: FeedConfig, state: FeedState, index: IndexPrice): FeedState {
  const { outage: _, recovery: __, jump: ___, ...rest } = state
  const recovery = recoveryAfter(config, state)
  const marked = markAfter(config, state, index.price, state.at)
  return {
    ...rest,
    index,
    windows: windowsAfter(config, state, index.price),
    ...(recovery !== undefined && { recovery }),
    ...marked,
    slow: state.slow ?? slowPriceAt(marked.mark),
  }
}

/** Where a feed with a live price stands between its last outage and normal business; undefined in normal business. */
function recoveryAfter(config: FeedConfig, { at, outage, recovery: before, sources }: FeedState): Recovery | undefined {
  const recovery = outage === undefined ? before : begun(config, at, outage)
  if (recovery === undefined) return undefined
  if (recovery.settleUntil !== undefined) return at < recovery.settleUntil ? recovery : undefined
  const isProven = provenGroups(config.index, sources, config.recoveryTicks) >= config.index.quorum
  if (at < recovery.graceUntil || !isProven) return recovery
  const settleMs = Math.min(config.settleMs, at - recovery.outageSince)
  return settleMs > 0 ? { ...recovery, settleUntil: at + settleMs } : undefined
}

function begun({ graceMs }: FeedConfig, at: number, { since }: Outage): Recovery {
  return { outageSince: since, graceUntil: at + Math.min(graceMs, at - since) }
}
