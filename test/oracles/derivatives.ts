import { parseMarket } from '../../packages/plimsoll/src/market/parseMarket.js'
import type { MarketSnapshot } from '../../packages/plimsoll/src/market/snapshot.js'

/** A market of futures and options in few words; everything that is not said is flat. */
export interface DerivativesMarket {
  readonly asOf?: string
  readonly index: Readonly<Record<string, number>>
  /** Prices of assets; coins of the same name as an underlying need not be named. */
  readonly assets?: Readonly<Record<string, number>>
  readonly instruments: readonly Readonly<Record<string, unknown>>[]
  readonly marks?: Readonly<Record<string, number>>
  readonly forwards?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  /** One volatility for all options. */
  readonly volatility?: number
}

const start = '2026-01-05T08:00:00Z'

export function derivativesMarket(words: DerivativesMarket): MarketSnapshot {
  const { asOf = start, index, assets = {}, instruments, marks = {}, forwards = {}, volatility = 0.5 } = words
  const names = Object.keys(index)
  const expiriesOf = (underlying: string): readonly string[] => [
    ...new Set(
      instruments
        .filter((instrument) => instrument.underlying === underlying && instrument.expiry !== undefined)
        .map(({ expiry }) => expiry as string)
        .sort(),
    ),
  ]
  return parseMarket({
    plimsoll: 'market/1',
    asOf,
    source: { kind: 'manual', name: 'published case' },
    currency: 'USD',
    assets: Object.fromEntries([
      ...names.map((name) => [name, { price: index[name], decimals: 8, underlying: name }]),
      ...Object.entries(assets).map(([name, price]) => [name, { price, decimals: 8 }]),
    ]),
    underlyings: Object.fromEntries(
      names.map((name) => [
        name,
        {
          index: index[name],
          forwards: forwards[name] ?? expiriesOf(name).map((expiry) => ({ expiry, price: index[name] })),
          slices: expiriesOf(name).map((expiry) => ({
            kind: 'quotes',
            expiry,
            strikes: [index[name]],
            vols: [volatility],
          })),
        },
      ]),
    ),
    instruments,
    marks,
  })
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** What a venue’s name says: `BTC-28JUN24-70000-C`, `BTC_USDC-PERPETUAL`, `BTC-USDT-SWAP`. */
export interface NameParts {
  readonly underlying: string
  /** ISO, 08:00 UTC. */
  readonly expiry?: string
  readonly strike?: number
  readonly right?: 'call' | 'put'
}

export function nameParts(id: string): NameParts {
  const parts = id.split('-')
  const underlying = parts[0]!.split('_')[0]!.toUpperCase()
  const dated = parts.map((part) => /^(\d{1,2})([A-Z]{3})(\d{2})$/u.exec(part)).find((found) => found !== null)
  const month = dated === undefined ? -1 : months.indexOf(dated![2]!)
  const expiry =
    month < 0
      ? {}
      : { expiry: `20${dated![3]}-${String(month + 1).padStart(2, '0')}-${dated![1]!.padStart(2, '0')}T08:00:00Z` }
  const last = parts.at(-1)
  if (last !== 'C' && last !== 'P') return { underlying, ...expiry }
  return { underlying, ...expiry, strike: Number(parts.at(-2)), right: last === 'C' ? 'call' : 'put' }
}

/** The first of several names under which a case may carry a number. */
export function numberOf(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'number') return value
    if (typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) return Number(value)
  }
  return undefined
}

/** The first of several names under which a case may carry a text. */
export function textOf(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string') return value
  }
  return undefined
}

/** A field’s name without the marks by which writers of cases differ: `worst_case`, `worstCase`. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, '')
}
