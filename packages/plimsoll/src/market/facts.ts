import { type Fields, formatInstant, readFields, readInstant, readNumber, readRecord } from '../document/read.js'

type Figures = Readonly<Record<string, number>>

/**
 * Observations that a rule book may ask for by name and that are no price or volatility: open interest, traded volume, the
 * confidence of an oracle, an average price, a funding rate. What a name means, and its unit, is for the rule book to say.
 */
export interface MarketFacts {
  /** Of the market as a whole. */
  readonly market: Figures
  readonly underlyings: Readonly<Record<string, Figures>>
  readonly assets: Readonly<Record<string, Figures>>
  readonly instruments: Readonly<Record<string, Figures>>
  /** By underlying, then by expiry in milliseconds since 1970. */
  readonly expiries: Readonly<Record<string, ReadonlyMap<number, Figures>>>
}

/** What an observation is of. */
export type FactPlace =
  | { readonly scope: 'market' }
  | { readonly scope: 'underlying' | 'asset' | 'instrument'; readonly id: string }
  | { readonly scope: 'expiry'; readonly underlying: string; readonly expiry: number }

/**
 * An observation, or undefined where the market says nothing of it.
 *
 * @example
 * import { factOf } from 'plimsoll'
 * const facts = { market: {}, underlyings: { BTC: { volume24h: 5e9 } }, assets: {}, instruments: {}, expiries: {} }
 * factOf({ facts }, { scope: 'underlying', id: 'BTC' }, 'volume24h') // => 5000000000
 */
export function factOf(market: { readonly facts?: MarketFacts }, place: FactPlace, name: string): number | undefined {
  const { facts } = market
  if (facts === undefined) return undefined
  switch (place.scope) {
    case 'market':
      return own(facts.market, name)
    case 'underlying':
      return own(own(facts.underlyings, place.id), name)
    case 'asset':
      return own(own(facts.assets, place.id), name)
    case 'instrument':
      return own(own(facts.instruments, place.id), name)
    case 'expiry':
      return own(own(facts.expiries, place.underlying)?.get(place.expiry), name)
  }
}

/** What a record itself holds: a name such as `toString` is no observation. */
function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

/**
 * Reads the `facts` of a market document, every part of which may be absent:
 * `{ market: { name: number }, underlyings: { BTC: { name: number } }, assets: {…}, instruments: {…},
 * expiries: { BTC: { "2026-03-27T08:00:00Z": { name: number } } } }`.
 *
 * @throws PlimsollError INPUT_INVALID naming the field that is no finite number, or no instant
 */
export function parseFacts(value: unknown, where: string): MarketFacts {
  const fields = readFields(value, where, ['market', 'underlyings', 'assets', 'instruments', 'expiries'])
  const expiries: Record<string, ReadonlyMap<number, Figures>> = {}
  for (const [underlying, of] of entriesOf(fields.expiries, `${where}.expiries`)) {
    const at = `${where}.expiries.${underlying}`
    const figures = new Map<number, Figures>()
    for (const [expiry, named] of entriesOf(of, at)) {
      figures.set(readInstant(expiry, `${at}.${expiry}`), readFigures(named, `${at}.${expiry}`))
    }
    expiries[underlying] = figures
  }
  return Object.freeze({
    market: readFigures(fields.market ?? {}, `${where}.market`),
    underlyings: readAll(fields.underlyings, `${where}.underlyings`),
    assets: readAll(fields.assets, `${where}.assets`),
    instruments: readAll(fields.instruments, `${where}.instruments`),
    expiries: Object.freeze(expiries),
  })
}

function readAll(value: unknown, where: string): Readonly<Record<string, Figures>> {
  const all: Record<string, Figures> = {}
  for (const [id, figures] of entriesOf(value, where)) all[id] = readFigures(figures, `${where}.${id}`)
  return Object.freeze(all)
}

function readFigures(value: unknown, where: string): Figures {
  const figures: Record<string, number> = {}
  for (const [name, figure] of entriesOf(value, where)) figures[name] = readNumber(figure, `${where}.${name}`)
  return Object.freeze(figures)
}

function entriesOf(value: unknown, where: string): readonly (readonly [string, unknown])[] {
  return Object.entries(value === undefined ? {} : readRecord(value, where))
}

/** The document form of facts; `parseFacts` reads it back to the same numbers. */
export function formatFacts(facts: MarketFacts): Fields {
  const expiries: Record<string, unknown> = {}
  for (const [underlying, of] of Object.entries(facts.expiries)) {
    expiries[underlying] = Object.fromEntries([...of].map(([expiry, figures]) => [formatInstant(expiry), figures]))
  }
  return { ...facts, expiries }
}
