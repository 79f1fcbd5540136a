import { divideDirected, healthOf, moneyUnits } from 'plimsoll'
import { refuse } from '../../error/refusal.js'
import { absolute } from '../../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../../ledger/listing.js'
import { type Lots, size } from '../../liquidation/account.js'
import { oneOf } from '../../liquidation/auction/auctionOffer.js'
import { lotsOfShare, takeBid } from '../../liquidation/auction/bidding.js'
import { acceptsFill, type Episode } from '../../liquidation/episode.js'
import { fraction } from '../../liquidation/ppm.js'
import type { AuctionStage } from '../../liquidation/rules.js'
import { bookFills } from '../../liquidation/steps/bookFills.js'
import { assess } from '../../risk/assess.js'
import { parametersOf } from '../../risk/marketView.js'
import { markOf, notional } from '../../risk/marks.js'
import type { PositionRecord } from '../../state/records.js'
import type { CommandOf, LiquidationTrade } from '../commands.js'
import { type Draft, move } from '../draft.js'
import { between, exchangeLots, handOver } from '../exchangeLots.js'
import { charge } from '../funds.js'
import { situationOf } from '../liquidate.js'
import { accountIn, listingIn, requirePositive } from '../lookup.js'

/** Books what came of a liquidation's orders, charges the fee, and notes whether the shortfall fell. */
export function liquidationFilled(draft: Draft, command: CommandOf<'liquidation-filled'>): void {
  const { account, epoch, trades } = command
  const { state } = draft
  const episode = state.episodes.get(account)
  accountIn(state, account)
  if (episode === undefined || !acceptsFill(episode, epoch) || episode.pending === null) {
    refuse('LIQUIDATION_OVER', 'epoch', epoch, 'the epoch of a liquidation whose orders are out')
  }
  const { decimals } = parametersOf(state).liquidation
  const before = assess(state, account, accountIn(state, account))
  const fills: Record<string, bigint> = {}
  let traded = 0
  for (const trade of trades) {
    requireAsked(trade, episode, fills)
    fills[trade.instrument] = (fills[trade.instrument] ?? 0n) + trade.lots
    traded += notional(state, listingIn(state, trade.instrument), trade.lots)
    const { instrument, lots, price, counterparty } = trade
    requireTaker(draft, counterparty, account, 'counterparty')
    exchangeLots(draft, listingIn(state, instrument), between(account, counterparty, lots, price))
  }
  requireTogether(episode.pending.lots, fills)
  const after = assess(state, account, accountIn(state, account))
  const booked = bookFills(episode, { fills, notional: moneyUnits(traded, decimals, 'up'), before, after, decimals })
  if (booked.fee > 0n) charge(draft, account, booked.fee)
  draft.emit({ kind: 'episode-changed', account, episode: booked.episode })
}

/** Refuses what was not asked for: another instrument, the other side, more, or beyond the order’s limit. */
function requireAsked(
  { instrument, lots, price }: LiquidationTrade,
  { pending }: Episode,
  fills: Readonly<Record<string, bigint>>,
): void {
  const asked = pending?.lots[instrument] ?? 0n
  const done = (fills[instrument] ?? 0n) + lots
  if (lots === 0n || lots > 0n !== asked > 0n || absolute(done) > absolute(asked)) {
    refuse('COMMAND_MALFORMED', `lots of ${instrument}`, lots, `up to the ${asked} that were asked for`)
  }
  const limit = pending?.limits?.[instrument]
  if (limit !== undefined && (lots > 0n ? price > limit : price < limit)) {
    refuse('PRICE_OUT_OF_BAND', `price of ${instrument}`, price, `no worse than the order’s ${limit}`)
  }
}

/**
 * Legs of one step hedge each other: each is filled by the same part of what was asked, rounded down to a lot, or none is. Filled in another
 * proportion the shortfall may still fall, and the account be left with a leg that nothing hedges any more.
 */
function requireTogether(asked: Lots, fills: Lots): void {
  const legs = Object.entries(asked).map(([name, lots]) => ({ name, lots: size(lots), done: size(fills[name] ?? 0n) }))
  for (const one of legs) {
    for (const other of legs) {
      // A part of which both are the rounding is at least this one's done / lots, and below the other's (done + 1) / lots.
      if (one.done * other.lots < (other.done + 1n) * one.lots) continue
      refuse(
        'COMMAND_MALFORMED',
        `lots of ${one.name}`,
        one.done,
        `in proportion to the ${other.done} of ${other.name}`,
      )
    }
  }
}

