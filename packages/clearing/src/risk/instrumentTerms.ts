import { decimal, decimalToNumber } from 'plimsoll'
import { isPaid, type Listing } from '../ledger/listing.js'
import type { InstrumentTerms } from '../liquidation/account.js'
import type { State } from '../state/state.js'
import { instrumentMove } from './lotValues.js'
import { type MarketView, parametersOf } from './marketView.js'
import { markOf, notional } from './marks.js'
import { ratedPrice } from './ratedPrice.js'

const million = 1_000_000n

/** What the liquidation room has to know of an instrument; nothing where it has no mark or nobody has said what its market takes. */
export function instrumentTerms(state: State, view: MarketView, id: string): InstrumentTerms | undefined {
  const listing = state.listings.get(id)!
  const { instrument } = listing
  const depth = parametersOf(state).depth[id] ?? parametersOf(state).depth[instrument.underlying]
  const mark = markOf(state, listing)
  if (depth === undefined || mark === undefined) return undefined
  const market = view.markets.fast
  const lot = decimalToNumber(decimal(1n, listing.lotDecimals))
  const lotDelta = lot * view.quotes('fast').sensitivities(instrument).delta
  return {
    underlying: instrument.underlying,
    mark,
    tickValue: tickValueOf(listing, mark) * (market.assets[listing.asset]?.price ?? Number.NaN),
    lotNotional: notional(state, listing, 1n),
    lotDelta,
    dailyMove: instrumentMove(state, id) * (Number(depth.dailyMove) / 1e6),
    stressVolumeLots: depth.stressVolumeLots,
    executableLots: depth.executableLots,
    bandTicks: (ratedPrice(state, listing, mark) * depth.band) / million,
    hedges: !isPaid(listing) && listing.status === 'open',
  }
}

/** What a lot gains in the settlement asset when its price rises by one unit. */
function tickValueOf(listing: Listing, mark: bigint): number {
  const unit = decimalToNumber(decimal(listing.unit, listing.fineDecimals))
  return listing.valuation === 'product' ? unit : unit / (Number(mark) * Number(mark))
}
