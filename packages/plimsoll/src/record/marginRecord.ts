import { margin } from '../account/margin.js'
import { type BookDocument, formatBook } from '../account/parseBook.js'
import type { Portfolio } from '../account/portfolio.js'
import type { ResultTree } from '../account/result.js'
import { formatInstant } from '../document/read.js'
import { formatMarket, type MarketDocument } from '../market/parseMarket.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { canonicalJson } from './canonicalJson.js'
import { engineVersion } from './engineVersion.js'
import { sha256Hex } from './sha256.js'

/** A result with everything from which anybody can compute it again, bit for bit. */
export interface MarginRecord {
  readonly plimsoll: 'record/1'
  readonly engine: { readonly name: 'plimsoll'; readonly version: string }
  /** The market's instant. */
  readonly asOf: string
  readonly spec: { readonly id: string; readonly version: string; readonly asOf: string }
  /** SHA-256 of the canonical JSON of each input. */
  readonly hashes: { readonly book: string; readonly market: string; readonly spec: string }
  readonly inputs: { readonly book: BookDocument; readonly market: MarketDocument; readonly spec: MarginSpec }
  readonly result: RecordedResult
  /** SHA-256 of the canonical JSON of all of the above. */
  readonly hash: string
}

/** Numbers of a margin result; one that is not finite is written as text: `"Infinity"`. */
export interface RecordedResult {
  readonly currency: string
  readonly accountValue: number
  readonly equity: number
  readonly initialEquity: number
  readonly initial: number
  readonly maintenance: number
  readonly health: number | string
  readonly utilisation: number | string
  readonly excess: number
  readonly withdrawable: number
  readonly withdrawableAssets: Readonly<Record<string, number>>
  readonly tree: ResultTree
}

/**
 * The record of a margin: canonical, so that its text is the same on every machine.
 *
 * @example
 * import { marginRecord, parseBook, parseMarket, rulebook, verifyRecord } from 'plimsoll'
 * const market = parseMarket({ plimsoll: 'market/1', asOf: '2026-02-05T12:00:00Z', source: { kind: 'manual', name: 'example' },
 *   currency: 'USD', assets: { USDC: { price: 1, decimals: 6 } }, underlyings: { BTC: { index: 70000 } },
 *   instruments: [{ kind: 'perpetual', id: 'BTC_USDC-PERPETUAL', underlying: 'BTC', contractSize: 1,
 *     settlement: { kind: 'linear', currency: 'USDC' } }],
 *   marks: { 'BTC_USDC-PERPETUAL': 70000 } })
 * const book = parseBook({ plimsoll: 'book/1', id: 'one', balances: [{ asset: 'USDC', amount: '20000' }],
 *   positions: [{ instrument: 'BTC_USDC-PERPETUAL', quantity: '1' }] })
 * const record = marginRecord(book, market, rulebook('portfolio'))
 * verifyRecord(JSON.parse(JSON.stringify(record))).holds // => true
 */
export function marginRecord(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation: Valuation = createValuation(market, spec),
): MarginRecord {
  const result = margin(portfolio, market, spec, valuation)
  const inputs = { book: formatBook(portfolio), market: formatMarket(market), spec }
  const unsigned = {
    plimsoll: 'record/1' as const,
    engine: { name: 'plimsoll' as const, version: engineVersion },
    asOf: formatInstant(market.asOf),
    spec: { id: spec.id, version: spec.version, asOf: spec.asOf },
    hashes: {
      book: sha256Hex(canonicalJson(inputs.book, 'book')),
      market: sha256Hex(canonicalJson(inputs.market, 'market')),
      spec: sha256Hex(canonicalJson(inputs.spec, 'spec')),
    },
    inputs,
    result: {
      currency: result.currency,
      accountValue: result.accountValue,
      equity: result.equity,
      initialEquity: result.initialEquity,
      initial: result.initial,
      maintenance: result.maintenance,
      health: writable(result.health),
      utilisation: writable(result.utilisation),
      excess: result.excess,
      withdrawable: result.withdrawable,
      withdrawableAssets: result.withdrawableAssets,
      tree: result.tree,
    },
  }
  return { ...unsigned, hash: recordHash(unsigned) }
}

/** SHA-256 of a record without its own hash. */
export function recordHash(record: Omit<MarginRecord, 'hash'>): string {
  return sha256Hex(canonicalJson(record, 'record'))
}

function writable(number: number): number | string {
  return Number.isFinite(number) ? number : String(number)
}
