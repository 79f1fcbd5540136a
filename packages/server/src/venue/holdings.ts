import { exp } from '@plimsoll/kernel'
import { type Instrument, type MarketSnapshot, PlimsollError, quoteOf } from '../desk/library.js'
import { type AccountDraws, accountDraws } from './accountDraws.js'
import { collateralAsset, type Listing, listingsOf } from './listing.js'

/**
 * What the accounts of a venue hold, in arrays: the positions of account a are the entries `offsets[a]` to `offsets[a + 1]` − 1,
 * by underlying in the order of names. A quantity of 0 is no position.
 */
export interface Holdings {
  readonly accounts: number
  readonly seed: number
  readonly offsets: Uint32Array
  /** Numbers in `listed`. */
  readonly instruments: Uint32Array
  readonly quantities: Float64Array
  /** NaN for what is paid for. */
  readonly entryPrices: Float64Array
  /** Amounts of `asset`, in whole cents. */
  readonly collateral: Float64Array
  readonly asset: string
  readonly listed: Instrument[]
}

const positionsMin = 8
const positionsMax = 20
const underlyingsMax = 5
/** Dollars that one position stands for: most are small, few are large. */
const leastNotional = 2000
const notionalDecades = 2.2
const log10 = Math.LN10

/** Accounts by a seeded rule over what a market lists; without collateral, which follows from what they need. */
export function makeHoldings(market: MarketSnapshot, accounts: number, seed: number): Holdings {
  const listings = listingsOf(market)
  if (listings.length === 0) {
    throw new PlimsollError('INSTRUMENT_UNKNOWN', {
      where: 'market.instruments',
      value: market.instruments.size,
      expected: 'options with more than a day to live, or linear perpetuals, for the venue’s accounts to hold',
    })
  }
  const listed: Instrument[] = []
  const shelves = listings.map((listing) => shelfOf(listing, market, listed))
  const most = accounts * positionsMax
  const instruments = new Uint32Array(most)
  const quantities = new Float64Array(most)
  const entryPrices = new Float64Array(most).fill(Number.NaN)
  const offsets = new Uint32Array(accounts + 1)
  const draws = accountDraws(seed, 0)
  let at = 0
  for (let account = 0; account < accounts; account++) {
    draws.of(account)
    const wanted = positionsMin + draws.below(positionsMax - positionsMin + 1)
    const chosen = chooseShelves(shelves, draws)
    const notional = leastNotional * exp(notionalDecades * log10 * draws.next() ** 2)
    // Some accounts write options, some buy them, most do both.
    const shortShare = 0.35 + 0.5 * draws.next()
    for (const [place, shelf] of chosen.entries()) {
      const share = Math.floor(wanted / chosen.length) + (place < wanted % chosen.length ? 1 : 0)
      const first = at
      for (let count = Math.min(share, shelf.numbers.length); count > 0; count--) {
        const number = freeNumber(shelf, instruments, first, at, draws)
        const size = notional * (0.3 + 1.4 * draws.next())
        const units = Math.max(1, Math.round(size * shelf.unitsPerDollar)) / shelf.parts
        instruments[at] = number
        quantities[at] = draws.next() < shortShare ? -units : units
        if (number === shelf.perpetual) entryPrices[at] = shelf.entryPrice
        at++
      }
    }
    offsets[account + 1] = at
  }
  return {
    accounts,
    seed,
    offsets,
    instruments: instruments.slice(0, at),
    quantities: quantities.slice(0, at),
    entryPrices: entryPrices.slice(0, at),
    collateral: new Float64Array(accounts),
    asset: collateralAsset(market),
    listed,
  }
}

/** One underlying's instruments by their numbers, and the sizes in which they are held. */
interface Shelf {
  readonly numbers: readonly number[]
  readonly perpetual: number | undefined
  readonly entryPrice: number
  /** Quantities are whole numbers of 1 / parts. */
  readonly parts: number
  /** Such parts for one dollar of the underlying. */
  readonly unitsPerDollar: number
}

function shelfOf({ underlying, options, perpetual }: Listing, market: MarketSnapshot, listed: Instrument[]): Shelf {
  const first = listed.length
  listed.push(...options, ...(perpetual === undefined ? [] : [perpetual]))
  const { index } = market.underlyings[underlying]!
  const parts = index > 20_000 ? 100 : index > 2000 ? 10 : 1
  return {
    numbers: Array.from({ length: listed.length - first }, (_, k) => first + k),
    perpetual: perpetual === undefined ? undefined : listed.length - 1,
    entryPrice: perpetual === undefined ? Number.NaN : rounded(quoteOf(perpetual, market).mark),
    parts,
    unitsPerDollar: parts / index,
  }
}

/** Six significant figures at least, in a number that a decimal of few places is. */
function rounded(price: number): number {
  const parts = price > 1000 ? 100 : price > 1 ? 10_000 : 100_000_000
  return Math.round(price * parts) / parts
}

/** Between one and five of the shelves, in their order. */
function chooseShelves(shelves: readonly Shelf[], draws: AccountDraws): readonly Shelf[] {
  let wanted = 1 + draws.below(Math.min(underlyingsMax, shelves.length))
  const chosen: Shelf[] = []
  for (const [row, shelf] of shelves.entries()) {
    if (draws.below(shelves.length - row) >= wanted) continue
    chosen.push(shelf)
    wanted--
  }
  return chosen
}

const perpetualShare = 0.2

/** A number of the shelf that the account does not hold yet. */
function freeNumber(shelf: Shelf, held: Uint32Array, from: number, to: number, draws: AccountDraws): number {
  const { numbers, perpetual } = shelf
  const isHeld = (number: number): boolean => {
    for (let k = from; k < to; k++) if (held[k] === number) return true
    return false
  }
  if (perpetual !== undefined && draws.next() < perpetualShare && !isHeld(perpetual)) return perpetual
  let place = draws.below(numbers.length)
  while (isHeld(numbers[place]!)) place = (place + 1) % numbers.length
  return numbers[place]!
}

const leastUtilisation = 0.05
const mostUtilisation = 0.98
const nearLimitShare = 0.005
const nearLimitWidth = 0.14
const leastCollateral = 100

/**
 * Gives every account the collateral that leaves it at a drawn utilisation: 5 to 98 %, the higher the rarer, and one account in
 * two hundred around its limit.
 */
export function fundHoldings(
  holdings: Holdings,
  price: number,
  needs: (account: number) => { readonly equity: number; readonly initial: number },
): void {
  const { accounts, seed, collateral } = holdings
  const draws = accountDraws(seed, 1)
  for (let account = 0; account < accounts; account++) {
    draws.of(account)
    const isNearLimit = draws.next() < nearLimitShare
    const drawn = draws.next()
    const utilisation = isNearLimit
      ? mostUtilisation + nearLimitWidth * drawn
      : leastUtilisation + (mostUtilisation - leastUtilisation) * (1 - Math.sqrt(1 - drawn))
    const { equity, initial } = needs(account)
    const missing = (initial / utilisation - equity) / price
    collateral[account] = Math.max(leastCollateral, Math.round(missing * 100) / 100)
  }
}
