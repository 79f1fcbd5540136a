import { decimal, decimalToNumber, margin, type Portfolio, type Valuation } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import { isPaid, type Listing, valueOf } from '../ledger/listing.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { indexFeed, type MarketView, markFeed, marketView, parametersOf, type Side } from './marketView.js'
import { portfolioOf } from './portfolioOf.js'

/** What an account has and needs, in the reporting currency; risk numbers. */
export interface Assessment {
  /** Value after maintenance haircuts at fast prices: what liquidation is judged by. */
  readonly equity: number
  readonly maintenance: number
  /** Value after initial haircuts, each line at the worse of its fast and slow prices. */
  readonly slowEquity: number
  readonly initial: number
  /** What must stay when something leaves: initial requirement, floor on gross notional. */
  readonly kept: number
  /** Value without any haircut, at fast prices. */
  readonly value: number
}

const assessed = new WeakMap<AccountRecord, { readonly view: MarketView; readonly assessment: Assessment }>()

/** Throws PlimsollError where the market cannot price what the account holds. */
export function assess(state: State, id: string, account: AccountRecord): Assessment {
  const view = marketView(state)
  const known = assessed.get(account)
  if (known?.view === view) return known.assessment
  const assessment = computed(state, id, account, view)
  assessed.set(account, { view, assessment })
  return assessment
}

function computed(state: State, id: string, account: AccountRecord, view: MarketView): Assessment {
  const portfolio = portfolioOf(state, id, account)
  const { specs, withdrawalFloor } = parametersOf(state)
  const valuation = view.valuation(account.mode)
  const result = margin(portfolio, view.markets.fast, specs[account.mode], valuation)
  const slowEquity = result.initialEquity - slowGap(portfolio, view)
  const floor = grossNotional(state, account) * (Number(withdrawalFloor) / 1e6)
  return {
    equity: result.equity,
    maintenance: result.maintenance,
    slowEquity,
    initial: result.initial,
    kept: Math.max(result.initial, floor),
    value: result.accountValue,
  }
}

/** How much less the account is worth when each line counts at the worst of its three prices. */
function slowGap(portfolio: Portfolio, view: MarketView): number {
  const low = view.slow('low')
  const high = view.slow('high')
  if (low === undefined || high === undefined) return 0
  const at = [view.valuation('portfolio'), low, high]
  let gap = 0
  for (const { asset, amount } of portfolio.balances) {
    const values = at.map(({ market }) => decimalToNumber(amount) * (market.assets[asset]?.price ?? Number.NaN))
    gap += values[0]! - Math.min(...values)
  }
  for (const { instrument, quantity } of portfolio.positions) {
    const values = at.map((valuation) => decimalToNumber(quantity) * carried(valuation, instrument))
    gap += values[0]! - Math.min(...values)
  }
  return gap
}

/** Value of one contract up to a constant: what differs between two markets is its profit. */
function carried(valuation: Valuation, id: string): number {
  const { market } = valuation
  const instrument = market.instruments.get(id)!
  const { mark, value } = valuation.quote(instrument)
  if (instrument.kind !== 'perpetual' && instrument.kind !== 'future') return value
  const { settlement, contractSize } = instrument
  const price = market.assets[settlement.currency]?.price ?? Number.NaN
  switch (settlement.kind) {
    case 'linear':
      return mark * contractSize * price
    case 'quanto':
      return mark * contractSize * settlement.multiplier * price
    case 'inverse':
      return (-contractSize / mark) * price
  }
}

/** Size of all positions at their marks, reporting currency. */
function grossNotional(state: State, account: AccountRecord): number {
  let sum = 0
  for (const [instrument, { lots }] of Object.entries(account.positions)) {
    sum += notional(state, state.listings.get(instrument)!, lots)
  }
  return sum
}

/** Size of lots in the reporting currency: of an option, of what it is on. */
function notional(state: State, listing: Listing, lots: bigint): number {
  const { instrument, lotDecimals } = listing
  const index = decimalOfPrice(state, indexFeed(instrument.underlying))
  const contracts = decimalToNumber(decimal(absolute(lots), lotDecimals))
  if (!('contractSize' in instrument)) return contracts * index
  return instrument.settlement.kind === 'inverse' && !isPaid(listing)
    ? contracts * instrument.contractSize
    : contracts * instrument.contractSize * index
}

function decimalOfPrice(state: State, feed: string): number {
  const price = state.prices.get(feed)
  return price === undefined ? Number.NaN : Math.abs(decimalToNumber(decimal(price.fast, price.decimals)))
}

/** Mark of an instrument in units of its own price; nothing where there is none. */
export function markOf(state: State, listing: Listing, side: Side = 'fast'): bigint | undefined {
  const { instrument } = listing
  const price = state.prices.get(markFeed(instrument.id)) ?? state.prices.get(indexFeed(instrument.underlying))
  if (price === undefined) return undefined
  const shift = listing.priceDecimals - price.decimals
  return shift >= 0 ? price[side] * 10n ** BigInt(shift) : price[side] / 10n ** BigInt(-shift)
}

/** Unrealised profit in fine units at a price. */
export function unrealised(listing: Listing, { lots, cost }: { lots: bigint; cost: bigint }, price: bigint): bigint {
  return isPaid(listing) ? 0n : valueOf(listing, lots, price) - cost
}
