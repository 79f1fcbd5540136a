import { worstStatus } from '../oracle/actionTable.js'
import type { AccountRecord, PriceStatus } from '../state/records.js'
import type { State } from '../state/state.js'
import { indexFeed, markFeed } from './marketView.js'

/** The worst status among the prices that an account's value and its orders rest on; HALT where one has never been there. */
export function statusOf(state: State, { balances, positions, orders }: AccountRecord): PriceStatus {
  const statuses: PriceStatus[] = ['VALID']
  for (const asset of Object.keys(balances)) {
    const feed = state.assets.get(asset)?.feed
    if (feed !== undefined) statuses.push(state.prices.get(feed)?.status ?? 'HALT')
  }
  const ordered = Object.values(orders).map(({ instrument }) => instrument)
  for (const instrument of [...Object.keys(positions), ...ordered]) {
    const own = state.prices.get(markFeed(instrument))
    const { underlying } = state.listings.get(instrument)!.instrument
    statuses.push(state.prices.get(indexFeed(underlying))?.status ?? 'HALT')
    if (own !== undefined) statuses.push(own.status)
  }
  return worstStatus(statuses)
}
