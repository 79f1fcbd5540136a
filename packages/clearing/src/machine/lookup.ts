import { refuse } from '../error/refusal.js'
import type { AccountRecord, AssetRecord, ListingRecord, OrderRecord } from '../state/records.js'
import type { State } from '../state/state.js'

/** No amount, price or quantity is larger: far beyond what is traded, and far below what would slow arithmetic down. */
const largest = 10n ** 30n

export function accountIn(state: State, account: string, where = 'account'): AccountRecord {
  return state.accounts.get(account) ?? refuse('ACCOUNT_UNKNOWN', where, account, 'an account that was opened')
}

export function assetIn(state: State, asset: string): AssetRecord {
  return state.assets.get(asset) ?? refuse('ASSET_UNKNOWN', 'asset', asset, 'an asset that is listed')
}

export function listingIn(state: State, instrument: string): ListingRecord {
  return (
    state.listings.get(instrument) ??
    refuse('INSTRUMENT_UNKNOWN', 'instrument', instrument, 'an instrument that is listed')
  )
}

export function orderIn(account: AccountRecord, order: string): OrderRecord {
  return account.orders[order] ?? refuse('ORDER_UNKNOWN', 'order', order, 'an open order of the account')
}

/** Refuses what is not above zero. */
export function requirePositive(value: bigint, where: string): void {
  if (value <= 0n) refuse('COMMAND_MALFORMED', where, value, 'a number above 0')
  requireBounded(value, where)
}

export function requireBounded(value: bigint, where: string): void {
  if (value > largest || value < -largest) refuse('AMOUNT_TOO_LARGE', where, value, 'a number of at most 30 digits')
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/

/** Names are keys of the ledger: letters, digits and . _ : / -, at most 64, beginning with a letter or digit. */
export function requireName(name: string, where: string): void {
  if (!namePattern.test(name)) refuse('COMMAND_MALFORMED', where, name, 'letters, digits and . _ : / -, at most 64')
}

const feedPattern = /^[A-Za-z0-9][A-Za-z0-9._:/ -]{0,79}$/

/** Feeds are named for what they are a price of: `index BTC`, `mark BTC-PERP`. */
export function requireFeed(feed: string): void {
  if (!feedPattern.test(feed))
    refuse('COMMAND_MALFORMED', 'feed', feed, 'letters, digits, spaces and . _ : / -, at most 80')
}

/** Places after the point that a quantity or price may have. */
const decimalsMax = 18

export function requireDecimals(value: number, where: string): void {
  if (!Number.isInteger(value) || value < 0 || value > decimalsMax) {
    refuse('COMMAND_MALFORMED', where, value, `a whole number from 0 to ${decimalsMax}`)
  }
}
