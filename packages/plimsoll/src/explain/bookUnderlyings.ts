import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'

/** The underlyings whose prices a book feels, through positions, orders or collateral, in alphabetical order. */
export function bookUnderlyings(portfolio: Portfolio, market: MarketSnapshot): readonly string[] {
  const found = new Set<string>()
  for (const entry of [...portfolio.positions, ...portfolio.orders]) {
    found.add(instrumentOf(portfolio, market, entry.instrument, entry.instrument).underlying)
  }
  for (const balance of portfolio.balances) {
    const underlying = market.assets[balance.asset]?.underlying
    if (underlying !== undefined) found.add(underlying)
  }
  return [...found].sort()
}
