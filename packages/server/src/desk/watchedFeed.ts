import type { FeedChange, FeedView } from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'
import type { MarketFeed } from '../feed/feed.js'
import { feedState } from '../feed/feedState.js'
import type { MarketSnapshot } from './library.js'

/** The feed with what the service knows of it: when its last market came, and what state that leaves it in. */
export interface WatchedFeed {
  start(onMarket: (market: MarketSnapshot) => void, onHalt: (message: string) => void): void
  stop(): void
  view(): FeedView
  change(change: FeedChange): FeedView
}

const iso = (instant: number): string => new Date(instant).toISOString()

export function watchFeed(feed: MarketFeed, wallTime: () => number): WatchedFeed {
  let asOf: number | null = null
  let receivedAt: number | null = null
  let resumedAt: number | null = null
  let running = false

  const view = (): FeedView => ({
    kind: feed.kind,
    name: feed.name,
    state: feedState(feed, receivedAt, wallTime(), resumedAt),
    ...(feed.halt === undefined ? {} : { halt: { ...feed.halt } }),
    asOf: asOf === null ? null : iso(asOf),
    receivedAt: receivedAt === null ? null : iso(receivedAt),
    paused: feed.paused,
    speed: feed.speed,
    range:
      feed.range === undefined
        ? null
        : { from: iso(feed.range.from), to: iso(feed.range.to), progress: feed.progress ?? 0 },
  })

  return {
    start: (onMarket, onHalt) => {
      running = true
      feed.start(
        (market) => {
          asOf = market.asOf
          receivedAt = wallTime()
          onMarket(market)
        },
        (halt) => onHalt(`${halt.reason}: ${halt.message}`),
      )
    },
    stop: () => {
      if (running) feed.stop()
      running = false
    },
    view,
    change: ({ paused, speed, seek }) => {
      // Everything that can be refused comes before anything that cannot, so that a refusal changes nothing.
      if (seek !== undefined && feed.seek === undefined) {
        throw new ServiceError('FEED_CHANGE_REFUSED', `The feed "${feed.name}" has no positions to seek.`, {
          where: 'seek',
          value: seek,
        })
      }
      const wasPaused = feed.paused
      if (speed !== undefined) feed.setSpeed(speed)
      if (seek !== undefined) feed.seek?.(seek)
      if (paused === true) feed.pause()
      if (paused === false) feed.resume()
      if (speed !== undefined || (wasPaused && !feed.paused)) resumedAt = wallTime()
      return view()
    },
  }
}
