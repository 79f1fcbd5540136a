import { type MarketSnapshot, type Portfolio, parseBook, parseMarket } from 'plimsoll'
import { formatInstant } from '../../../packages/plimsoll/src/document/read.js'
import type { ForwardPoint, SurfaceSlice } from '../../../packages/plimsoll/src/market/snapshot.js'

/** What a case of this venue holds, in the words of the engine. Amounts in the venue’s cash. */
export interface VenueAccount {
  readonly cash: number
  /** Price of the cash in dollars. */
  readonly stable: number
  /** Confidence of the spot oracle before which collateral stands. */
  readonly spotConfidence?: number
  readonly markets: readonly VenueMarket[]
  readonly coins: readonly VenueCoin[]
}

export interface VenueMarket {
  readonly name: string
  readonly spot: number
  readonly confidence: number
  readonly perpetual: {
    readonly quantity: number
    readonly price: number
    /** Unrealised profit of the whole position. */
    readonly profit: number
    readonly confidence: number
  }
  readonly expiries: readonly VenueExpiry[]
}

export interface VenueExpiry {
  readonly seconds: number
  readonly forward: number
  /** Part of the forward that the settlement average has fixed. */
  readonly fixed: number
  /** Rate at which options are discounted, where they are. */
  readonly rate?: number
  /** Numbers that the venue’s oracles say of the expiry. */
  readonly facts: Readonly<Record<string, number>>
  readonly options: readonly VenueOption[]
}

export interface VenueOption {
  readonly strike: number
  readonly isCall: boolean
  readonly quantity: number
  readonly volatility: number
}

export interface VenueCoin {
  readonly asset: string
  readonly amount: number
  /** In the cash. */
  readonly price: number
  readonly underlying?: string
  readonly confidence?: number
}

const asOf = Date.UTC(2025, 1, 19)
const settlement = { kind: 'linear', currency: 'USDC' }

export function expiryOf(seconds: number): number {
  return asOf + seconds * 1000
}

/**
 * The market and the book of a case. Prices but the index, and volatilities, are put in past the document: some of the venue’s
 * cases hold what no document may, a perpetual at thirty times its index or a coin at the price of another.
 */
export function engineAccount(account: VenueAccount): { readonly market: MarketSnapshot; readonly book: Portfolio } {
  const { markets, coins } = account
  const parsed = parseMarket({
    plimsoll: 'market/1',
    asOf: formatInstant(asOf),
    source: { kind: 'manual', name: 'published case' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 } },
    underlyings: Object.fromEntries(markets.map(({ name, spot }) => [name, { index: spot }])),
    instruments: markets.flatMap(instrumentDocuments),
    facts: {
      market: {
        stablePrice: account.stable,
        ...(account.spotConfidence === undefined ? {} : { spotConfidence: account.spotConfidence }),
      },
      underlyings: Object.fromEntries(markets.map(({ name, confidence }) => [name, { confidence }])),
      instruments: Object.fromEntries(
        markets.map(({ name, perpetual }) => [`${name}-PERP`, { confidence: perpetual.confidence }]),
      ),
      assets: Object.fromEntries(
        coins.flatMap(({ asset, confidence }) => (confidence === undefined ? [] : [[asset, { confidence }]])),
      ),
      expiries: Object.fromEntries(
        markets.map(({ name, expiries }) => [
          name,
          Object.fromEntries(expiries.map(({ seconds, facts }) => [formatInstant(expiryOf(seconds)), facts])),
        ]),
      ),
    },
  })
  const market: MarketSnapshot = {
    ...parsed,
    assets: { ...parsed.assets, ...Object.fromEntries(coins.map((coin) => [coin.asset, assetOf(coin)])) },
    underlyings: Object.fromEntries(
      markets.map((venue) => [
        venue.name,
        { ...parsed.underlyings[venue.name]!, forwards: forwardsOf(venue), slices: slicesOf(venue) },
      ]),
    ),
    marks: new Map(
      markets.flatMap(({ name, perpetual }) =>
        perpetual.quantity === 0 ? [] : [[`${name}-PERP`, perpetual.price] as const],
      ),
    ),
  }
  return { market, book: bookOf(account) }
}

function assetOf({ price, underlying }: VenueCoin): MarketSnapshot['assets'][string] {
  return { price, decimals: 18, ...(underlying === undefined ? {} : { underlying }) }
}

function forwardsOf({ expiries }: VenueMarket): readonly ForwardPoint[] {
  return inOrder(expiries).map(({ seconds, forward, fixed, rate }) => ({
    expiry: expiryOf(seconds),
    price: forward,
    ...(rate === undefined ? {} : { rate }),
    ...(fixed === 0 ? {} : { settled: { fixed } }),
  }))
}

function inOrder(expiries: readonly VenueExpiry[]): readonly VenueExpiry[] {
  return [...expiries].sort((a, b) => a.seconds - b.seconds)
}

function instrumentDocuments({ name, perpetual, expiries }: VenueMarket): readonly unknown[] {
  const options = expiries.flatMap(({ seconds, options: held }) =>
    held.map(({ strike, isCall }, row) => ({
      kind: 'option',
      id: optionId(name, seconds, row),
      underlying: name,
      settlement,
      contractSize: 1,
      expiry: formatInstant(expiryOf(seconds)),
      strike,
      right: isCall ? 'call' : 'put',
    })),
  )
  const perp = { kind: 'perpetual', id: `${name}-PERP`, underlying: name, settlement, contractSize: 1 }
  return perpetual.quantity === 0 ? options : [perp, ...options]
}

function optionId(name: string, seconds: number, row: number): string {
  return `${name}-${seconds}-${row}`
}

function slicesOf({ name, expiries }: VenueMarket): readonly SurfaceSlice[] {
  return inOrder(expiries).flatMap(({ seconds, options }): SurfaceSlice[] => {
    const quotes = new Map<number, number>()
    for (const { strike, volatility } of options) {
      if ((quotes.get(strike) ?? volatility) !== volatility)
        throw new Error(`${name} ${seconds} s, strike ${strike}: two volatilities`)
      quotes.set(strike, volatility)
    }
    const strikes = [...quotes.keys()].sort((a, b) => a - b)
    if (strikes.length === 0) return []
    return [{ kind: 'quotes', expiry: expiryOf(seconds), strikes, vols: strikes.map((strike) => quotes.get(strike)!) }]
  })
}

function bookOf({ cash, markets, coins }: VenueAccount): Portfolio {
  const idle = markets.filter(({ perpetual }) => perpetual.quantity === 0)
  const settled = idle.reduce((sum, { perpetual }) => sum + perpetual.profit, cash)
  const perpetuals = markets.flatMap(({ name, perpetual: { quantity, price, profit } }) =>
    quantity === 0
      ? []
      : [{ instrument: `${name}-PERP`, quantity: text(quantity), entryPrice: text(price - profit / quantity) }],
  )
  const options = markets.flatMap(({ name, expiries }) =>
    expiries.flatMap(({ seconds, options: held }) =>
      held.flatMap(({ quantity }, row) =>
        quantity === 0 ? [] : [{ instrument: optionId(name, seconds, row), quantity: text(quantity) }],
      ),
    ),
  )
  return parseBook({
    plimsoll: 'book/1',
    id: 'case',
    balances: [
      { asset: 'USDC', amount: text(settled) },
      ...coins.map(({ asset, amount }) => ({ asset, amount: text(amount) })),
    ],
    positions: [...perpetuals, ...options],
  })
}

/** Decimal text without an exponent; what is cut off is below 1e-20. */
function text(value: number): string {
  return value.toFixed(20)
}
