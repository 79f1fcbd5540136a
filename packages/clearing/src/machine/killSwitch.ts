import { refuse } from '../error/refusal.js'
import { absolute } from '../ledger/fill.js'
import type { Listing } from '../ledger/listing.js'
import { parametersOf } from '../risk/marketView.js'
import { notional } from '../risk/marks.js'
import type { RateLimit, RateRecord } from '../state/doorRecords.js'
import type { State } from '../state/state.js'
import type { CommandOf } from './commands.js'
import type { Draft } from './draft.js'
import { accountIn } from './lookup.js'

/** Milliseconds in which orders are counted. */
const window = 1000

/** The venue's own switch; owners' are beside it. */
const venue = 'venue'

/** Refuses what makes risk while the switch of the account's owner, or the venue's, is off. */
export function requireSwitchedOn({ state }: Draft, account: string): void {
  for (const who of switchesOf(state, account)) {
    const trippedAt = state.rates.get(who)?.trippedAt
    if (trippedAt !== undefined)
      refuse('SWITCHED_OFF', `switch of ${who}`, `off since ${trippedAt}`, 'what only reduces, until it is released')
  }
}

/**
 * Counts an order that makes risk. Whoever reaches a limit within a second is switched off with the order that reaches it, and his
 * resting orders go; one order beyond the limit by itself is refused, because nothing of it would be stopped in time.
 */
export function countOrder(draft: Draft, account: string, listing: Listing, lots: bigint): void {
  const { state, at, emit } = draft
  const { rates } = parametersOf(state)
  if (rates === undefined) return
  const size = notional(state, listing, absolute(lots))
  if (!Number.isFinite(size)) refuse('PRICE_UNAVAILABLE', 'instrument', listing.instrument.id, 'an index')
  const notionalUnits = BigInt(Math.ceil(size))
  for (const who of switchesOf(state, account)) {
    const limit = who === venue ? rates.venue : rates.owner
    if (notionalUnits > limit.notional)
      refuse('RATE_EXCEEDED', `notional of one order, ${who}`, notionalUnits, `at most ${limit.notional} a second`)
    const rate = counted(state.rates.get(who), notionalUnits, at)
    const isTripped = isReached(rate, limit)
    emit({ kind: 'rate-counted', who, rate: isTripped ? { ...rate, trippedAt: at } : rate })
    if (isTripped && who !== venue) cancelOrdersOf(draft, accountIn(state, account).owner)
  }
}

function switchesOf(state: State, account: string): readonly string[] {
  return [`owner ${accountIn(state, account).owner}`, venue]
}

function counted(known: RateRecord | undefined, notionalUnits: bigint, at: number): RateRecord {
  const present = known !== undefined && at < known.from + window ? known : { from: at, orders: 0, notional: 0n }
  return { ...present, orders: present.orders + 1, notional: present.notional + notionalUnits }
}

function isReached({ orders, notional: sum }: RateRecord, limit: RateLimit): boolean {
  return orders >= limit.orders || sum >= limit.notional
}

function cancelOrdersOf({ state, emit }: Draft, owner: string): void {
  for (const account of state.accounts.keys()) {
    const record = accountIn(state, account)
    if (record.owner !== owner) continue
    for (const [id, { reduceOnly }] of Object.entries(record.orders)) {
      if (!reduceOnly) emit({ kind: 'order-removed', account, id, why: 'switch' })
    }
  }
}

/** Somebody has looked at why the switch is off, and lets the owner, or the venue, go on. */
export function releaseSwitch({ state, emit }: Draft, { owner }: CommandOf<'release-switch'>): void {
  const who = owner === undefined ? venue : `owner ${owner}`
  if (state.rates.get(who)?.trippedAt === undefined)
    refuse('COMMAND_MALFORMED', 'owner', owner ?? 'the venue', 'whose switch is off')
  emit({ kind: 'switch-released', who })
}
