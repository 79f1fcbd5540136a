import {
  formatInstant,
  readChoice,
  readFields,
  readFormat,
  readInstant,
  readList,
  readNumber,
  readPositive,
  readRecord,
  readString,
} from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import { formatInstrument, parseInstrument } from '../instrument/parseInstrument.js'
import { formatFacts, parseFacts } from './facts.js'
import { formatHistory, parseHistory } from './history.js'
import { requireSameUnit, volatilityMax } from './plausible.js'
import type {
  AssetMarket,
  ForwardPoint,
  FundingMarket,
  MarketSnapshot,
  SurfaceSlice,
  UnderlyingMarket,
} from './snapshot.js'

/** A market snapshot as JSON. */
export type MarketDocument = Readonly<Record<string, unknown>>

const format = 'market/1'
/** An annual rate beyond this is per cent written where a fraction is meant. */
const rateMax = 5

/** Reads a `market/1` document; throws PlimsollError naming the field. */
export function parseMarket(document: unknown): MarketSnapshot {
  const where = 'market'
  // First: a document of another format has other fields, and should be told about the format.
  readFormat(readRecord(document, where).plimsoll, `${where}.plimsoll`, format)
  const fields = readFields(document, where, [
    'plimsoll',
    'asOf',
    'source',
    'currency',
    'assets',
    'underlyings',
    'instruments',
    'marks',
    'funding',
    'facts',
    'history',
  ])
  const source = readFields(fields.source, `${where}.source`, ['kind', 'name'])
  const underlyings: Record<string, UnderlyingMarket> = {}
  for (const [id, value] of Object.entries(readRecord(fields.underlyings, `${where}.underlyings`))) {
    underlyings[id] = parseUnderlying(value, `${where}.underlyings.${id}`)
  }
  const assets: Record<string, AssetMarket> = {}
  for (const [id, value] of Object.entries(readRecord(fields.assets, `${where}.assets`))) {
    assets[id] = parseAsset(value, `${where}.assets.${id}`, underlyings)
  }
  const instruments = new Map<string, Instrument>()
  for (const [row, value] of readList(fields.instruments ?? [], `${where}.instruments`).entries()) {
    const instrument = parseInstrument(value, `${where}.instruments[${row}]`)
    if (instruments.has(instrument.id)) {
      throw new PlimsollError('INSTRUMENT_DUPLICATE', {
        where: `${where}.instruments[${row}].id`,
        value: instrument.id,
        expected: 'every instrument once',
      })
    }
    instruments.set(instrument.id, instrument)
  }
  const marks = new Map<string, number>()
  for (const [id, value] of Object.entries(readRecord(fields.marks ?? {}, `${where}.marks`))) {
    marks.set(id, readNumber(value, `${where}.marks.${id}`))
  }
  const funding = new Map<string, FundingMarket>()
  for (const [id, value] of Object.entries(readRecord(fields.funding ?? {}, `${where}.funding`))) {
    const at = `${where}.funding.${id}`
    const entry = readFields(value, at, ['rate', 'intervalHours'])
    funding.set(id, {
      rate: readNumber(entry.rate, `${at}.rate`),
      intervalHours: readPositive(entry.intervalHours, `${at}.intervalHours`),
    })
  }
  requireConsistent(assets, underlyings, instruments, marks)
  return Object.freeze({
    asOf: readInstant(fields.asOf, `${where}.asOf`),
    source: Object.freeze({
      kind: readChoice(source.kind, `${where}.source.kind`, ['live', 'simulated', 'replay', 'import', 'manual']),
      name: readString(source.name, `${where}.source.name`),
    }),
    currency: readString(fields.currency, `${where}.currency`),
    assets: Object.freeze(assets),
    underlyings: Object.freeze(underlyings),
    instruments,
    marks,
    funding,
    ...(fields.facts === undefined ? {} : { facts: parseFacts(fields.facts, `${where}.facts`) }),
    ...(fields.history === undefined
      ? {}
      : {
          history: parseHistory(
            fields.history,
            `${where}.history`,
            (id) => underlyings[id]?.model === 'normal',
            readInstant(fields.asOf, `${where}.asOf`),
          ),
        }),
  })
}

