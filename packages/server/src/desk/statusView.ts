import type { FeedView, StatusView, VenueStatus } from '../contract/index.js'
import { version } from '../version.js'
import type { Desk } from './desk.js'

export function statusView(desk: Desk, feed: FeedView, startedAt: string, venue: VenueStatus | undefined): StatusView {
  const { underlyings = {}, assets = {} } = desk.market() ?? {}
  const opening = desk.opening()
  return {
    version,
    startedAt,
    feed,
    underlyings: Object.entries(underlyings).map(([id, { index }]) => {
      const first = opening[id]
      return { id, index, change: first === undefined || first === 0 ? 0 : index / first - 1 }
    }),
    assets: Object.keys(assets),
    accounts: desk.size(),
    tickMilliseconds: desk.tickMilliseconds(),
    ...(venue === undefined ? {} : { venue }),
  }
}
