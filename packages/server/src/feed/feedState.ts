import type { MarketFeed } from './feed.js'

/**
 * What a feed's last market is good for: HALT once the feed has ended or failed, STALE when no tick came for longer
 * than it promises (or none came yet), VALID otherwise. A paused simulation or replay is not stale, since its market's
 * clock stands still with it; a live market moves on whether we look or not.
 *
 * @param receivedAt wall time of the last tick, null before the first
 * @param now wall time
 * @param resumedAt wall time since which the feed runs as it does now, where it was paused or changed its pace: only from
 *   there on does it owe a tick. Means nothing for a live market.
 */
export function feedState(
  feed: MarketFeed,
  receivedAt: number | null,
  now: number,
  resumedAt: number | null = null,
): 'VALID' | 'STALE' | 'HALT' {
  if (feed.halt !== undefined) return 'HALT'
  if (receivedAt === null) return 'STALE'
  if (feed.paused && feed.kind !== 'live') return 'VALID'
  const since = feed.kind === 'live' ? receivedAt : Math.max(receivedAt, resumedAt ?? receivedAt)
  return now - since > feed.staleAfterMilliseconds ? 'STALE' : 'VALID'
}
