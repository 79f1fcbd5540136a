import {
  decimal,
  decimalToNumber,
  type MarginFigures,
  type MarginSpec,
  marginFigures,
  PlimsollError,
  type Portfolio,
  type Valuation,
} from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import { isPaid, type Listing } from '../ledger/listing.js'
import { clockOf } from '../state/clock.js'
import type { AccountRecord, ParameterRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { indexFeed, type MarketView, marketView, markFeed, parametersOf } from './marketView.js'
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
}

const assessed = new WeakMap<AccountRecord, { readonly view: MarketView; readonly assessment: Assessment }>()

/** Throws PlimsollError where the market cannot price what the account holds. */
export function assess(state: State, id: string, account: AccountRecord): Assessment {
  const view = marketView(state)
  const known = assessed.get(account)
  if (known?.view === view) return known.assessment
  const assessment = computed(state, id, account, view, parametersOf(state))
  assessed.set(account, { view, assessment })
  return assessment
}

/** As {@link assess}, under other parameters than the state's; nothing is remembered. */
export function assessUnder(state: State, id: string, account: AccountRecord, parameters: ParameterRecord): Assessment {
  return computed(state, id, account, marketView(state), parameters)
}

function computed(
  state: State,
  id: string,
  account: AccountRecord,
  view: MarketView,
  parameters: ParameterRecord,
): Assessment {
  const { specs, leaving, withdrawalFloor } = parameters
  const portfolio = portfolioOf(state, id, account, parameters)
  const gap = slowGap(portfolio, view)
  const floor = grossNotional(state, account) * (Number(withdrawalFloor) / 1e6)
  const coming = underSpec(portfolio, view, specs[account.mode])
  const { marketAt } = clockOf(state)
  // Up to its end a ramp is a straight line between what the two rule books say.
  const share = leaving === undefined ? 1 : Math.min(1, (marketAt - leaving.from) / (leaving.until - leaving.from))
  const blended =
    leaving === undefined || !(share < 1)
      ? coming
      : mixed(underSpec(portfolio, view, leaving.specs[account.mode]), coming, share)
  const slowEquity = blended.initialEquity - gap
  return {
    equity: blended.equity,
    maintenance: blended.maintenance,
    slowEquity,
    initial: blended.initial,
    kept: Math.max(blended.initial, floor),
  }
}

type Figures = Pick<MarginFigures, 'equity' | 'initialEquity' | 'initial' | 'maintenance'>

function underSpec(portfolio: Portfolio, view: MarketView, spec: MarginSpec): Figures {
  return marginFigures(portfolio, view.markets.fast, spec, view.valuation(spec))
}

function mixed(leaving: Figures, coming: Figures, share: number): Figures {
  const between = (field: keyof Figures): number => leaving[field] + (coming[field] - leaving[field]) * share
  return {
    equity: between('equity'),
    initialEquity: between('initialEquity'),
    initial: between('initial'),
    maintenance: between('maintenance'),
  }
}

/** How much less the account is worth when each line counts at the worst of its three prices. */
function slowGap(portfolio: Portfolio, view: MarketView): number {
  if (!view.isSlow) return 0
  const at = [view.quotes('fast'), view.quotes('low'), view.quotes('high')]
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
export function notional(state: State, listing: Listing, lots: bigint): number {
  const { instrument, lotDecimals } = listing
  const index = sizePrice(state, instrument.underlying)
  const contracts = decimalToNumber(decimal(absolute(lots), lotDecimals))
  if (!('contractSize' in instrument)) return contracts * index
  return instrument.settlement.kind === 'inverse' && !isPaid(listing)
    ? contracts * instrument.contractSize
    : contracts * instrument.contractSize * index
}

/** The index without its sign, and where it may be zero at least what the parameters say. */
export function sizePrice(state: State, underlying: string): number {
  const price = state.prices.get(indexFeed(underlying))
  if (price === undefined) return Number.NaN
  const least = Number(parametersOf(state).leastPrice?.[underlying] ?? 0n)
  return Math.max(Math.abs(decimalToNumber(decimal(price.fast, price.decimals))), least)
}

/**
 * Mark of an instrument in units of its own price: its feed's, a perpetual's index, or what the model makes of index and surface, to the
 * nearest unit. Nothing where there is no price.
 */
export function markOf(state: State, listing: Listing): bigint | undefined {
  const { instrument, priceDecimals } = listing
  const own = state.prices.get(markFeed(instrument.id))
  const feed = own ?? (instrument.kind === 'perpetual' ? state.prices.get(indexFeed(instrument.underlying)) : undefined)
  if (feed !== undefined) {
    const shift = priceDecimals - feed.decimals
    return shift >= 0 ? feed.fast * 10n ** BigInt(shift) : feed.fast / 10n ** BigInt(-shift)
  }
  try {
    const { mark } = marketView(state).quotes('fast').quote(instrument)
    const units = BigInt(Math.round(mark * Number(10n ** BigInt(priceDecimals))))
    return isPaid(listing) && units < 1n ? 1n : units
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}
