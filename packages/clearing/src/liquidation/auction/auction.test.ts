import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearSituation, linearTerms } from '../fixture/linearAccount.js'
import { nextAction } from '../nextAction.js'
import type { AuctionStage, LiquidationRules } from '../rules.js'
import type { Situation } from '../situation.js'
import { liquidationRules } from '../venues/index.js'
import { type AuctionFigures, auctionFee, auctionOffer, oneOf } from './auctionOffer.js'
import type { AuctionState } from './auctionState.js'
import { lotsOfShare, startAuction, takeBid } from './bidding.js'

function auctionOf(id: string): AuctionStage {
  return liquidationRules(id).stages.find((stage): stage is AuctionStage => stage.kind === 'auction')!
}

const house = auctionOf('house')
const one = oneOf(house)

/** What an owner of the account and of the bidder has lost to others, in the smallest unit, over a sequence of bids. */
function coalitionLoss(
  stage: AuctionStage,
  figures: AuctionFigures,
  bids: readonly { readonly share: bigint; readonly at: number }[],
): { readonly lost: bigint; readonly payout: bigint; readonly cash: bigint } {
  const fee = auctionFee(stage, figures)
  let equity = figures.equity - fee
  let auction: AuctionState = startAuction({ ...figures, equity }, 0)
  let maintenance = figures.maintenance
  // The bidder: what he paid out, and what his shares are worth at the mark.
  let paid = 0n
  let worth = 0n
  let payout = 0n
  for (const { share, at } of bids) {
    const now = { equity, maintenance }
    const settled = nextClock(stage, auction, now, at)
    const bid = takeBid(stage, settled, now, { share, limit: 10n ** 30n }, at)
    if (!bid.accepted) continue
    const value = ((equity - settled.reserved) * bid.share) / one
    worth += value
    paid += bid.cash - bid.payout
    payout += bid.payout
    equity += bid.cash - value
    maintenance -= (maintenance * bid.share) / one
    auction = bid.auction
  }
  return { lost: figures.equity - (equity + worth - paid), payout, cash: paid }
}

/** The clock as `nextAction` turns it for a venue that pays bidders when nobody has bid. */
function nextClock(stage: AuctionStage, auction: AuctionState, figures: AuctionFigures, now: number): AuctionState {
  const isOver = auctionOffer(stage, auction, figures, now).phase === 'over'
  return isOver && stage.insolventMilliseconds !== undefined ? { ...auction, insolventAt: now } : auction
}

