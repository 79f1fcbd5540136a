import type { FeedView } from '@plimsoll/server/contract'
import type { StreamState } from './state'

export type Freshness =
  | { readonly kind: 'live' }
  | { readonly kind: 'old'; readonly because: 'disconnected' | 'stale' | 'halt' }

const live: Freshness = { kind: 'live' }
const disconnected: Freshness = { kind: 'old', because: 'disconnected' }
const stale: Freshness = { kind: 'old', because: 'stale' }
const halt: Freshness = { kind: 'old', because: 'halt' }

/** A replay that was played to its end: nothing is wrong, and its last numbers stay true of its last instant. */
export const isReplayEnded = (feed: FeedView | undefined): boolean =>
  feed?.kind === 'replay' &&
  feed.state === 'HALT' &&
  feed.halt?.reason !== 'failed' &&
  feed.range !== null &&
  feed.range.progress >= 1

/** Whether the numbers on the screen are true now, and if not, why. Constants, so that identity means equality. */
export function freshness(state: StreamState): Freshness {
  if (state.connection === 'reconnecting') return disconnected
  const feed = state.status?.feed
  if (feed?.state === 'HALT') return isReplayEnded(feed) ? live : halt
  if (feed?.state === 'STALE') return stale
  return live
}
