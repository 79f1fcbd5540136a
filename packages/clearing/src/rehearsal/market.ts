import { exp } from '@plimsoll/kernel'
import { impactCost } from '../liquidation/impact.js'
import { tenTo } from './tenTo.js'

/** What is known of a coin’s market before the crash. */
export interface CoinMarket {
  readonly priceDecimals: number
  readonly lotDecimals: number
  /** One standard deviation over a day, as a part of the price. */
  readonly dailyMove: number
  /** Dollars traded in a calm day. */
  readonly dailyVolume: number
  /** The fall from the first price at which depth has shrunk to its least, as a part of that price. */
  readonly depthGoneAt: number
}

/** Accounts of a kind that stand ready, each with so many dollars. */
export interface Ready {
  readonly count: number
  readonly capital: number
}

/** Who takes what is liquidated, and at which price. All of it is a model. */
export interface MarketModel {
  readonly coins: Readonly<Record<string, CoinMarket>>
  /** Y of the square-root law of impact, parts per million. */
  readonly impactPpm: bigint
  /** Of calm depth at least this part is left, such as 0.1. */
  readonly depthLeast: number
  /** After so long 63 % of what was sold no longer weighs on the price. */
  readonly recoveryMilliseconds: number
  /** What selling a calm day’s volume takes off the price for good; 0 where the path has it in it already. */
  readonly lasting: number
  /** They take orders of liquidations, as far as their own margin allows. */
  readonly makers: Ready
  /** They buy from auctions, each from his own part of the value down, drawn evenly from this range. */
  readonly bidders: Ready & { readonly pays: readonly [least: number, most: number] }
  /** Dollars, and the most dollars of each coin that it takes over. */
  readonly backstop: { readonly capital: number; readonly most: Readonly<Record<string, number>> }
  /** Dollars of the insurance fund. */
  readonly fund: number
}

export function instrumentOf(coin: string): string {
  return `${coin}-PERP`
}

/** Remembers what has been sold of late, and prices the next order by it. */
export interface Depth {
  /** Time has passed and prices are these. */
  move(at: number, prices: Readonly<Record<string, number>>): void
  /** What the market takes of an order at the given limit now, and at which price (ticks); nothing where even one lot costs more. */
  quote(coin: string, order: DepthOrder): { readonly lots: bigint; readonly price: bigint } | undefined
  /** Lots were sold (below zero) or bought. */
  book(coin: string, lots: bigint): void
  /** What liquidations have left of the coin’s outside price for good. */
  lasting(coin: string): number
}

export interface DepthOrder {
  /** > 0 buys. */
  readonly lots: bigint
  readonly mark: bigint
  readonly limit: bigint
}

/**
 * A market whose price moves away by the square-root law over all that it has lately taken on that side, and whose volume shrinks in a
 * straight line with the fall from the first price.
 */
export function createDepth(
  market: MarketModel,
  first: { at: number; prices: Readonly<Record<string, number>> },
): Depth {
  const sides = new Map<string, { sold: number; bought: number; factor: number; price: number }>()
  let now = first.at
  for (const [coin, price] of Object.entries(first.prices)) {
    sides.set(coin, { sold: 0, bought: 0, factor: 1, price })
  }
  const volumeOf = (coin: string): number => {
    const { dailyVolume, depthGoneAt, lotDecimals } = market.coins[coin]!
    const { price } = sides.get(coin)!
    const fall = Math.max(0, 1 - price / first.prices[coin]!)
    const left = Math.max(market.depthLeast, 1 - ((1 - market.depthLeast) * fall) / depthGoneAt)
    return Math.max(1, Math.floor(((dailyVolume * left) / first.prices[coin]!) * tenTo(lotDecimals)))
  }
  return {
    move(at, prices) {
      const kept = exp(-(at - now) / market.recoveryMilliseconds)
      now = at
      for (const [coin, side] of sides) {
        side.sold *= kept
        side.bought *= kept
        side.price = prices[coin]!
      }
    },
    quote(coin, { lots, mark, limit }) {
      const { sold, bought } = sides.get(coin)!
      const terms = { dailyMove: market.coins[coin]!.dailyMove, stressVolumeLots: BigInt(volumeOf(coin)) }
      const done = BigInt(Math.floor(lots < 0n ? sold : bought))
      const cost = (taken: bigint): number => impactCost(terms, taken, market.impactPpm)
      const size = lots < 0n ? -lots : lots
      const priceOf = (taken: bigint): bigint => {
        const part = (cost(done + taken) - cost(done)) / Number(taken)
        const ticks = BigInt(Math.ceil(part * Number(mark)))
        return lots < 0n ? mark - ticks : mark + ticks
      }
      const isWithin = (taken: bigint): boolean => (lots < 0n ? priceOf(taken) >= limit : priceOf(taken) <= limit)
      let taken = 0n
      let beyond = size + 1n
      while (beyond - taken > 1n) {
        const middle = (taken + beyond) / 2n
        if (isWithin(middle)) taken = middle
        else beyond = middle
      }
      if (taken === 0n) return undefined
      return { lots: lots < 0n ? -taken : taken, price: priceOf(taken) }
    },
    book(coin, lots) {
      const side = sides.get(coin)!
      if (lots < 0n) side.sold -= Number(lots)
      else side.bought += Number(lots)
      const { dailyVolume, lotDecimals } = market.coins[coin]!
      const part = (Number(lots) / tenTo(lotDecimals)) * (side.price / dailyVolume)
      side.factor = Math.max(0.01, side.factor * (1 + market.lasting * part))
    },
    lasting: (coin) => sides.get(coin)!.factor,
  }
}
