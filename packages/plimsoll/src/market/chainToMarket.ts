import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption, Instrument } from '../instrument/instrument.js'
import { parseVenueName } from '../instrument/venueName.js'
import { assetMarkets } from './assetMarkets.js'
import { type ChainDiagnostics, chainDiagnostics } from './chainDiagnostics.js'
import { type ChainExpiry, type ChainQuote, chainExpiries } from './chainExpiries.js'
import type { ChainRow } from './chainRow.js'
import { readChainOption } from './readChainOption.js'
import type { ForwardPoint, MarketSnapshot, MarketSource, SurfaceSlice, UnderlyingMarket } from './snapshot.js'

export interface ChainOptions {
  /** Shown as the market's source. */
  readonly name: string
  /** Default `import`. */
  readonly kind?: MarketSource['kind']
  /** Marks of perpetuals, by name, when the source has them; the others are marked at the index. */
  readonly perpetualMarks?: Readonly<Record<string, number>>
}

/** A market read from a chain, and how far it may be trusted. */
export interface ChainMarket {
  readonly market: MarketSnapshot
  readonly diagnostics: ChainDiagnostics
}

/**
 * One snapshot of an option chain as a market.
 *
 * The marks of a snapshot belong to one moment; its `forward` and `index` columns were collected over several seconds
 * and do not. So each expiry's forward is read from put–call parity of the marks (`parityForward`), and only where no
 * strike has both marks from the median of the column, or
 * where that is blank too from the other expiries. The index, for the same reason, is the quoted row index nearest
 * to the shortest expiry's parity forward. Every strike has one volatility, `markIv` of its out-of-the-money option
 * (or of the only one listed).
 *
 * Besides the options, the market lists for every underlying the future of each expiry, marked at its forward, the
 * coin and USDC perpetuals, marked at the index unless `perpetualMarks` knows better, and spot. Options that expired
 * at or before the snapshot are left out and counted.
 *
 * @throws PlimsollError CHAIN_MALFORMED naming row (first row is 1), field, value and what was expected; CHAIN_EMPTY
 *   when no live option is left
 */
export function chainToMarket(rows: readonly ChainRow[], options: ChainOptions): ChainMarket {
  const { byUnderlying, expired, asOf } = readRows(rows, options.name)
  const instruments = new Map<string, Instrument>()
  const marks = new Map<string, number>()
  const underlyings: Record<string, UnderlyingMarket> = {}
  const indexes: Record<string, number> = {}
  const expiriesOf = new Map<string, readonly ChainExpiry[]>()

  for (const [underlying, quotes] of byUnderlying) {
    const { index, expiries } = chainExpiries(quotes, asOf, options.name)
    expiriesOf.set(underlying, expiries)
    indexes[underlying] = index
    underlyings[underlying] = Object.freeze({
      index,
      model: 'black',
      forwards: Object.freeze(
        expiries.map(({ expiry, forward }): ForwardPoint => Object.freeze({ expiry, price: forward })),
      ),
      slices: Object.freeze(expiries.map(sliceOf)),
    })
    for (const { option, row } of quotes) {
      instruments.set(option.id, option)
      marks.set(option.id, row.mark)
    }
    listBesides(quotes[0]!.option, expiries, index, options.perpetualMarks ?? {}, instruments, marks)
  }
  const market: MarketSnapshot = Object.freeze({
    asOf,
    source: Object.freeze({
      kind: options.kind ?? 'import',
      name: options.perpetualMarks === undefined ? `${options.name} (perpetuals marked at the index)` : options.name,
    }),
    currency: 'USD',
    assets: assetMarkets(indexes),
    underlyings: Object.freeze(underlyings),
    instruments,
    marks,
    funding: new Map(),
  })
  return { market, diagnostics: chainDiagnostics(asOf, rows.length, expired, indexes, expiriesOf) }
}

interface ReadRows {
  readonly asOf: number
  readonly expired: number
  readonly byUnderlying: ReadonlyMap<string, ChainQuote[]>
}

function readRows(rows: readonly ChainRow[], name: string): ReadRows {
  const asOf = rows[0]?.time
  const seen = new Set<string>()
  const byUnderlying = new Map<string, ChainQuote[]>()
  let expired = 0
  for (const [position, row] of rows.entries()) {
    const where = `${name}, row ${position + 1}`
    checkNumbers(row, asOf!, where)
    const option = readChainOption(row.instrument, where)
    if (seen.has(option.id)) throw malformed(where, 'instrument', option.id, 'every option once in a snapshot')
    seen.add(option.id)
    if (option.expiry <= asOf!) {
      expired++
      continue
    }
    const quotes = byUnderlying.get(option.underlying)
    if (quotes === undefined) byUnderlying.set(option.underlying, [{ option, row }])
    else if (quotes[0]!.option.settlement.currency !== option.settlement.currency) {
      const { currency } = quotes[0]!.option.settlement
      throw malformed(
        where,
        'instrument',
        option.id,
        `options on ${option.underlying} settled in ${currency} like those before it`,
      )
    } else quotes.push({ option, row })
  }
  if (asOf === undefined || byUnderlying.size === 0) {
    throw new PlimsollError('CHAIN_EMPTY', {
      where: name,
      value: `${rows.length} rows, ${expired} expired`,
      expected: 'a live option',
    })
  }
  return { asOf, expired, byUnderlying }
}

function checkNumbers(row: ChainRow, asOf: number, where: string): void {
  if (row.time !== asOf) throw malformed(where, 'time', row.time, `${asOf}, the instant of the snapshot's first row`)
  if (!(row.mark >= 0 && Number.isFinite(row.mark))) throw malformed(where, 'mark', row.mark, 'a number at least 0')
  for (const field of ['markIv', 'forward', 'index'] as const) {
    const value = row[field]
    if (field === 'forward' && value === undefined) continue
    if (value === undefined || !(value > 0 && Number.isFinite(value)))
      throw malformed(where, field, value, 'a number above 0')
  }
}

function malformed(where: string, field: string, value: unknown, expected: string): PlimsollError {
  return new PlimsollError('CHAIN_MALFORMED', { where: `${where}, field ${field}`, value, expected })
}

function sliceOf({ expiry, quotes, forward }: ChainExpiry): SurfaceSlice {
  const vols = new Map<number, number>()
  for (const { option, row } of quotes) {
    const outOfTheMoney = option.right === 'call' ? option.strike >= forward : option.strike < forward
    if (outOfTheMoney || !vols.has(option.strike)) vols.set(option.strike, row.markIv)
  }
  const strikes = [...vols.keys()].sort((left, right) => left - right)
  return Object.freeze({
    kind: 'quotes',
    expiry,
    strikes: Object.freeze(strikes),
    vols: Object.freeze(strikes.map((strike) => vols.get(strike)!)),
  })
}

function listBesides(
  option: EuropeanOption,
  expiries: readonly ChainExpiry[],
  index: number,
  perpetualMarks: Readonly<Record<string, number>>,
  instruments: Map<string, Instrument>,
  marks: Map<string, number>,
): void {
  const list = (name: string, mark: number): void => {
    instruments.set(name, parseVenueName(name))
    marks.set(name, perpetualMarks[name] ?? mark)
  }
  const stem = option.id.split('-')[0]!
  const pair = `${option.underlying}_USDC`
  list(pair, index)
  for (const perpetual of new Set([stem, pair])) list(`${perpetual}-PERPETUAL`, index)
  for (const { quotes, forward } of expiries) list(quotes[0]!.option.id.split('-').slice(0, 2).join('-'), forward)
}