/** A market whose own prices contradict one another is in wrong units somewhere; nothing computed from it would be right. */
function requireConsistent(
  assets: Readonly<Record<string, AssetMarket>>,
  underlyings: Readonly<Record<string, UnderlyingMarket>>,
  instruments: ReadonlyMap<string, Instrument>,
  marks: ReadonlyMap<string, number>,
): void {
  for (const [id, { price, underlying }] of Object.entries(assets)) {
    if (underlying !== undefined) {
      if (underlyings[underlying]!.model === 'normal') {
        throw new PlimsollError('INPUT_INVALID', {
          where: `market.assets.${id}.underlying`,
          value: underlying,
          expected: 'an underlying whose price is above zero; nothing can be held that may be worth less than nothing',
        })
      }
      requireSameUnit(price, underlyings[underlying]!.index, `market.assets.${id}.price`, underlying)
    }
  }
  for (const [id, { index, forwards, model }] of Object.entries(underlyings)) {
    if (model === 'normal') continue
    for (const [row, { price }] of forwards.entries()) {
      requireSameUnit(price, index, `market.underlyings.${id}.forwards[${row}].price`, id)
    }
  }
  for (const { id, kind, underlying } of instruments.values()) {
    const mark = marks.get(id)
    const market = underlyings[underlying]
    if ((kind !== 'perpetual' && kind !== 'future') || mark === undefined || market?.model !== 'black') continue
    // What is not above zero is refused where it is used, with the instrument's name.
    if (mark > 0) requireSameUnit(mark, market.index, `market.marks.${id}`, underlying)
  }
}

function parseAsset(value: unknown, where: string, underlyings: Record<string, UnderlyingMarket>): AssetMarket {
  const fields = readFields(value, where, ['price', 'decimals', 'underlying'])
  const decimals = readNumber(fields.decimals, `${where}.decimals`)
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 30) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.decimals`,
      value: decimals,
      expected: 'a whole number 0 to 30',
    })
  }
  const asset = { price: readPositive(fields.price, `${where}.price`), decimals }
  if (fields.underlying === undefined) return Object.freeze(asset)
  const underlying = readString(fields.underlying, `${where}.underlying`)
  if (underlyings[underlying] === undefined) {
    throw new PlimsollError('UNDERLYING_UNKNOWN', {
      where: `${where}.underlying`,
      value: underlying,
      expected: `one of ${Object.keys(underlyings).join(', ')}`,
    })
  }
  return Object.freeze({ ...asset, underlying })
}

function parseUnderlying(value: unknown, where: string): UnderlyingMarket {
  const fields = readFields(value, where, ['index', 'model', 'forwards', 'slices'])
  const model = readChoice(fields.model ?? 'black', `${where}.model`, ['black', 'normal'])
  const price = model === 'black' ? readPositive : readNumber
  const forwards = readList(fields.forwards ?? [], `${where}.forwards`).map((entry, row): ForwardPoint => {
    const at = `${where}.forwards[${row}]`
    const point = readFields(entry, at, ['expiry', 'price', 'rate', 'settled'])
    return Object.freeze({
      expiry: readInstant(point.expiry, `${at}.expiry`),
      price: price(point.price, `${at}.price`),
      ...(point.rate === undefined ? {} : { rate: readRate(point.rate, `${at}.rate`) }),
      ...(point.settled === undefined ? {} : { settled: parseSettled(point.settled, `${at}.settled`) }),
    })
  })
  const slices = readList(fields.slices ?? [], `${where}.slices`).map((entry, row) =>
    parseSlice(entry, `${where}.slices[${row}]`),
  )
  requireIncreasing(
    forwards.map((point) => point.expiry),
    `${where}.forwards`,
    'expiries',
  )
  requireIncreasing(
    slices.map((slice) => slice.expiry),
    `${where}.slices`,
    'expiries',
  )
  return Object.freeze({
    index: price(fields.index, `${where}.index`),
    model,
    forwards: Object.freeze(forwards),
    slices: Object.freeze(slices),
  })
}

function parseSlice(value: unknown, where: string): SurfaceSlice {
  const kind = readChoice(readRecord(value, where).kind, `${where}.kind`, ['quotes', 'svi'])
  if (kind === 'svi') {
    const fields = readFields(value, where, ['kind', 'expiry', 'a', 'b', 'rho', 'm', 'sigma'])
    const number = (name: string): number => readNumber(fields[name], `${where}.${name}`)
    return Object.freeze({
      kind,
      expiry: readInstant(fields.expiry, `${where}.expiry`),
      a: number('a'),
      b: number('b'),
      rho: number('rho'),
      m: number('m'),
      sigma: number('sigma'),
    })
  }
  const fields = readFields(value, where, ['kind', 'expiry', 'strikes', 'vols'])
  const strikes = readList(fields.strikes, `${where}.strikes`).map((strike, row) =>
    readNumber(strike, `${where}.strikes[${row}]`),
  )
  const vols = readList(fields.vols, `${where}.vols`).map((vol, row) => readVolatility(vol, `${where}.vols[${row}]`))
  if (strikes.length === 0 || strikes.length !== vols.length) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.vols`,
      value: `${strikes.length} strikes, ${vols.length} vols`,
      expected: 'one volatility for every strike, at least one',
    })
  }
  requireIncreasing(strikes, `${where}.strikes`, 'strikes')
  return Object.freeze({
    kind,
    expiry: readInstant(fields.expiry, `${where}.expiry`),
    strikes: Object.freeze(strikes),
    vols: Object.freeze(vols),
  })
}

