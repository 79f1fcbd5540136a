import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Portfolio } from './portfolio.js'

/**
 * The definition of an instrument: the market's, or the book's own where the market does not list it (any more).
 *
 * @throws PlimsollError INSTRUMENT_UNKNOWN; INSTRUMENT_DUPLICATE when both define it and not alike, because one of them would
 * silently be the wrong contract
 */
export function instrumentOf(portfolio: Portfolio, market: MarketSnapshot, id: string, where: string): Instrument {
  const listed = market.instruments.get(id)
  const own = ownInstruments(portfolio.instruments).get(id)
  if (listed === undefined) return own ?? refuseUnknown(market, id, where)
  if (own !== undefined && own !== listed) requireAlike(own, listed, where)
  return listed
}

const maps = new WeakMap<readonly Instrument[], ReadonlyMap<string, Instrument>>()

function ownInstruments(instruments: readonly Instrument[]): ReadonlyMap<string, Instrument> {
  const known = maps.get(instruments)
  if (known !== undefined) return known
  const map = new Map(instruments.map((instrument) => [instrument.id, instrument]))
  maps.set(instruments, map)
  return map
}

/** Pairs that were found alike: this is asked for every line of every account at every tick. */
const alike = new WeakMap<Instrument, Instrument>()

function requireAlike(own: Instrument, listed: Instrument, where: string): void {
  if (alike.get(own) === listed) return
  if (canonical(own) !== canonical(listed)) {
    throw new PlimsollError('INSTRUMENT_DUPLICATE', {
      where,
      value: own,
      expected: `the market's definition of ${listed.id}: ${canonical(listed)}`,
    })
  }
  alike.set(own, listed)
}

function canonical(instrument: Instrument): string {
  return JSON.stringify(instrument, (_, value: unknown) =>
    typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort(byKey)) : value,
  )
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

function refuseUnknown(market: MarketSnapshot, id: string, where: string): never {
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
