import { worstStatus } from '../oracle/actionTable.js'
import type { AccountRecord, PriceStatus } from '../state/records.js'
import type { State } from '../state/state.js'
import { indexFeed, markFeed, perMarket } from './marketView.js'

/** The worst status among the prices that an account's value and its orders rest on; HALT where one has never been there. */
export function statusOf(state: State, { balances, positions, orders }: AccountRecord): PriceStatus {
  const statuses: PriceStatus[] = ['VALID']
  for (const asset of Object.keys(balances)) {
    const feed = state.assets.get(asset)?.feed
    if (feed !== undefined) statuses.push(state.prices.get(feed)?.status ?? 'HALT')
  }
  for (const id of Object.keys(positions)) statuses.push(instrumentStatus(state, id))
  for (const { instrument } of Object.values(orders)) statuses.push(instrumentStatus(state, instrument))
  return worstStatus(statuses)
}

/** The worst of an instrument's index, its own mark, where it has one, and the surface that it is valued by. */
export const instrumentStatus: (state: State, id: string) => PriceStatus = perMarket(
  (_view, id, state): PriceStatus => {
    const { instrument } = state.listings.get(id)!
    const own = state.prices.get(markFeed(id))
    const index = state.prices.get(indexFeed(instrument.underlying))?.status ?? 'HALT'
    // A dated future without a mark is valued by the forward that came with the volatilities.
    const isBySurface = instrument.kind === 'option' || (instrument.kind === 'future' && own === undefined)
    const surface = isBySurface ? state.surfaces.get(instrument.underlying) : undefined
    return worstStatus([index, ...[own, surface].flatMap((price) => (price === undefined ? [] : [price.status]))])
  },
)