function parseSettled(value: unknown, where: string): { readonly fixed: number } {
  const fields = readFields(value, where, ['fixed'])
  return Object.freeze({ fixed: readNumber(fields.fixed, `${where}.fixed`) })
}

function readRate(value: unknown, where: string): number {
  const rate = readNumber(value, where)
  if (Math.abs(rate) > rateMax) {
    throw new PlimsollError('INPUT_INVALID', {
      where,
      value: rate,
      expected: `an annual rate as a fraction (0.05 = 5 %), at most ${rateMax} in size`,
    })
  }
  return rate
}

function readVolatility(value: unknown, where: string): number {
  const vol = readPositive(value, where)
  if (vol > volatilityMax) {
    throw new PlimsollError('INPUT_INVALID', {
      where,
      value: vol,
      expected: `an annual volatility as a fraction (0.45 = 45 %), at most ${volatilityMax}`,
    })
  }
  return vol
}

function requireIncreasing(values: readonly number[], where: string, what: string): void {
  for (let row = 1; row < values.length; row++) {
    if (!(values[row]! > values[row - 1]!)) {
      throw new PlimsollError('INPUT_INVALID', {
        where: `${where}[${row}]`,
        value: values[row],
        expected: `strictly increasing ${what}`,
      })
    }
  }
}

/** The `market/1` document of a snapshot; `parseMarket` reads it back to the same numbers. */
export function formatMarket(market: MarketSnapshot): MarketDocument {
  const underlyings: Record<string, unknown> = {}
  for (const [id, underlying] of Object.entries(market.underlyings)) {
    underlyings[id] = {
      index: underlying.index,
      model: underlying.model,
      forwards: underlying.forwards.map((point) => ({ ...point, expiry: formatInstant(point.expiry) })),
      slices: underlying.slices.map((slice) => ({ ...slice, expiry: formatInstant(slice.expiry) })),
    }
  }
  return {
    plimsoll: format,
    asOf: formatInstant(market.asOf),
    source: market.source,
    currency: market.currency,
    assets: market.assets,
    underlyings,
    instruments: [...market.instruments.values()].map(formatInstrument),
    marks: Object.fromEntries(market.marks),
    funding: Object.fromEntries(market.funding),
    ...(market.facts === undefined ? {} : { facts: formatFacts(market.facts) }),
    ...(market.history === undefined ? {} : { history: formatHistory(market.history) }),
  }
}
