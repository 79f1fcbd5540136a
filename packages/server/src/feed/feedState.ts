import type { MarketFeed } from './feed.js'

/**
 * What a feed's last market is good for: HALT once the feed has ended or failed, STALE when no tick came for longer
 * than it promises (or none came yet), VALID otherwise. A paused simulation or replay is not stale, since its market's
 * clock stands still with it; a live market moves on whether we look or not.
 *
 * @param receivedAt wall time of the last tick, null before the first
 * @param now wall time
 */
export function feedState(feed: MarketFeed, receivedAt: number | null, now: number): 'VALID' | 'STALE' | 'HALT' {
  if (feed.halt !== undefined) return 'HALT'
  if (receivedAt === null) return 'STALE'
  if (feed.paused && feed.kind !== 'live') return 'VALID'
  return now - receivedAt > feed.staleAfterMilliseconds ? 'STALE' : 'VALID'
}
