import { PlimsollError } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../ledger/listing.js'
import type { CommandOf } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { type Assessment, assess } from '../risk/assess.js'
import { marketView } from '../risk/marketView.js'
import { markOf, notional } from '../risk/marks.js'
import { statusOf } from '../risk/statusOf.js'
import type { AccountRecord, FundRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { aboveMark, type Deal } from './deals.js'
import type { ShadowBooks } from './shadowBooks.js'

/** The events that say that positions of an account in liquidation are dealt with. */
export type Interference = Extract<Event, { kind: 'liquidation-ordered' | 'taken-over' | 'deleveraged' }>

export function isInterference(event: Event): event is Interference {
  return event.kind === 'liquidation-ordered' || event.kind === 'taken-over' || event.kind === 'deleveraged'
}

/** Figures are float64; a dollar is far beyond their error and far below what is at stake. */
const dollar = 1

/** What an account has and needs, by its own valuation and no remembered one. */
export function figuresOf(state: State, id: string, account: AccountRecord | undefined): Assessment | undefined {
  // What was settled by the command has no price any more.
  const isOver = (name: string): boolean => state.listings.get(name)?.status === 'settled'
  if (account === undefined || Object.keys(account.positions).some(isOver)) return undefined
  try {
    return assess(state, id, { ...account })
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

/** One interference with an account: how it stood, the deals that were made of it, and whether these are what the rules allow. */
export interface Scene {
  readonly event: Interference
  /** Of the account; where several of its positions are deleveraged in a row, when the first of them was. */
  readonly figures: Assessment | undefined
  readonly deals: (Deal & { readonly realised: bigint })[]
  /** Every account as it was when this began: what it was owed of funding is settled in between. */
  readonly records: ReadonlyMap<string, AccountRecord | undefined>
  /** What went with the positions to whoever took them. */
  compensation: bigint
}

/**
 * Nobody is touched who was not short (with the orders that were open then) or is beyond the target of the rules, or at prices that are not of now, or
 * before the orders that add to the risk are gone.
 */
export function checkLegality(
  state: State,
  { event, figures }: Scene,
  before: Before,
  books: ShadowBooks,
): readonly BrokenInvariant[] {
  const { account } = event
  const broken: BrokenInvariant[] = []
  const tell = (what: string): number => broken.push({ invariant: 'I5', what: `${event.kind}: ${account} ${what}` })
  const record = state.accounts.get(account)!
  const status = statusOf(state, before.accounts.get(account) ?? record)
  if (status === 'STALE' || status === 'HALT') tell(`at prices that are ${status}`)
  if (figures === undefined) return [...broken, { invariant: 'I5', what: `${account} cannot be valued` }]
  const { targetPpm } = state.parameters.get('parameters')!.liquidation
  const most = (figures.maintenance * Number(targetPpm)) / 1e6
  if (figures.equity > most + dollar) tell(`has ${figures.equity}, the target is ${most}`)
  if (before.episodes.get(account)?.open !== true) {
    const { orders } = before.accounts.get(account) ?? record
    // Below maintenance now, or when the command came: others’ deleveraging may have relieved it since it was put into the queue.
    const records = [{ ...books.record(account)!, orders }, before.accounts.get(account)]
    const isShort = records.map((each) => figuresOf(state, account, each)).some(isBelow)
    if (!isShort) tell('was not below maintenance')
    // The hedge that the account has asked for is sent when it is called, and is the only order that may come in between.
    const added = Object.entries(books.record(account)!.orders).filter(
      ([id, { reduceOnly }]) => !reduceOnly && !id.startsWith('hedge:'),
    )
    if (added.length > 0) tell('still has orders that add to its risk')
  }
  return broken
}

function isBelow(figures: Assessment | undefined): boolean {
  return figures === undefined || figures.equity < figures.maintenance + dollar
}

/** The backstop takes positions at the mark, within its cap, with the money that was said and no more than there was. */
export function checkTakeover(
  state: State,
  scene: Scene,
  before: Before,
  books: ShadowBooks,
): readonly BrokenInvariant[] {
  const { event, figures, deals, compensation } = scene
  if (event.kind !== 'taken-over' || figures === undefined) return []
  const broken: BrokenInvariant[] = []
  const tell = (what: string): number =>
    broken.push({ invariant: 'I7', what: `takeover from ${event.account}: ${what}` })
  for (const deal of deals) {
    const listing = state.listings.get(deal.instrument)!
    if (isPaid(listing)) continue
    const off = aboveMark(listing, deal, markOf(state, listing)!) * priceOf(state, listing)
    if (Math.abs(off) > dollar / 100) tell(`${deal.account} pays ${off} above the mark`)
  }
  if (compensation !== event.takeover.compensation) tell(`${compensation} of ${event.takeover.compensation} go with it`)
  if (Number(compensation) / 1e6 > Math.max(0, figures.equity) + dollar) tell(`${compensation}, of ${figures.equity}`)
  const { backstop } = state.parameters.get('parameters')!
  const held = (record: AccountRecord | undefined): number =>
    Object.entries(record?.positions ?? {}).reduce((sum, [id, { lots }]) => {
      const listing = state.listings.get(id)!
      return listing.instrument.underlying === 'BTC' ? sum + notional(state, listing, lots) : sum
    }, 0)
  const most = Math.max(Number(backstop!.most.BTC ?? 0n) / 1e6, held(before.accounts.get(event.by)))
  const now = held(books.record(event.by))
  if (now > most + dollar) tell(`the backstop holds ${now}, its cap is ${most}`)
  return broken
}

/**
 * Deleveraging closes what the bankrupt has and no more, takes no position over to the other side, no principal, no health; and its price neither
 * enriches the bankrupt nor pays a winner for another’s loss.
 */
export function checkDeleveraging(state: State, scene: Scene, books: ShadowBooks): readonly BrokenInvariant[] {
  const { event, figures, deals } = scene
  if (event.kind !== 'deleveraged' || figures === undefined) return []
  const listing = state.listings.get(event.instrument)!
  const mark = markOf(state, listing)!
  const broken: BrokenInvariant[] = []
  const tell = (what: string): number =>
    broken.push({ invariant: 'I8', what: `deleveraging of ${event.account}: ${what}` })
  let closed = 0n
  for (const { account, lots, held } of deals) {
    const left = held.lots + lots
    if (left !== 0n && (left > 0n !== held.lots > 0n || absolute(left) > absolute(held.lots))) {
      tell(`${account} goes from ${held.lots} to ${left} of ${event.instrument}`)
    }
    if (account === event.account) closed += absolute(lots)
  }
  if (closed !== event.round.filled) tell(`${closed} lots are closed, ${event.round.filled} were matched`)
  for (const deal of deals) {
    if (deal.account === event.account) continue
    const after = figuresOf(state, deal.account, books.record(deal.account))
    const were = figuresOf(state, deal.account, scene.records.get(deal.account))
    if (
      were !== undefined &&
      after !== undefined &&
      were.equity >= were.maintenance &&
      after.equity < after.maintenance - dollar
    ) {
      tell(`${deal.account} was healthy and is not`)
    }
  }
  // An inverse contract’s bankruptcy price is that of its value at the mark, and a premium is never below nothing.
  if (listing.valuation !== 'product' || isPaid(listing)) return broken
  for (const { account, lots, value } of deals) {
    if (value !== lots * event.round.price)
      tell(`${account} gets ${lots} lots for ${value}, each is ${event.round.price}`)
  }
  const paid = (deal: Deal): number => aboveMark(listing, deal, mark)
  const tick = (Number(listing.unit) * Number(absolute(closed))) / 10 ** listing.fineDecimals
  const received = -deals.filter(({ account }) => account === event.account).reduce((sum, deal) => sum + paid(deal), 0)
  const { callAsset } = state.parameters.get('parameters')!
  const pool = books.money(`fund:${marketOf(state, books.record(event.account))}`, callAsset)
  // What the pool of its market has is not asked of winners.
  const lacking = Math.max(0, -figures.equity - Number(pool) / 1e6)
  if (received > lacking * (1 + 1e-9) + tick + dollar) tell(`it receives ${received}, and is short of ${lacking}`)
  // Whoever has something is closed at the mark.
  const most = figures.equity > dollar ? dollar / 100 : dollar
  if (-received > most + tick) tell(`it pays ${-received}, and has ${figures.equity}`)
  for (const deal of deals) {
    if (deal.account === event.account) continue
    const cost = paid(deal)
    if (figures.equity < -dollar && cost < -dollar / 100) tell(`${deal.account} gains ${-cost} by it`)
    const gain = gainOf(listing, deal, mark)
    if (cost > Math.max(0, gain) + dollar / 100) tell(`${deal.account} pays ${cost}, and has won ${gain}`)
  }
  return broken
}

/** What the account has won on the instrument before the deal, realised and not, units of the settlement asset. */
function gainOf(listing: Listing, { held, realised }: Scene['deals'][number], mark: bigint): number {
  const fine = realised * fineUnit(listing) + fineValue(listing, held.lots, mark) - held.cost
  return Number(fine) / 10 ** listing.fineDecimals
}

function priceOf(state: State, { asset }: Listing): number {
  return marketView(state).markets.fast.assets[asset]?.price ?? Number.NaN
}

/** A payment for a loss, judged when it is made: the pools before it are empty or at their cap, and nobody is made richer than nothing. */
export function checkLossPayment(
  state: State,
  { from, to, asset }: Extract<Event, { kind: 'moved' }>,
  books: ShadowBooks,
  drawn: readonly Draw[],
): readonly BrokenInvariant[] {
  const { callAsset, fund, providers = [] } = state.parameters.get('parameters')!
  const broken: BrokenInvariant[] = []
  const tell = (what: string): number => broken.push({ invariant: 'I7', what: `${from} pays ${to}: ${what}` })
  if (asset !== callAsset) tell(`in ${asset}`)
  const market = marketOf(state, books.record(to.slice('account:'.length)))
  const pool = `fund:${market}` as const
  if (!from.startsWith('fund:') || from === 'fund:shared') {
    if (market !== undefined && books.money(pool, callAsset) > 0n) tell(`while ${pool} has money`)
  }
  const shared = books.money('fund:shared', callAsset)
  const isLast = from === 'venue' || from === 'unpaid'
  const { at } = state.clock.get('clock')!
  const { capPerMarket, windowMilliseconds } = fund.slice
  const used = drawn
    // Who lost in no market, but on what it owes, draws on a slice without a name.
    .filter((draw) => draw.market === (market ?? '') && draw.at > at - windowMilliseconds)
    .reduce((sum, { amount }) => sum + amount, 0n)
  const provider = from.startsWith('account:') ? from.slice('account:'.length) : undefined
  if (provider !== undefined) {
    if (!providers.some(({ account }) => account === provider)) tell('and has never agreed to it')
    const figures = figuresOf(state, provider, books.record(provider))
    if (figures !== undefined && figures.equity < figures.maintenance - dollar) tell('and needs it itself')
    if (books.money(from, callAsset) < 0n) tell('which it does not have')
  }
  if ((isLast || provider !== undefined) && shared > 0n && used < capPerMarket)
    tell(`while the shared fund has ${shared}`)
  if (from === 'fund:shared' && used > capPerMarket) tell(`${used} within its window, its cap is ${capPerMarket}`)
  if (from === 'unpaid' && books.money('venue', callAsset) > 0n) tell('while the venue has money')
  return broken
}

/** Money that a market has taken from the shared fund. */
export type Draw = FundRecord['draws'][number]

/** The market in which an account has lost most, realised and not. */
export function marketOf(state: State, record: AccountRecord | undefined): string | undefined {
  const markets: Record<string, number> = {}
  for (const id of new Set([...Object.keys(record?.realised ?? {}), ...Object.keys(record?.positions ?? {})])) {
    const listing = state.listings.get(id)!
    const mark = markOf(state, listing)
    const held = record?.positions[id] ?? { lots: 0n, cost: 0n }
    const open = mark === undefined ? 0n : fineValue(listing, held.lots, mark) - held.cost
    const profit = Number(record?.realised[id] ?? 0n) + Number(open / fineUnit(listing))
    markets[listing.market] = (markets[listing.market] ?? 0) + profit
  }
  const [worst] = Object.entries(markets).sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
  return worst === undefined || worst[1] >= 0 ? undefined : worst[0]
}

/** Whoever’s loss was shared had no positions, and has nothing now. */
export function checkCovered(state: State, account: string, books: ShadowBooks): readonly BrokenInvariant[] {
  const record = books.record(account)
  const figures = figuresOf(state, account, record)
  if (record === undefined || figures === undefined) return []
  if (Object.keys(record.positions).length > 0) return [{ invariant: 'I7', what: `${account} still has positions` }]
  if (Math.abs(figures.equity) <= dollar / 100) return []
  return [{ invariant: 'I7', what: `${account} is left with ${figures.equity} after its loss was shared` }]
}

/** Nothing of an account is sold that has what the rules ask for. */
export function checkBid(state: State, { account }: CommandOf<'bid'>, before: Before): readonly BrokenInvariant[] {
  const was = figuresOf(state, account, before.accounts.get(account))
  const { targetPpm } = state.parameters.get('parameters')!.liquidation
  const most = was === undefined ? 0 : (was.maintenance * Number(targetPpm)) / 1e6
  if (was === undefined || was.equity <= most + dollar) return []
  return [{ invariant: 'I5', what: `${account} is sold with ${was.equity}, its target is ${most}` }]
}

/** Only what was asked for in this episode is filled, by somebody who is not in liquidation, and the fee that is counted is the one paid. */
export function checkFill(
  state: State,
  { account, epoch, trades }: CommandOf<'liquidation-filled'>,
  before: Before,
  books: ShadowBooks,
): readonly BrokenInvariant[] {
  const broken: BrokenInvariant[] = []
  const tell = (what: string): number => broken.push({ invariant: 'I5', what: `fill of ${account}: ${what}` })
  const was = before.episodes.get(account)
  if (was?.pending == null || was.epoch !== epoch)
    return [{ invariant: 'I5', what: `${account}: no orders of ${epoch}` }]
  const filled: Record<string, bigint> = {}
  for (const { instrument, lots, counterparty } of trades) {
    filled[instrument] = (filled[instrument] ?? 0n) + lots
    if (before.episodes.get(counterparty)?.open === true) tell(`${counterparty} is in liquidation, too`)
  }
  for (const [instrument, lots] of Object.entries(filled)) {
    const asked = was.pending.lots[instrument] ?? 0n
    if (absolute(lots) > absolute(asked) || lots > 0n !== asked > 0n)
      tell(`${lots} of ${instrument}, asked were ${asked}`)
  }
  const { callAsset } = state.parameters.get('parameters')!
  const fee = books.money('fund:shared', callAsset) - (before.houses.get(`fund:shared ${callAsset}`) ?? 0n)
  const counted = state.episodes.get(account)!.fees - was.fees
  if (fee !== counted) tell(`a fee of ${fee} is paid, ${counted} counted`)
  return broken
}