/** Whoever takes from an account in liquidation is another one, and not in liquidation itself. */
function requireTaker({ state }: Draft, taker: string, account: string, where: string): void {
  accountIn(state, taker, where)
  if (taker === account || state.episodes.get(taker)?.open === true) {
    refuse('COMMAND_MALFORMED', where, taker, 'another account, which is not in liquidation')
  }
}

/** Sells a share of what an auction has on sale: every position by its part, at the mark, for the auction's price. */
export function bid(draft: Draft, { bidder, account, share, limit }: CommandOf<'bid'>): void {
  const { state, at } = draft
  const episode = state.episodes.get(account)
  requireTaker(draft, bidder, account, 'bidder')
  requirePositive(share, 'share')
  const { callAsset, liquidation } = parametersOf(state)
  const stage = episode === undefined ? undefined : liquidation.stages[episode.stage]
  const situation = situationOf(draft, account)
  if (episode?.open !== true || stage?.kind !== 'auction' || episode.auction === null || situation === undefined) {
    refuse('LIQUIDATION_OVER', 'account', account, 'an account whose auction is open')
  }
  const { equity, maintenance } = situation.account
  // Prices may have recovered since the auction was opened, and nobody has looked yet: nothing of a healthy account is on sale.
  if (healthOf(equity, maintenance) >= fraction(liquidation.targetPpm)) {
    refuse('LIQUIDATION_OVER', 'account', account, 'an account that is still short')
  }
  const figures = {
    equity: moneyUnits(equity, liquidation.decimals, 'down'),
    maintenance: moneyUnits(maintenance, liquidation.decimals, 'up'),
  }
  const result = takeBid(stage, episode.auction, figures, { share, limit }, at)
  if (!result.accepted) refuse('BID_REFUSED', 'share', share, result.reason)
  const fund = state.houses.get(`fund:shared ${callAsset}`) ?? 0n
  if (result.payout > fund)
    refuse('BID_REFUSED', 'payout', result.payout, `at most the ${fund} of the fund that pays it`)
  handOverShare(draft, account, bidder, { share: result.share, stage, reserved: episode.auction.reserved })
  move(draft, `account:${bidder}`, `account:${account}`, callAsset, result.cash, 'liquidation')
  move(draft, 'fund:shared', `account:${bidder}`, callAsset, result.payout, 'liquidation')
  draft.emit({ kind: 'episode-changed', account, episode: { ...episode, auction: result.auction } })
}

/**
 * Positions and money of the account, a share of each, to the bidder; what earlier bidders have paid is not on sale. Lots are whole, so
 * what their rounding leaves on one side is made good in money at the mark: the bidder gets his share of the value, rounded down.
 */
function handOverShare(draft: Draft, account: string, bidder: string, { share, stage, reserved }: Sale): void {
  const { state } = draft
  const { positions, balances } = accountIn(state, account)
  const { callAsset } = parametersOf(state)
  const one = oneOf(stage)
  const held = Object.fromEntries(Object.entries(positions).map(([name, { lots }]) => [name, lots]))
  const handed = lotsOfShare(held, share, stage)
  for (const [asset, balance] of Object.entries(balances)) {
    const onSale = balance - (asset === callAsset ? reserved : 0n)
    const part = divideDirected(onSale * share, one, 'down')
    move(draft, `account:${account}`, `account:${bidder}`, asset, part, 'liquidation')
  }
  for (const [instrument, position] of Object.entries(positions)) {
    const listing = listingIn(state, instrument)
    const lots = handed[instrument] ?? 0n
    const mark = markOf(state, listing)!
    const cost = (position.cost * lots) / position.lots
    const missing = worth(listing, position, mark) * share - worth(listing, { lots, cost }, mark) * one
    if (lots !== 0n) handOver(draft, listing, account, bidder, lots)
    const part = divideDirected(missing, one * fineUnit(listing), 'down')
    move(draft, `account:${account}`, `account:${bidder}`, listing.asset, part, 'liquidation')
  }
}

/** Value at the mark, fine units: of a future its profit. */
function worth(listing: Listing, { lots, cost }: PositionRecord, mark: bigint): bigint {
  return fineValue(listing, lots, mark) - (isPaid(listing) ? 0n : cost)
}

interface Sale {
  readonly share: bigint
  readonly stage: AuctionStage
  readonly reserved: bigint
}
