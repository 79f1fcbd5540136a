import { decimal, decimalToNumber } from 'plimsoll'
import type { State } from '../state/state.js'
import { marketView, perMarket } from './marketView.js'
import { sizePrice } from './marks.js'

/**
 * What a lot gains, in size, when the underlying moves by the whole of its index, in the reporting currency: times a part, what it
 * moves with the market. Remembered for each market.
 *
 * @throws PlimsollError for an instrument that the market cannot price
 */
export const instrumentMove: (state: State, id: string) => number = perMarket((view, id, state) => {
  const { instrument, lotDecimals } = state.listings.get(id)!
  const lot = decimalToNumber(decimal(1n, lotDecimals))
  const { delta } = view.quotes('fast').sensitivities(instrument)
  return Math.abs(lot * delta) * sizePrice(state, instrument.underlying)
})

/** What the smallest unit of an asset is worth in the reporting currency. */
export function assetValue(state: State, asset: string): number {
  const { price } = marketView(state).markets.fast.assets[asset]!
  return price * decimalToNumber(decimal(1n, state.assets.get(asset)!.decimals))
}
