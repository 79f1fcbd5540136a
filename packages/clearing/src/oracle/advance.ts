import type { FeedConfig } from './feedConfig.js'
import type { FeedState, Transition } from './feedState.js'
import { passTime, type Step, settle } from './settle.js'
import { panelsOf } from './settleSources.js'

/**
 * Lets time pass. Every term that runs out on the way (a heartbeat, the confirmation of a jump, a grace, a breaker's pause, the time to
 * a HALT) takes effect at its own instant, in order; hence any number of calls on the way gives the same state, bit for bit.
 *
 * @param now not before `state.at`
 *
 * @example
 * import { advance, emptyFeed } from '@plimsoll/clearing'
 * advance({ index: { sources: [] } }, emptyFeed(0), 5000).state.at // => 5000
 */
export function advance(config: FeedConfig, state: FeedState, now: number): Step {
  let current = state
  const transitions: Transition[] = []
  for (let due = nextTerm(config, current); due <= now; due = nextTerm(config, current)) {
    const step = settle(config, current, passTime(config, current, Math.max(due, current.at)))
    current = step.state
    transitions.push(...step.transitions)
  }
  return { state: passTime(config, current, now), transitions }
}

/** The earliest instant at which something changes although nothing is heard; Infinity where nothing will. */
export function nextTerm(
  config: FeedConfig,
  { at, sources, jump, outage, recovery, windows, status }: FeedState,
): number {
  const heartbeats = panelsOf(config).flatMap((panel) =>
    panel.sources.flatMap(({ id, heartbeatMs }) => {
      const source = sources[id]
      return source === undefined || source.validity === 'dead' ? [] : [source.publishedAt + heartbeatMs]
    }),
  )
  const terms = [
    jump === undefined ? undefined : jump.since + config.jumpConfirmMs,
    outage === undefined || status === 'HALT' ? undefined : outage.since + config.haltAfterMs,
    // After the grace it is ticks that are waited for.
    recovery?.settleUntil ?? (recovery !== undefined && recovery.graceUntil > at ? recovery.graceUntil : undefined),
    ...windows.map(({ pausedUntil }) => (pausedUntil !== undefined && pausedUntil > at ? pausedUntil : undefined)),
  ]
  return Math.min(...heartbeats, ...terms.filter((term) => term !== undefined))
}
