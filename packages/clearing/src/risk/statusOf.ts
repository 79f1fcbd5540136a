import { worstStatus } from '../oracle/actionTable.js'
import type { AccountRecord, PriceStatus } from '../state/records.js'
import type { State } from '../state/state.js'
import { indexFeed, markFeed } from './marketView.js'

/** The worst status among the prices that an account's value and its orders rest on; HALT where one has never been there. */
export function statusOf(state: State, { balances, positions, orders }: AccountRecord): PriceStatus {
  const assets = Object.keys(balances).flatMap((asset) => {
    const feed = state.assets.get(asset)?.feed
    return feed === undefined ? [] : [state.prices.get(feed)?.status ?? 'HALT']
  })
  const ordered = Object.values(orders).map(({ instrument }) => instrument)
  const instruments = [...Object.keys(positions), ...ordered].map((id) => instrumentStatus(state, id))
  return worstStatus(['VALID', ...assets, ...instruments])
}

/** The worse of an instrument's index and, where it has one, its own mark. */
export function instrumentStatus(state: State, id: string): PriceStatus {
  const own = state.prices.get(markFeed(id))
  const index = state.prices.get(indexFeed(state.listings.get(id)!.instrument.underlying))?.status ?? 'HALT'
  return own === undefined ? index : worstStatus([index, own.status])
}
