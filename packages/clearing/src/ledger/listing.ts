import { type Decimal, decimalOfNumber, divideDirected, type Instrument, one, settlementAsset } from 'plimsoll'

/**
 * An instrument as the ledger counts it. Quantities are lots of 10^−lotDecimals contracts, prices units of 10^−priceDecimals, and values are
 * in *fine* units, 10^−fineDecimals of the settlement asset, in which lots times price is an integer.
 */
export interface Listing {
  readonly instrument: Instrument
  readonly lotDecimals: number
  readonly priceDecimals: number
  /** What profits are paid in. */
  readonly asset: string
  readonly assetDecimals: number
  readonly fineDecimals: number
  /** Fine units of one lot for each unit of price (linear, quanto, premiums); divided by the price where inverse. */
  readonly unit: bigint
  readonly valuation: 'product' | 'quotient'
  /** The group of instruments that one slice of the insurance fund stands behind. */
  readonly market: string
  readonly status: 'open' | 'reduce-only' | 'settled'
}

/** Digits that an inverse value keeps beyond the asset's own: its division is rounded there, for both sides alike. */
const inverseExtra = 12

export interface ListingTerms {
  readonly instrument: Instrument
  readonly lotDecimals: number
  readonly priceDecimals: number
  readonly market: string
}

/** The listing of an instrument whose settlement asset has `assetDecimals`. Futures, perpetuals and options only. */
export function listingOf(terms: ListingTerms, assetDecimals: number): Listing {
  const { instrument, lotDecimals, priceDecimals } = terms
  const size = 'contractSize' in instrument ? decimalOfNumber(instrument.contractSize, instrument.id) : one
  const quotient =
    'settlement' in instrument && instrument.settlement.kind === 'inverse' && instrument.kind !== 'option'
  const multiplier = multiplierOf(instrument)
  const factor: Decimal = { units: size.units * multiplier.units, scale: size.scale + multiplier.scale }
  const base = {
    ...terms,
    asset: settlementAsset(instrument),
    assetDecimals,
    status: 'open' as const,
  }
  if (quotient) {
    // size · lots / price = size.units · 10^(fine − size.scale − lot + price) · lots / price units
    const fineDecimals = Math.max(assetDecimals + inverseExtra, factor.scale + lotDecimals - priceDecimals)
    const exponent = fineDecimals - factor.scale - lotDecimals + priceDecimals
    return { ...base, fineDecimals, unit: factor.units * 10n ** BigInt(exponent), valuation: 'quotient' }
  }
  const fineDecimals = Math.max(assetDecimals, factor.scale + lotDecimals + priceDecimals)
  const exponent = fineDecimals - factor.scale - lotDecimals - priceDecimals
  return { ...base, fineDecimals, unit: factor.units * 10n ** BigInt(exponent), valuation: 'product' }
}

function multiplierOf(instrument: Instrument): Decimal {
  return 'settlement' in instrument && instrument.settlement.kind === 'quanto'
    ? decimalOfNumber(instrument.settlement.multiplier, instrument.id)
    : one
}

/**
 * Value of lots at a price, in fine units: what a future's profit is the difference of, and an option's premium. Odd in the lots, so that two
 * sides of a trade count one number; of an inverse contract −size/price, for its value in coin falls when more dollars buy one.
 */
export function fineValue(listing: Listing, lots: bigint, price: bigint): bigint {
  if (listing.valuation === 'product') return lots * price * listing.unit
  return -((lots * listing.unit) / price)
}

/** As {@link fineValue}, rounded up: what each account's lots cost at a delivery, where there is no other side that has the same number. */
export function deliveryValue(listing: Listing, lots: bigint, price: bigint): bigint {
  if (listing.valuation === 'product') return fineValue(listing, lots, price)
  return divideDirected(-lots * listing.unit, price, 'up')
}

/** Fine units of one smallest unit of the settlement asset. */
export function fineUnit({ fineDecimals, assetDecimals }: Listing): bigint {
  return 10n ** BigInt(fineDecimals - assetDecimals)
}

/** Whether the instrument is paid when it is bought; the others pay the difference to the price of entry. */
export function isPaid({ instrument }: Listing): boolean {
  return instrument.kind === 'option'
}
