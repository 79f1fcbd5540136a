import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { settlementAsset } from '../valuation/settlementAsset.js'

/** The underlyings whose prices a book feels, through positions, orders, what these settle in, or collateral, in alphabetical order. */
export function bookUnderlyings(portfolio: Portfolio, market: MarketSnapshot): readonly string[] {
  const found = new Set<string>()
  for (const entry of [...portfolio.positions, ...portfolio.orders]) {
    const instrument = instrumentOf(portfolio, market, entry.instrument, entry.instrument)
    found.add(instrument.underlying)
    addCarrier(settlementAsset(instrument))
  }
  for (const balance of portfolio.balances) addCarrier(balance.asset)
  return [...found].sort()

  function addCarrier(asset: string): void {
    const underlying = market.assets[asset]?.underlying
    if (underlying !== undefined) found.add(underlying)
  }
}
