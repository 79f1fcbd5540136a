import { isPaid } from '../ledger/listing.js'
import type { Command } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { checkFunding, checkInterest, checkSettlement } from './contractChecks.js'
import { type Deal, dealOf } from './deals.js'
import {
  checkBid,
  checkCovered,
  checkDeleveraging,
  checkFill,
  checkLegality,
  checkLossPayment,
  checkTakeover,
  figuresOf,
  type Interference,
  isInterference,
  marketOf,
  type Scene,
} from './liquidationChecks.js'
import { paymentAsked, paymentFault } from './paymentWays.js'
import { shadowBooks } from './shadowBooks.js'
import { checkExchanges, checkTradeLimits, exchangesAsked } from './tradeChecks.js'

/**
 * Goes through what happened at one command with books of its own: who may pay whom, at which price lots changed hands, who should have
 * paid a loss, and whether what was written is what was said.
 */
export function checkEvents(
  state: State,
  command: Command,
  events: readonly Event[],
  before: Before,
): readonly BrokenInvariant[] {
  const broken: BrokenInvariant[] = []
  const books = shadowBooks(state, before)
  const deals: Deal[] = []
  let scene: Scene | undefined
  let last: Scene | undefined
  let covered: string | undefined
  const drawn = [...before.draws]
  const finish = (): void => {
    if (scene !== undefined) {
      broken.push(...checkTakeover(state, scene, before, books), ...checkDeleveraging(state, scene, books))
    }
    if (covered !== undefined) broken.push(...checkCovered(state, covered, books))
    scene = undefined
    covered = undefined
  }
  for (const [row, event] of events.entries()) {
    if (!details.has(event.kind)) finish()
    if (isInterference(event)) {
      const isNext = follows(last?.event, event)
      const figures = isNext ? last!.figures : figuresOf(state, event.account, books.record(event.account))
      const records = new Map(state.accounts.keys().map((id) => [id, books.record(id)]))
      scene = { event, figures, records, deals: [], compensation: 0n }
      last = scene
      if (!isNext) broken.push(...checkLegality(state, scene, before, books))
    }
    if (event.kind === 'loss-shared') covered = event.account
    if (event.kind === 'position-changed') {
      const { account, instrument } = event
      const deal = dealOf(state, event, events[row + 1], books.position(account, instrument))
      deals.push(deal)
      scene?.deals.push({
        ...deal,
        realised: books.realised(account, instrument),
      })
    }
    books.take(event)
    if (event.kind !== 'moved') continue
    const { from, to, asset, amount, why } = event
    const fault = paymentFault(command, event)
    if (fault !== undefined) broken.push({ invariant: 'I1', what: fault })
    if ((from.startsWith('fund:') || from === 'venue') && books.money(from, asset) < 0n) {
      broken.push({ invariant: 'I7', what: `${from} pays ${amount} that it does not have` })
    }
    if (why === 'loss') {
      const market = marketOf(state, books.record(to.slice('account:'.length)))
      if (from === 'fund:shared') drawn.push({ market: market ?? '', at: state.clock.get('clock')!.at, amount })
      broken.push(...checkLossPayment(state, event, books, drawn))
    }
    if (scene?.event.kind === 'taken-over' && why === 'liquidation' && to === `account:${scene.event.by}`) {
      scene.compensation += amount
    }
  }
  finish()
  broken.push(...books.differences().map((what): BrokenInvariant => ({ invariant: 'I18', what })))
  broken.push(...checkRounding(state, events), ...checkAsked(command, events))
  broken.push(...checkOwnKind(state, command, deals, events, before))
  if (command.kind === 'liquidation-filled') broken.push(...checkFill(state, command, before, books))
  return broken
}

/** Events of one thing that is done to an account; any other begins the next. */
const details: ReadonlySet<Event['kind']> = new Set<Event['kind']>([
  'moved',
  'position-changed',
  'residue-changed',
  'profit-counted',
  'funding-settled',
  'fund-drawn',
  'fund-watched',
])

/** Whether an account’s position is deleveraged in one go with the one before: they come in the order of their names. */
function follows(last: Interference | undefined, event: Interference): boolean {
  if (last?.kind !== 'deleveraged' || event.kind !== 'deleveraged') return false
  return last.account === event.account && last.instrument < event.instrument
}

/** What the rules of the command’s own kind say of its deals. */
function checkOwnKind(
  state: State,
  command: Command,
  deals: readonly Deal[],
  events: readonly Event[],
  before: Before,
): readonly BrokenInvariant[] {
  const asked = exchangesAsked(command)
  if (asked !== undefined) {
    const limits = command.kind === 'trade' ? checkTradeLimits(state, command, before) : []
    return [...checkExchanges(state, asked, deals, events), ...limits]
  }
  switch (command.kind) {
    case 'pay-funding':
      return checkFunding(state, command, events)
    case 'charge-interest':
      return checkInterest(command, events, before)
    case 'bid':
      return [...checkBid(state, command, before), ...deals.flatMap(checkHandedOver)]
    case 'settle':
    case 'advance':
      return events.flatMap((event) =>
        event.kind === 'instrument-status' ? checkSettlement(state, event.id, deals, events) : [],
      )
    default:
      return []
  }

  /** Lots that are handed over carry their part of the cost with them. */
  function checkHandedOver({ account, instrument, lots, value, held }: Deal): readonly BrokenInvariant[] {
    if (isPaid(state.listings.get(instrument)!) || command.kind !== 'bid' || account !== command.account) return []
    const off = value * held.lots - held.cost * lots
    const size = held.lots < 0n ? -held.lots : held.lots
    if (off < size && -off < size) return []
    return [{ invariant: 'I7', what: `${lots} of ${held.lots} ${instrument} leave with ${value} of ${held.cost}` }]
  }
}

/** Premiums, funding and payoffs go through the house’s rounding account, which keeps what is left: less than a unit of each. */
function checkRounding(state: State, events: readonly Event[]): readonly BrokenInvariant[] {
  return state.assets.keys().flatMap((asset): BrokenInvariant[] => {
    let kept = 0n
    // Whoever receives less than a unit receives nothing, which is no payment, and is kept all the same.
    let payments = BigInt(state.accounts.size)
    for (const event of events) {
      if (event.kind === 'position-changed') payments++
      if (event.kind !== 'moved' || event.asset !== asset || event.why === 'rounding') continue
      if (event.from === 'rounding') kept -= event.amount
      if (event.to === 'rounding') kept += event.amount
      payments++
    }
    if (kept >= 0n && kept <= payments) return []
    return [{ invariant: 'I17', what: `of ${payments} payments in ${asset} the house keeps ${kept}` }]
  })
}

/** What was asked to be paid is what was paid, once. */
function checkAsked(command: Command, events: readonly Event[]): readonly BrokenInvariant[] {
  const asked = paymentAsked(command)
  if (asked === undefined) return []
  const moved = events.filter((event) => event.kind === 'moved')
  const [only] = moved
  const isIt =
    moved.length === 1 &&
    only!.from === asked.from &&
    only!.to === asked.to &&
    only!.asset === asked.asset &&
    only!.amount === asked.amount
  return isIt
    ? []
    : [{ invariant: 'I1', what: `${command.kind}: ${moved.length} payments, not the one of ${asked.amount}` }]
}
