import type { MarketModel } from './market.js'

/**
 * Five coins: the dollars that the largest venue’s perpetuals traded on 9 October 2025, the day before a crash, rounded; daily moves of calm
 * weeks, to one digit. Depth falls to a tenth, as in case P14. Capital and willingness to bid are assumed.
 */
export const standardMarket: MarketModel = {
  coins: {
    BTC: { priceDecimals: 2, lotDecimals: 5, dailyMove: 0.025, dailyVolume: 20e9, depthGoneAt: 0.15 },
    ETH: { priceDecimals: 2, lotDecimals: 4, dailyMove: 0.04, dailyVolume: 22e9, depthGoneAt: 0.2 },
    SOL: { priceDecimals: 3, lotDecimals: 2, dailyMove: 0.05, dailyVolume: 6e9, depthGoneAt: 0.3 },
    XRP: { priceDecimals: 5, lotDecimals: 0, dailyMove: 0.05, dailyVolume: 1.5e9, depthGoneAt: 0.4 },
    DOGE: { priceDecimals: 6, lotDecimals: 0, dailyMove: 0.06, dailyVolume: 2.2e9, depthGoneAt: 0.4 },
  },
  impactPpm: 900_000n,
  depthLeast: 0.1,
  recoveryMilliseconds: 30 * 60_000,
  lasting: 0,
  makers: { count: 5, capital: 50e6 },
  bidders: { count: 5, capital: 20e6, pays: [0.6, 0.97] },
  backstop: { capital: 50e6, most: { BTC: 50e6, ETH: 50e6, SOL: 20e6, XRP: 10e6, DOGE: 10e6 } },
  fund: 20e6,
}
