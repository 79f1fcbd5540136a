import type { AssetMarket } from './snapshot.js'

/** Decimal places of the coins' smallest units: satoshi, wei, lamport, drop. */
const coinDecimals: Readonly<Record<string, number>> = { BTC: 8, ETH: 18, SOL: 9, XRP: 6 }
/** For a coin the table does not know; enough for a price of 100,000 and a cent's worth. */
const otherCoinDecimals = 8
/** Taken at par: no source used here quotes them. */
const stablecoins: Readonly<Record<string, AssetMarket>> = {
  USDC: Object.freeze({ price: 1, decimals: 6 }),
  USDT: Object.freeze({ price: 1, decimals: 6 }),
}

/**
 * The assets of a market that is known by its index prices: every underlying's coin at its index, USDC and USDT at 1.
 *
 * @example
 * import { assetMarkets } from 'plimsoll'
 * assetMarkets({ BTC: 80000 }).BTC // => { price: 80000, decimals: 8, underlying: 'BTC' }
 */
export function assetMarkets(indexes: Readonly<Record<string, number>>): Readonly<Record<string, AssetMarket>> {
  const assets: Record<string, AssetMarket> = {}
  for (const [coin, price] of Object.entries(indexes)) {
    assets[coin] = Object.freeze({ price, decimals: coinDecimals[coin] ?? otherCoinDecimals, underlying: coin })
  }
  return Object.freeze({ ...assets, ...stablecoins })
}
