import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Portfolio } from './portfolio.js'

/** The definition of an instrument: the book's own, else the market's; INSTRUMENT_UNKNOWN otherwise. */
export function instrumentOf(portfolio: Portfolio, market: MarketSnapshot, id: string, where: string): Instrument {
  const found = portfolio.instruments.find((instrument) => instrument.id === id) ?? market.instruments.get(id)
  if (found !== undefined) return found
  const near = [...market.instruments.keys()].filter((name) => sharesStart(name, id)).slice(0, 3)
  const hint = near.length === 0 ? '' : `, e.g. ${near.join(', ')}`
  throw new PlimsollError('INSTRUMENT_UNKNOWN', {
    where,
    value: id,
    expected: `an instrument that the market lists or the book defines${hint}`,
  })
}

function sharesStart(name: string, id: string): boolean {
  const parts = id.split('-')
  return name.startsWith(
    parts
      .slice(0, Math.max(1, parts.length - 2))
      .join('-')
      .toUpperCase(),
  )
}
