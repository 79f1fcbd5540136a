import { type Instrument, type MarketSnapshot, PlimsollError, quoteOf } from '../desk/library.js'

export type VenueOption = Extract<Instrument, { kind: 'option' }>
export type VenuePerpetual = Extract<Instrument, { kind: 'perpetual' }>

/** What accounts of the venue may hold on one underlying; options by name. */
export interface Listing {
  readonly underlying: string
  readonly options: readonly VenueOption[]
  /** Settled in the venue's collateral. */
  readonly perpetual: VenuePerpetual | undefined
}

const dayMilliseconds = 86_400_000

/** The asset that stands behind the accounts: the first stable one of these that the market prices. */
export function collateralAsset(market: MarketSnapshot): string {
  const stable = Object.keys(market.assets).filter((asset) => market.assets[asset]!.underlying === undefined)
  const found = ['USDC', 'USDT', 'USD'].find((asset) => stable.includes(asset)) ?? stable[0]
  if (found !== undefined) return found
  throw new PlimsollError('ASSET_UNKNOWN', {
    where: 'market.assets',
    value: Object.keys(market.assets),
    expected: 'an asset that follows no underlying, to be the accounts’ collateral',
  })
}

/** Underlyings in the order of their names, each with what lives for more than a day and has a price. */
export function listingsOf(market: MarketSnapshot): readonly Listing[] {
  const collateral = collateralAsset(market)
  const byUnderlying = new Map<string, { options: VenueOption[]; perpetual: VenuePerpetual | undefined }>()
  for (const instrument of market.instruments.values()) {
    const isPerpetual =
      instrument.kind === 'perpetual' &&
      instrument.settlement.kind === 'linear' &&
      instrument.settlement.currency === collateral
    const isOption =
      instrument.kind === 'option' &&
      instrument.settlement.kind !== 'quanto' &&
      instrument.expiry > market.asOf + dayMilliseconds
    if (!(isPerpetual || isOption) || !isPriced(instrument, market)) continue
    let listing = byUnderlying.get(instrument.underlying)
    if (listing === undefined) {
      listing = { options: [], perpetual: undefined }
      byUnderlying.set(instrument.underlying, listing)
    }
    if (isPerpetual) listing.perpetual ??= instrument
    else listing.options.push(instrument as VenueOption)
  }
  return [...byUnderlying]
    .map(([underlying, { options, perpetual }]) => ({ underlying, options: options.sort(byName), perpetual }))
    .sort((a, b) => (a.underlying < b.underlying ? -1 : 1))
}

function byName(a: Instrument, b: Instrument): number {
  return a.id < b.id ? -1 : 1
}

export function isPriced(instrument: Instrument, market: MarketSnapshot): boolean {
  try {
    quoteOf(instrument, market)
    return true
  } catch (error) {
    if (error instanceof PlimsollError) return false
    throw error
  }
}
