import { type MarketSnapshot, quoteOf } from '../desk/library.js'
import { accountDraws } from './accountDraws.js'
import { contractSize } from './bulk.js'
import type { Holdings } from './holdings.js'
import { listingsOf, type VenueOption } from './listing.js'

/** The next instant at which something held expires; never, where nothing does. */
export function nextExpiry({ instruments, quantities, listed }: Holdings): number {
  let next = Infinity
  for (let k = 0; k < instruments.length; k++) {
    if (quantities[k] === 0) continue
    const instrument = listed[instruments[k]!]!
    if ('expiry' in instrument && instrument.expiry < next) next = instrument.expiry
  }
  return next
}

/**
 * Pays out every expired option at the index of now (and what the market lists no more at its value) and opens as much of a drawn
 * one that lives longer, at its mark; so the equity of no account changes by it. Answers how many positions that were.
 *
 * @throws PlimsollError for what has no price; nothing is changed then
 */
export function settleExpired(holdings: Holdings, market: MarketSnapshot): number {
  const { accounts, seed, offsets, instruments, quantities, collateral, listed, asset } = holdings
  const price = market.assets[asset]!.price
  const shelves = new Map(listingsOf(market).map(({ underlying, options }) => [underlying, shelfOf(options, market)]))
  const payouts = payoutsOf(holdings, market)
  const numbers = new Map(listed.map((instrument, number) => [instrument.id, number]))
  const numberOf = (option: VenueOption): number => {
    const known = numbers.get(option.id)
    if (known !== undefined) return known
    numbers.set(option.id, listed.length)
    return listed.push(option) - 1
  }
  const isHeld = (account: number, id: string): boolean => {
    for (let k = offsets[account]!; k < offsets[account + 1]!; k++) {
      if (quantities[k] !== 0 && listed[instruments[k]!]!.id === id) return true
    }
    return false
  }
  const draws = accountDraws(seed, Math.floor(market.asOf / 1000))
  let settled = 0
  for (let account = 0; account < accounts; account++) {
    draws.of(account)
    let paid = 0
    for (let k = offsets[account]!; k < offsets[account + 1]!; k++) {
      const payout = payouts.get(instruments[k]!)
      if (payout === undefined || quantities[k] === 0) continue
      settled++
      paid += quantities[k]! * payout
      const shelf = shelves.get(listed[instruments[k]!]!.underlying) ?? []
      const next = freeOption(shelf, draws.next(), (id) => isHeld(account, id))
      if (next === undefined) {
        quantities[k] = 0
        continue
      }
      instruments[k] = numberOf(next.option)
      paid -= quantities[k]! * next.cost
    }
    if (paid !== 0) collateral[account] = Math.round((collateral[account]! + paid / price) * 100) / 100
  }
  return settled
}

/** What one contract of each held option that has to go pays, by its number. */
function payoutsOf({ instruments, quantities, listed }: Holdings, market: MarketSnapshot): ReadonlyMap<number, number> {
  const held = new Set<number>()
  for (let k = 0; k < instruments.length; k++) if (quantities[k] !== 0) held.add(instruments[k]!)
  const payouts = new Map<number, number>()
  for (const number of held) {
    const instrument = listed[number]!
    if (instrument.kind !== 'option') continue
    if (instrument.expiry <= market.asOf) payouts.set(number, payoff(instrument, market))
    else if (!market.instruments.has(instrument.id)) payouts.set(number, quoteOf(instrument, market).value)
  }
  return payouts
}

function payoff(option: VenueOption, market: MarketSnapshot): number {
  const { index } = market.underlyings[option.underlying]!
  const inside = option.right === 'call' ? index - option.strike : option.strike - index
  return Math.max(0, inside) * contractSize(option)
}

interface Offered {
  readonly option: VenueOption
  readonly cost: number
}

function shelfOf(options: readonly VenueOption[], market: MarketSnapshot): readonly Offered[] {
  return options.map((option) => ({ option, cost: quoteOf(option, market).value }))
}

/** The option at a drawn place of the shelf, or the next one that is not held. */
function freeOption(shelf: readonly Offered[], drawn: number, isHeld: (id: string) => boolean): Offered | undefined {
  const first = Math.floor(drawn * shelf.length)
  for (let step = 0; step < shelf.length; step++) {
    const offered = shelf[(first + step) % shelf.length]!
    if (!isHeld(offered.option.id)) return offered
  }
  return undefined
}
