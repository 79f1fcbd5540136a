import type { Listing } from '../ledger/listing.js'
import type { Event } from '../machine/events.js'
import type { State } from '../state/state.js'
import type { Population } from './population.js'
import { tenTo } from './tenTo.js'

/** What happened, counted: in one step, or since the beginning. Dollars at the marks of the moment. */
export interface RehearsalFlows {
  /** Accounts that were called. */
  readonly calls: number
  /** Deposits of called accounts, and their dollars. */
  readonly deposits: number
  readonly deposited: number
  /** Liquidations that began. */
  readonly liquidations: number
  /** Orders of liquidations, the trades that the market made of them, and their dollars. */
  readonly orders: number
  readonly fills: number
  readonly filled: number
  /** Auctions that opened, bids that were taken, and the dollars of what they bought. */
  readonly auctions: number
  readonly bids: number
  readonly bought: number
  /** What the backstop took over. */
  readonly takeovers: number
  readonly takenOver: number
  /** Deleveraging: positions of bankrupt accounts, fills of winners, their dollars, and how much worse than the mark they were. */
  readonly deleveragings: number
  readonly deleveragingFills: number
  /** Of the fills, those that closed the whole position. */
  readonly closedWhole: number
  readonly deleveraged: number
  readonly deleveragingCost: number
  /** Accounts that were deleveraged for the first time, and of them those that were hedged; each counts for as many as it stands for. */
  readonly winnersHurt: number
  readonly hedgedWinnersHurt: number
  /** Accounts without positions that still owed, what they owed, and who paid it. */
  readonly bankrupt: number
  readonly deficit: number
  readonly paidByFund: number
  readonly paidByVenue: number
  readonly unpaid: number
}

export type MutableFlows = { -readonly [Name in keyof RehearsalFlows]: number }

export function noFlows(): MutableFlows {
  return {
    calls: 0,
    deposits: 0,
    deposited: 0,
    liquidations: 0,
    orders: 0,
    fills: 0,
    filled: 0,
    auctions: 0,
    bids: 0,
    bought: 0,
    takeovers: 0,
    takenOver: 0,
    deleveragings: 0,
    deleveragingFills: 0,
    closedWhole: 0,
    deleveraged: 0,
    deleveragingCost: 0,
    winnersHurt: 0,
    hedgedWinnersHurt: 0,
    bankrupt: 0,
    deficit: 0,
    paidByFund: 0,
    paidByVenue: 0,
    unpaid: 0,
  }
}

/** Adds what the second counted to the first. */
export function addFlows(sum: MutableFlows, flows: RehearsalFlows): void {
  for (const name of Object.keys(sum) as (keyof RehearsalFlows)[]) sum[name] += flows[name]
}

/** Counts events as they come. */
export interface FlowCounter {
  count(event: Event, flows: MutableFlows): void
}

/** Remembers which liquidations and auctions are under way and who was deleveraged, so that each is counted once. */
export function createFlowCounter(state: State, { accounts }: Population): FlowCounter {
  const open = new Set<string>()
  const auctions = new Set<string>()
  const hurt = new Set<string>()
  const known = new Map(accounts.map((account) => [account.account, account]))
  const dollars = (instrument: string, lots: bigint, price: bigint): number => {
    const { lotDecimals, priceDecimals } = state.listings.get(instrument)!
    return Math.abs(Number(lots) * Number(price)) / tenTo(lotDecimals + priceDecimals)
  }
  return {
    count(event, flows) {
      switch (event.kind) {
        case 'level-changed':
          if (event.level.level === 'call') flows.calls++
          return
        case 'liquidation-ordered':
          flows.orders += event.step.orders.length
          return
        case 'episode-changed': {
          const { account, episode } = event
          if (!episode.open) {
            open.delete(account)
            return
          }
          if (!open.has(account)) {
            open.add(account)
            flows.liquidations++
          }
          const auction = `${account} ${episode.epoch}`
          if (episode.auction !== null && !auctions.has(auction)) {
            auctions.add(auction)
            flows.auctions++
          }
          return
        }
        case 'taken-over':
          flows.takeovers++
          for (const { instrument, lots, price } of event.takeover.parts) {
            flows.takenOver += dollars(instrument, lots, price)
          }
          return
        case 'deleveraged': {
          const listing = state.listings.get(event.instrument)!
          const { fineDecimals } = listing
          flows.deleveragings++
          flows.deleveraged += dollars(event.instrument, event.round.filled, indexIn(state, listing))
          for (const { account, cost, after } of event.round.fills) {
            flows.deleveragingFills++
            if (after.lots === 0n) flows.closedWhole++
            flows.deleveragingCost += Number(cost) / tenTo(fineDecimals)
            if (hurt.has(account)) continue
            hurt.add(account)
            const { standsFor, isHedged } = known.get(account) ?? ready
            flows.winnersHurt += standsFor
            if (isHedged) flows.hedgedWinnersHurt += standsFor
          }
          return
        }
        case 'loss-shared':
          flows.bankrupt++
          for (const { tier, amount } of event.payments) {
            const paid = Number(amount) / moneyUnit
            flows.deficit += paid
            if (tier === 'market-pool' || tier === 'shared-fund') flows.paidByFund += paid
            if (tier === 'venue-capital') flows.paidByVenue += paid
            if (tier === 'final-settlement') flows.unpaid += paid
          }
          return
        default:
          return
      }
    },
  }
}

/** What the perpetual’s underlying is at, in units of the listing’s price: its feed has the same decimals here. */
function indexIn(state: State, { instrument }: Listing): bigint {
  return state.prices.get(`index ${instrument.underlying}`)!.fast
}

const moneyUnit = 1e6
/** Makers, bidders and the backstop, which are in no population. */
const ready = { standsFor: 1, isHedged: false }
