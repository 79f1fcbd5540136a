import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Portfolio } from './portfolio.js'

/**
 * The portfolio carrying the definition of everything it holds or has ordered, and no other. A book that carries its
 * definitions can be valued after a market has stopped listing an instrument, and on another market of the same underlying.
 * What neither the market nor the book defines is left as it is.
 */
export function withDefinitions(portfolio: Portfolio, market: MarketSnapshot): Portfolio {
  const needed = new Map<string, Instrument>()
  for (const { instrument: id } of [...portfolio.positions, ...portfolio.orders]) {
    const found = market.instruments.get(id) ?? portfolio.instruments.find((own) => own.id === id)
    if (found !== undefined) needed.set(id, found)
  }
  const instruments = [...needed.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return Object.freeze({ ...portfolio, instruments: Object.freeze(instruments) })
}