describe('W6 self-liquidation: no gain from one’s own default', () => {
  const figures = fc
    .record({ equity: fc.bigInt(1_000_000n, 10n ** 13n), ratio: fc.bigInt(1_100n, 5_000n) })
    .map(({ equity, ratio }) => ({ equity, maintenance: (equity * ratio) / 1_000n }))
  const bids = fc.array(fc.record({ share: fc.bigInt(1n, one), at: fc.integer({ min: 0, max: 200_000 }) }), {
    maxLength: 8,
  })

  test('at any time, in any part, in any number of bids, the owner of both sides loses at least the penalty', () => {
    fc.assert(
      fc.property(figures, bids, (of, wanted) => {
        const inOrder = [...wanted].sort((a, b) => a.at - b.at)
        const { lost, payout } = coalitionLoss(house, of, inOrder)
        // One unit a bid: the value of a share is rounded down.
        expect(lost).toBeGreaterThanOrEqual(auctionFee(house, of) - BigInt(wanted.length))
        expect(auctionFee(house, of)).toBeGreaterThan(0n)
        expect(payout).toBe(0n)
      }),
      { numRuns: 300 },
    )
  })

  test('n small bids never cost less than one large bid for the same', () => {
    fc.assert(
      fc.property(
        figures,
        fc.integer({ min: 0, max: 80_000 }),
        fc.array(fc.bigInt(1n, one / 4n), { minLength: 2, maxLength: 8 }),
        (of, at, parts) => {
          const offer = auctionOffer(house, startAuction(of, 0), of, at)
          if (offer.phase !== 'solvent') return
          // The same lots in parts: of what is left each time.
          let left = one
          let taken = 0n
          let paid = 0n
          let auction = startAuction(of, 0)
          let equity = of.equity
          let maintenance = of.maintenance
          for (const share of parts) {
            const bid = takeBid(house, auction, { equity, maintenance }, { share, limit: 10n ** 30n }, at)
            if (!bid.accepted) break
            const value = ((equity - auction.reserved) * bid.share) / one
            paid += bid.cash
            taken += (left * bid.share) / one
            left -= (left * bid.share) / one
            equity += bid.cash - value
            maintenance -= (maintenance * bid.share) / one
            auction = bid.auction
          }
          const atOnce = (offer.price * taken) / one
          // Shares are floored at 10^-18 and prices at a unit: one unit a bid.
          expect(paid).toBeGreaterThanOrEqual(atOnce - BigInt(parts.length))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('the auction that pays bidders whatever equity is left fails it: waiting pays its owner out of the fund', () => {
    // 100 of equity, 150 required; nobody else bids for 12 hours and 15 minutes, and another hour: the fund pays the whole 50 that were
    // missing to maintenance, for a portfolio that was worth 100 less the fee.
    const of = { equity: 100_000_000n, maintenance: 150_000_000n }
    const derive = auctionOf('derive')
    const solvent = 900_000 + 43_200_000
    const state = { ...startAuction(of, 0), insolventAt: solvent }
    const bid = takeBid(derive, state, of, { share: one, limit: 0n }, solvent + 3_600_000)
    expect(bid).toMatchObject({ accepted: true, cash: 0n, payout: 50_000_000n })
    expect(auctionFee(derive, of)).toBeLessThan(5_000_000n)
    // At the house there is no such clock.
    expect(house.insolventMilliseconds).toBeUndefined()
  })
})

describe('L5 zero bids', () => {
  const account = {
    positions: { X: 10_000n },
    instruments: { X: linearTerms({ mark: 100n }) },
    equity: 25_000,
    ratio: 0.05,
  }
  const rules = liquidationRules('house')

  test('nothing is sold below the reserve, the clock starts again once, and then the backstop takes over', () => {
    let situation: Situation = linearSituation(account, rules, { backstopRoom: { X: 10n ** 13n } })
    const seen: string[] = []
    for (let second = 0; second <= 200; second++) {
      const decision = nextAction({ ...situation, now: second * 1_000 })
      situation = { ...situation, episode: decision.episode }
      const { action } = decision
      if (action.kind === 'auction') {
        const auction = decision.episode.auction!
        const figures = { equity: 25_000_000_000n, maintenance: 50_000_000_000n }
        // The one bidder who would pay nothing.
        const bid = takeBid(house, auction, figures, { share: one, limit: 0n }, second * 1_000)
        expect(bid).toEqual({ accepted: false, reason: 'above-limit' })
        expect(action.offer).toMatchObject({ phase: 'solvent' })
        if (action.offer.phase === 'solvent') {
          expect(action.offer.price).toBeGreaterThanOrEqual((figures.equity * house.floor) / one)
        }
      }
      seen.push(action.kind === 'auction' ? `auction ${decision.episode.auction!.restarts}` : action.kind)
    }
    expect([...new Set(seen)]).toEqual(['auction 0', 'auction 1', 'takeover'])
    // The owner loses what the rules say: half of maintenance, which is all he has here, goes with the positions.
    const last = nextAction({ ...situation, now: 201_000 })
    expect(last.action).toMatchObject({ kind: 'takeover', takeover: { compensation: 25_000_000_000n } })
  })

  test('a reserve above the end of the price line holds: the price stops there', () => {
    const stage = { ...house, floor: (one * 8n) / 10n }
    const figures = { equity: 100_000_000n, maintenance: 150_000_000n }
    const priceAt = (now: number): unknown => auctionOffer(stage, startAuction(figures, 0), figures, now)
    // 90 % at 30 s, falling by 40 % in a minute: 80 % at 45 s.
    expect(priceAt(44_000)).toMatchObject({ price: 80_666_667n })
    expect(priceAt(46_000)).toMatchObject({ price: 80_000_000n })
    expect(priceAt(89_000)).toMatchObject({ price: 80_000_000n })
  })

  test('a falling price is reset by time and by depth, from the value of then', () => {
    const maker: LiquidationRules = liquidationRules('maker-like')
    const stage = auctionOf('maker-like')
    let situation = linearSituation(account, maker)
    const at = (now: number, equity: number): ReturnType<typeof nextAction> => {
      const seen = linearSituation({ ...account, equity }, maker)
      const decision = nextAction({ ...seen, episode: situation.episode, now })
      situation = { ...situation, episode: decision.episode }
      return decision
    }
    // 1.3 of 25,000 at first; after 90 s 1 % less, of the value at the start whatever the mark does.
    expect(at(0, 25_000).action).toMatchObject({ offer: { price: 32_500_000_000n } })
    expect(at(90_000, 20_000).action).toMatchObject({ offer: { price: 32_175_000_000n } })
    // Below 0.4 of the start after 92 periods (0.99^91 = 0.4007, 0.99^92 = 0.3967): started again, from now.
    expect(at(91 * 90_000, 20_000).episode.auction).toMatchObject({ restarts: 0, startValue: 25_000_000_000n })
    expect(at(92 * 90_000, 20_000).episode.auction).toMatchObject({ restarts: 1, startValue: 20_000_000_000n })
    // Or by time: the tail of 140 minutes.
    expect(stage.price).toMatchObject({ tailMilliseconds: 8_400_000 })
    expect(at(92 * 90_000 + 8_400_001, 15_000).episode.auction).toMatchObject({ restarts: 2 })
  })
})

describe('the price of an auction', () => {
  const figures = { equity: 100_000_000n, maintenance: 150_000_000n }
  const fractionAt = (stage: AuctionStage, now: number, of: AuctionFigures = figures): number => {
    const offer = auctionOffer(stage, startAuction(of, 0), of, now)
    return offer.phase === 'solvent' ? Number(offer.fraction) / Number(oneOf(stage)) : Number.NaN
  }

  test('three phases: 95 to 70 % of the value in 15 minutes, to nothing in 12 hours, then the bidder is paid', () => {
    const derive = auctionOf('derive')
    expect(fractionAt(derive, 0)).toBe(0.95)
    expect(fractionAt(derive, 450_000)).toBe(0.825)
    expect(fractionAt(derive, 900_000)).toBe(0.7)
    expect(fractionAt(derive, 900_000 + 21_600_000)).toBe(0.35)
    expect(fractionAt(derive, 900_000 + 43_200_000)).toBeNaN()
    // Short of zero by 20, 150 required: from 20 to 170 in an hour.
    const short = { equity: -20_000_000n, maintenance: 150_000_000n }
    const state = startAuction(short, 0)
    const payoutAt = (now: number): unknown => auctionOffer(derive, state, short, now)
    expect(payoutAt(0)).toMatchObject({ phase: 'insolvent', payout: 20_000_000n })
    expect(payoutAt(1_800_000)).toMatchObject({ payout: 95_000_000n })
    expect(payoutAt(9_999_999)).toMatchObject({ payout: 170_000_000n })
  })

  test('a discount as deep as the violation, at most 20 %', () => {
    const euler = auctionOf('euler-like')
    expect(fractionAt(euler, 0, { equity: 95n, maintenance: 100n })).toBe(0.95)
    expect(fractionAt(euler, 0, { equity: 60n, maintenance: 100n })).toBe(0.8)
  })

  test('after the largest share the account is at its buffer, and the fee leaves it a value', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1_000_000n, 10n ** 14n),
        fc.bigInt(1_010n, 5_000n),
        fc.integer({ min: 0, max: 89_999 }),
        (equity, ratio, now) => {
          const of = { equity, maintenance: (equity * ratio) / 1_000n }
          const offer = auctionOffer({ ...house, wholeBelow: 0n }, startAuction(of, 0), of, now)
          if (offer.phase !== 'solvent') throw new Error(offer.phase)
          const sold = { share: offer.share, cash: (offer.price * offer.share) / one }
          const left = {
            equity: equity - (equity * sold.share) / one + sold.cash,
            maintenance: of.maintenance - (of.maintenance * sold.share) / one,
          }
          // Target 1.2, to the roundings of three products.
          const gap = left.equity - (left.maintenance * 12n) / 10n
          expect(gap < 0n ? -gap : gap).toBeLessThanOrEqual(4n)
          expect(auctionFee(house, of)).toBeLessThan(equity / 5n)
        },
      ),
    )
  })

  test('what a bidder pays is rounded up to the unit, where a venue does not round down', () => {
    const figures = { equity: 1_000_001n, maintenance: 1_500_000n }
    const paid = (stage: AuctionStage): unknown =>
      takeBid(stage, startAuction(figures, 0), figures, { share: one / 3n, limit: 10n ** 9n }, 0)
    // A third of 98 % of 1,000,001, which is 980,000.98, and of 95 %, which is 950,000.95.
    expect(paid({ ...house, wholeBelow: 0n })).toMatchObject({ cash: 326_667n })
    expect(paid(auctionOf('derive'))).toMatchObject({ cash: 316_666n })
  })

  test('a share takes lots towards zero, so that never more goes than is held', () => {
    expect(lotsOfShare({ A: 10n, B: -7n }, one / 3n, house)).toEqual({ A: 4n, B: -3n })
    expect(lotsOfShare({ A: 10n, B: -7n }, one, house)).toEqual({ A: 10n, B: -7n })
  })

  test('bids that cannot be: no share, more than all, a clock that has run out, an account at its buffer', () => {
    const bid = (share: bigint, now: number, of: AuctionFigures = figures): unknown =>
      takeBid(house, startAuction(of, 0), of, { share, limit: 10n ** 30n }, now)
    expect(bid(0n, 0)).toMatchObject({ reason: 'share-invalid' })
    expect(bid(one + 1n, 0)).toMatchObject({ reason: 'share-invalid' })
    expect(bid(one, 90_000)).toMatchObject({ reason: 'auction-over' })
    expect(bid(one, 0, { equity: 180_000_000n, maintenance: 150_000_000n })).toMatchObject({
      reason: 'nothing-on-sale',
    })
  })
})
