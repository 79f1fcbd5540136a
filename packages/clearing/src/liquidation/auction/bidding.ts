import { divideDirected } from 'plimsoll'
import type { Lots } from '../account.js'
import type { AuctionStage } from '../rules.js'
import { type AuctionFigures, auctionOffer, oneOf } from './auctionOffer.js'
import type { AuctionState } from './auctionState.js'

/** A clock that starts; without equity it starts where the bidder is paid. */
export function startAuction({ equity }: AuctionFigures, now: number): AuctionState {
  return { startedAt: now, startValue: equity, reserved: 0n, restarts: 0, insolventAt: equity < 0n ? now : null }
}

/** A share that somebody wants, in the stage's fractions, and the most he would pay for it (the least he would be paid, if negative). */
export interface AuctionBid {
  readonly share: bigint
  readonly limit: bigint
}

export type BidResult =
  | {
      readonly accepted: true
      /** Of everything that is on sale; each position goes by this part. */
      readonly share: bigint
      /** From the bidder to the account, in the smallest unit. */
      readonly cash: bigint
      /** From the fund to the bidder. */
      readonly payout: bigint
      readonly auction: AuctionState
    }
  | { readonly accepted: false; readonly reason: 'auction-over' | 'nothing-on-sale' | 'share-invalid' | 'above-limit' }

/**
 * Takes a bid at the price of now: of the share wanted, as much as is on sale. Whether the bidder can carry what he buys is
 * not asked here; a bid is a command like any other, and its post-condition says so.
 *
 * @example
 * import { liquidationRules, startAuction, takeBid } from '@plimsoll/clearing'
 * const stage = liquidationRules('derive').stages.find(({ kind }) => kind === 'auction')
 * const figures = { equity: 100_000_000n, maintenance: 150_000_000n }
 * const bid = takeBid(stage, startAuction(figures, 0), figures, { share: 100_000_000_000_000_000n, limit: 10_000_000n }, 0)
 * bid.cash // => 9500000n
 */
export function takeBid(
  stage: AuctionStage,
  auction: AuctionState,
  figures: AuctionFigures,
  bid: AuctionBid,
  now: number,
): BidResult {
  const one = oneOf(stage)
  if (bid.share <= 0n || bid.share > one) return { accepted: false, reason: 'share-invalid' }
  const offer = auctionOffer(stage, auction, figures, now)
  if (offer.phase === 'over') return { accepted: false, reason: 'auction-over' }
  const share = bid.share < offer.share ? bid.share : offer.share
  if (share === 0n) return { accepted: false, reason: 'nothing-on-sale' }
  const part = (amount: bigint, rounding: 'up' | 'down'): bigint => divideDirected(amount * share, one, rounding)
  const cash = offer.phase === 'solvent' ? part(offer.price, stage.rounding) : 0n
  const payout = offer.phase === 'insolvent' ? part(offer.payout, 'down') : 0n
  if (cash - payout > bid.limit) return { accepted: false, reason: 'above-limit' }
  return { accepted: true, share, cash, payout, auction: { ...auction, reserved: auction.reserved + cash } }
}

/**
 * The lots of each position that go with a share, rounded away from zero: whoever bids for many small shares carries at least the lots
 * of one large one. Rounded the other way he would get discounts for lots that stay in the account.
 */
export function lotsOfShare(positions: Lots, share: bigint, stage: AuctionStage): Lots {
  const one = oneOf(stage)
  const whole = (lots: bigint): bigint => divideDirected(lots * share, one, lots > 0n ? 'up' : 'down')
  return Object.fromEntries(Object.entries(positions).map(([name, lots]) => [name, whole(lots)]))
}
