import { absolute } from '../ledger/fill.js'
import { fineValue, isPaid, type Listing } from '../ledger/listing.js'
import type { BankruptcyPart } from '../liquidation/bankruptcyParts.js'
import type { HealthCheck } from '../loss/deleveraging/candidate.js'
import { type Deleveraging, deleverage } from '../loss/deleveraging/deleverage.js'
import { assessIfPriced } from '../risk/assess.js'
import { withTrade } from '../risk/hypothetical.js'
import { parametersOf } from '../risk/marketView.js'
import { markOf } from '../risk/marks.js'
import type { State } from '../state/state.js'
import { closingCost, closingFee, isAtTarget, lotsToTarget } from './closingAtMark.js'
import { otherSide } from './deleveragingCandidates.js'
import type { Draft } from './draft.js'
import type { MarginChange } from './events.js'
import { between, exchangeLots } from './exchangeLots.js'
import { charge } from './funds.js'
import { accountIn } from './lookup.js'

/**
 * Matches the positions of an account that nobody wanted against the other side. Whether something was closed, and nothing of it waits
 * for another round.
 */
export function deleverageParts(draft: Draft, account: string, parts: readonly BankruptcyPart[]): boolean {
  const { state } = draft
  // All parts are shares of one equity: what is above zero is the account’s own.
  const isSolvent = parts.some(({ amount }) => amount > 0n)
  let closed = false
  let waits = false
  for (const part of parts) {
    const listing = state.listings.get(part.instrument)!
    const mark = markOf(state, listing)
    if (mark === undefined) continue
    if (isSolvent && isAtTarget(state, account, accountIn(state, account))) break
    const round = isSolvent
      ? closeSolvent(draft, account, listing, part.lots > 0n, mark)
      : closeBankrupt(draft, account, listing, part, mark)
    if (round === undefined) continue
    closed = true
    waits = waits || round.deferred > 0n
  }
  return closed && !waits
}

/**
 * At the mark, and only as many lots as bring the account to its target. What its requirement held for the cost of closing them goes to
 * the fund: nobody leaves a position that is dearer to sell than the mark says by waiting until it is closed for him.
 */
function closeSolvent(
  draft: Draft,
  account: string,
  listing: Listing,
  isLong: boolean,
  mark: bigint,
): Deleveraging | undefined {
  const { state } = draft
  const wanted = lotsToTarget(state, account, listing, mark)
  const cost = closingCost(state, account, accountIn(state, account))
  const round = matchLots(draft, account, listing, { lots: isLong ? wanted : -wanted, price: mark }, mark)
  const saved = cost - closingCost(state, account, accountIn(state, account))
  charge(draft, account, closingFee(state, account, accountIn(state, account), saved))
  return round
}

/**
 * At the price at which the account is left with exactly its part of what it has, nothing or less; where nobody can give that, because
 * the other side would be bankrupt by it as well or has won nothing, at the mark, which costs nobody anything but the position: what is
 * lacking then falls on the next tier.
 */
function closeBankrupt(
  draft: Draft,
  account: string,
  listing: Listing,
  { lots, price: asked }: BankruptcyPart,
  mark: bigint,
): Deleveraging | undefined {
  // A premium is never below zero: what a bankrupt option is short of beyond it stays with the account.
  const price = isPaid(listing) && asked < 0n ? 0n : asked
  const round = matchLots(draft, account, listing, { lots, price }, mark)
  return round ?? (price === mark ? undefined : matchLots(draft, account, listing, { lots, price: mark }, mark))
}

/** Lots as held, signed, and the price of all fills. */
interface Closing {
  readonly lots: bigint
  readonly price: bigint
}

function matchLots(
  draft: Draft,
  account: string,
  listing: Listing,
  { lots, price }: Closing,
  mark: bigint,
): Deleveraging | undefined {
  const { state } = draft
  const { deleveraging } = parametersOf(state)
  const side = lots > 0n ? 'short' : 'long'
  const others = otherSide(state, account, listing, side)
  if (others.candidates.length === 0) return undefined
  // An inverse contract’s value falls as its price rises: for its holders it is the other side of coins per dollar, which are above 0.
  const flips = listing.valuation === 'quotient'
  const lotValue = (at: bigint): bigint => (flips ? -fineValue(listing, 1n, at) : fineValue(listing, 1n, at))
  const opposite = side === 'short' ? 'long' : 'short'
  const round = deleverage(
    {
      ...others,
      side: flips ? opposite : side,
      required: absolute(lots),
      mark: lotValue(mark),
      bankruptcyPrice: lotValue(price),
      roundCapPpm: deleveraging.roundCapPpm,
      seed: `${account} ${listing.instrument.id} ${draft.at}`,
    },
    deleveraging.policy,
    healthCheck(state, listing, price),
  )
  if (round.fills.length === 0) return undefined
  const margins = marginChanges(state, listing, round, price)
  draft.emit({ kind: 'deleveraged', account, instrument: listing.instrument.id, round, margins })
  for (const fill of round.fills) {
    const lots = side === 'short' ? fill.lots : -fill.lots
    exchangeLots(draft, listing, between(fill.account, account, lots, price))
  }
  return round
}

/** What each account that gives has and needs before and after, for it to be shown. */
function marginChanges(
  state: State,
  listing: Listing,
  { fills }: Deleveraging,
  price: bigint,
): Readonly<Record<string, MarginChange>> {
  const changes: Record<string, MarginChange> = {}
  for (const { account, lots } of fills) {
    const record = accountIn(state, account)
    const isShort = record.positions[listing.instrument.id]!.lots < 0n
    const before = assessIfPriced(state, account, record)
    const after = assessIfPriced(state, account, withTrade(record, listing, isShort ? lots : -lots, price))
    if (before === undefined || after === undefined) continue
    changes[account] = {
      before: { equity: before.equity, maintenance: before.maintenance },
      after: { equity: after.equity, maintenance: after.maintenance },
    }
  }
  return changes
}

/** As many of the lots as leave the account at or above maintenance, if it is there now; halves are tried, then none. */
function healthCheck(state: State, listing: Listing, price: bigint): HealthCheck {
  return ({ account }, asked) => {
    const record = accountIn(state, account)
    const held = record.positions[listing.instrument.id]!.lots
    const before = assessIfPriced(state, account, record)
    if (before === undefined || before.equity < before.maintenance) return { lots: asked, paired: [] }
    for (let lots = asked; lots > 0n; lots /= 2n) {
      const after = assessIfPriced(state, account, withTrade(record, listing, held > 0n ? -lots : lots, price))
      if (after !== undefined && after.equity >= after.maintenance) return { lots, paired: [] }
    }
    return { lots: 0n, paired: [] }
  }
}
