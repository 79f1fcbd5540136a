import { PlimsollError } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../ledger/listing.js'
import type { BankruptcyPart } from '../liquidation/bankruptcyParts.js'
import type { DeleveragingCandidate, HealthCheck } from '../loss/deleveraging/candidate.js'
import { deleverage } from '../loss/deleveraging/deleverage.js'
import { assess } from '../risk/assess.js'
import { withTrade } from '../risk/hypothetical.js'
import { marketView, parametersOf } from '../risk/marketView.js'
import { markOf, unrealised } from '../risk/marks.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Draft } from './draft.js'
import { between, exchangeLots } from './exchangeLots.js'
import { accountIn } from './lookup.js'

/**
 * Matches each position of a bankrupt account against the other side, at the price at which the account is left with exactly its part
 * of what it has; where nobody can give that, because the other side would be bankrupt by it as well or has won nothing, at the mark,
 * which costs nobody anything but the position: what is lacking then falls on the next tier. Whether anything was closed.
 */
export function deleverageParts(draft: Draft, account: string, parts: readonly BankruptcyPart[]): boolean {
  let closed = false
  for (const part of parts) {
    const listing = draft.state.listings.get(part.instrument)!
    const mark = markOf(draft.state, listing)
    if (mark === undefined) continue
    // A premium is never below zero: what a bankrupt option is short of beyond it stays with the account.
    const price = isPaid(listing) && part.price < 0n ? 0n : part.price
    const isClosed =
      closePart(draft, account, listing, { ...part, price }, mark) ||
      (price !== mark && closePart(draft, account, listing, { ...part, price: mark }, mark))
    closed = isClosed || closed
  }
  return closed
}

function closePart(draft: Draft, account: string, listing: Listing, part: BankruptcyPart, mark: bigint): boolean {
  const { state } = draft
  const { deleveraging } = parametersOf(state)
  const side = part.lots > 0n ? 'short' : 'long'
  const candidates = candidatesFor(state, account, listing, side)
  if (candidates.length === 0) return false
  const { price } = part
  // An inverse contract’s value falls as its price rises: for its holders it is the other side of coins per dollar, which are above 0.
  const flips = listing.valuation === 'quotient'
  const lotValue = (at: bigint): bigint => (flips ? -fineValue(listing, 1n, at) : fineValue(listing, 1n, at))
  const otherSide = side === 'short' ? 'long' : 'short'
  const round = deleverage(
    {
      side: flips ? otherSide : side,
      required: absolute(part.lots),
      mark: lotValue(mark),
      bankruptcyPrice: lotValue(price),
      stressLossPerLot: 1,
      candidates,
      roundCapPpm: deleveraging.roundCapPpm,
      seed: `${account} ${listing.instrument.id} ${draft.at}`,
    },
    deleveraging.policy,
    healthCheck(state, listing, price),
  )
  if (round.fills.length === 0) return false
  draft.emit({ kind: 'deleveraged', account, instrument: listing.instrument.id, round })
  for (const fill of round.fills) {
    const lots = side === 'short' ? fill.lots : -fill.lots
    exchangeLots(draft, listing, between(fill.account, account, lots, price))
  }
  return true
}

/** Accounts on the other side, by name; amounts in fine units of the settlement asset. */
function candidatesFor(
  state: State,
  bankrupt: string,
  listing: Listing,
  side: 'long' | 'short',
): readonly DeleveragingCandidate[] {
  const id = listing.instrument.id
  const mark = markOf(state, listing)!
  const assetPrice = marketView(state).markets.fast.assets[listing.asset]!.price
  const finePerMoney = Number(10n ** BigInt(listing.fineDecimals)) / assetPrice
  return state.accounts.keys().flatMap((name) => {
    const account = accountIn(state, name)
    const held = account.positions[id]
    if (name === bankrupt || held === undefined || (side === 'long') !== held.lots > 0n) return []
    const figures = figuresOf(state, name, account)
    if (figures === undefined) return []
    const gain = (account.realised[id] ?? 0n) * fineUnit(listing) + unrealised(listing, held, mark)
    const alone = aloneMaintenance(state, name, account, id)
    return [
      {
        account: name,
        owner: account.owner,
        lots: absolute(held.lots),
        equity: BigInt(Math.floor(figures.equity * finePerMoney)),
        entryCost: absolute(held.cost),
        gain,
        stressLossPerLot: alone > 0 ? figures.maintenance / alone : 1,
      },
    ]
  })
}

/** What the position would need if the account held nothing else: against it, what the whole account needs says how far it is hedged. */
function aloneMaintenance(state: State, name: string, account: AccountRecord, id: string): number {
  return (
    figuresOf(state, name, { ...account, orders: {}, positions: { [id]: account.positions[id]! } })?.maintenance ?? 0
  )
}

function figuresOf(
  state: State,
  name: string,
  account: AccountRecord,
): { readonly equity: number; readonly maintenance: number } | undefined {
  try {
    return assess(state, name, account)
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

/** As many of the lots as leave the account at or above maintenance, if it is there now; halves are tried, then none. */
function healthCheck(state: State, listing: Listing, price: bigint): HealthCheck {
  return ({ account }, asked) => {
    const record = accountIn(state, account)
    const held = record.positions[listing.instrument.id]!.lots
    const before = figuresOf(state, account, record)
    if (before === undefined || before.equity < before.maintenance) return { lots: asked, paired: [] }
    for (let lots = asked; lots > 0n; lots /= 2n) {
      const after = figuresOf(state, account, withTrade(record, listing, held > 0n ? -lots : lots, price))
      if (after !== undefined && after.equity >= after.maintenance) return { lots, paired: [] }
    }
    return { lots: 0n, paired: [] }
  }
}
