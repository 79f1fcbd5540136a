import { divideDirected } from 'plimsoll'
import { partOf } from '../ppm.js'
import type { AuctionStage } from '../rules.js'
import { priceAfter } from './auctionPrice.js'
import type { AuctionState } from './auctionState.js'

/** An account as an auction sees it, in the smallest unit. */
export interface AuctionFigures {
  /** Value of the portfolio at the mark, with what bidders have paid in. */
  readonly equity: bigint
  readonly maintenance: bigint
}

/** What is on sale at an instant. */
export type AuctionOffer =
  | {
      readonly phase: 'solvent'
      /** Fraction of the value, in units of 10^-fractionDecimals. */
      readonly fraction: bigint
      /** For everything on sale; a share costs its part of it. */
      readonly price: bigint
      /** Largest share that may be bought now, in the same units. */
      readonly share: bigint
    }
  /** The bidder of everything is paid this; all of it may be taken. */
  | { readonly phase: 'insolvent'; readonly payout: bigint; readonly share: bigint }
  /** The clock has run out: it may be started again, or the next stage follows. */
  | { readonly phase: 'over' }

/** One, in the fractions of a stage. */
export function oneOf({ fractionDecimals }: AuctionStage): bigint {
  return 10n ** BigInt(fractionDecimals)
}

/**
 * What an auction offers now. Solvent: everything but what bidders have paid, at a fraction of its value, a share of at most
 * f = B / (B + E·d + R·(1 − d)): B is what equity E is short of maintenance and its buffer, R what was paid already, d the fraction
 * (derivexyz/v2-core, src/liquidation/DutchAuction.sol). After it the account is at its buffer. Insolvent: the bidder is
 * paid, from the deficit up to the whole of maintenance.
 *
 * @example
 * import { auctionOffer, liquidationRules, startAuction } from '@plimsoll/clearing'
 * const stage = liquidationRules('derive').stages.find(({ kind }) => kind === 'auction')
 * const figures = { equity: 100_000_000n, maintenance: 150_000_000n }
 * const offer = auctionOffer(stage, startAuction(figures, 0), figures, 0)
 * offer.price // => 95000000n
 * offer.share // => 432835820895522388n
 */
export function auctionOffer(
  stage: AuctionStage,
  auction: AuctionState,
  figures: AuctionFigures,
  now: number,
): AuctionOffer {
  const { equity, maintenance } = figures
  const one = oneOf(stage)
  if (auction.insolventAt !== null) {
    const elapsed = now - auction.insolventAt
    const length = stage.insolventMilliseconds ?? 0
    const deficit = equity < 0n ? -equity : 0n
    const most = maintenance - equity
    const payout = elapsed >= length ? most : ((most - deficit) * BigInt(elapsed)) / BigInt(length) + deficit
    return { phase: 'insolvent', payout, share: one }
  }
  const health = maintenance > 0n ? divideDirected(equity * one, maintenance, 'down') : one
  const point = priceAfter(stage.price, now - auction.startedAt, health, stage.fractionDecimals)
  if (point.state === 'over') return { phase: 'over' }
  const value = (stage.price.kind === 'falling' ? auction.startValue : equity) - auction.reserved
  const asked = point.fraction
  const floored = asked > stage.floor ? asked : stage.floor
  const price = value > 0n ? divideDirected(value * floored, one, stage.rounding) : 0n
  return { phase: 'solvent', fraction: floored, price, share: largestShare(stage, auction, figures, floored) }
}

function largestShare(stage: AuctionStage, auction: AuctionState, figures: AuctionFigures, fraction: bigint): bigint {
  const one = oneOf(stage)
  if (stage.share === 'whole' || figures.equity < stage.wholeBelow) return one
  const short = bufferShortfall(stage, figures)
  if (short <= 0n) return 0n
  const kept = (figures.equity * fraction) / one + (auction.reserved * (one - fraction)) / one
  const denominator = short + kept
  return denominator <= 0n ? one : (short * one) / denominator
}

/** What equity is short of maintenance with its buffer. */
export function bufferShortfall(stage: AuctionStage, { equity, maintenance }: AuctionFigures): bigint {
  return maintenance + (maintenance * stage.buffer) / oneOf(stage) - equity
}

/** The fee of an auction, charged when it starts: a rate on the value of the share that would be sold at the mark. Never more than equity. */
export function auctionFee(stage: AuctionStage, figures: AuctionFigures): bigint {
  const one = oneOf(stage)
  const none: AuctionState = { startedAt: 0, startValue: 0n, reserved: 0n, restarts: 0, insolventAt: null }
  if (figures.equity <= 0n) return 0n
  const value = (largestShare(stage, none, figures, one) * figures.equity) / one
  const fee = partOf(value, stage.feePpm, stage.rounding)
  return fee < figures.equity ? fee : figures.equity
}
