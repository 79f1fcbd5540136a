import { exp } from '@plimsoll/kernel'
import type {
  AssetMarket,
  ForwardPoint,
  History,
  Instrument,
  MarketSnapshot,
  SurfaceSlice,
  UnderlyingMarket,
} from 'plimsoll'
import { countUntil, firstRowOf, type PastData } from './priceTable.js'
import { smileAt, type VolatilityAsKnown, volatilityAsKnown, volatilityOfTenor } from './volatilityAsKnown.js'

const millisecondsPerDay = 86_400_000
const daysPerYear = 365
const tenorsDays = [1, 3, 7, 14, 30, 60, 90, 180]
const deviations = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5]
const fundingsPerYear = 3 * daysPerYear
const fundingsOfAWeek = 21
/** Beyond this the premium of a perpetual is no forecast of any forward. */
const basisMost = 0.3
/** The coin whose implied volatility stands in for others’, and those that have options. */
export const largeCoin = 'BTC'
export const optionCoins: readonly string[] = Object.freeze(['BTC', 'ETH'])

/** Markets of past instants, each with nothing in it that was not known then. */
export interface MarketsAsKnown {
  readonly past: PastData
  readonly volatilities: ReadonlyMap<string, VolatilityAsKnown>
  /** The market of these underlyings at a row; one object for the same question. */
  at(row: number, underlyings: readonly string[]): MarketSnapshot
  /** The first row from which all of them have prices and volatilities. */
  firstRow(underlyings: readonly string[]): number
}

/** Perpetual of a coin, paid in USDC. */
export function perpetualOf(underlying: string): Instrument {
  const known = perpetuals.get(underlying)
  if (known !== undefined) return known
  const made: Instrument = Object.freeze({
    kind: 'perpetual',
    id: `${underlying}_USDC-PERPETUAL`,
    underlying,
    contractSize: 1,
    settlement: Object.freeze({ kind: 'linear', currency: 'USDC' }),
  })
  perpetuals.set(underlying, made)
  return made
}
const perpetuals = new Map<string, Instrument>()

/**
 * Builds the markets. Index: the close. Forwards: the index carried on at the mean funding of the seven days before. Volatilities:
 * `volatilityAsKnown`. The history holds the closes of days, the last one at or before the row: rule books that look back are run
 * on closes of days, also where a market is asked for every hour.
 */
export function marketsAsKnown(past: PastData): MarketsAsKnown {
  const { prices } = past
  const volatilities = new Map(
    optionCoins
      .filter((coin) => Object.hasOwn(prices.closes, coin))
      .map((coin) => [coin, volatilityAsKnown(past, coin, largeCoin)] as const),
  )
  const firstRows = new Map<string, number>()
  const firstRow = (underlyings: readonly string[]): number => {
    const key = underlyings.join(' ')
    const known = firstRows.get(key)
    if (known !== undefined) return known
    let first = 0
    for (const name of underlyings) {
      first = Math.max(first, firstRowOf(prices, name))
      const level = volatilities.get(name)?.level
      if (level !== undefined)
        first = Math.max(
          first,
          level.findIndex((value) => !Number.isNaN(value)),
        )
    }
    firstRows.set(key, first)
    return first
  }
  const historyOf = histories(past, volatilities)
  let cache = new Map<string, MarketSnapshot>()
  let cached = 0
  return {
    past,
    volatilities,
    firstRow,
    at(row, underlyings) {
      const key = `${row} ${underlyings.join(' ')}`
      const known = cache.get(key)
      if (known !== undefined) return known
      if (cached++ > cacheMost) {
        cache = new Map()
        cached = 0
      }
      const history = historyOf(row, underlyings, firstRow(underlyings))
      const market = marketAt(past, volatilities, row, underlyings, history)
      cache.set(key, market)
      return market
    },
  }
}

const cacheMost = 200

function marketAt(
  past: PastData,
  volatilities: ReadonlyMap<string, VolatilityAsKnown>,
  row: number,
  names: readonly string[],
  history: History | undefined,
): MarketSnapshot {
  const { prices } = past
  const asOf = prices.times[row]!
  const underlyings: Record<string, UnderlyingMarket> = {}
  const assets: Record<string, AssetMarket> = { USDC: { price: 1, decimals: 6 } }
  const instruments = new Map<string, Instrument>()
  const marks = new Map<string, number>()
  for (const name of names) {
    const index = prices.closes[name]![row]!
    const basis = basisOf(past, name, asOf)
    const forwards = tenorsDays.map(
      (days): ForwardPoint => ({
        expiry: asOf + days * millisecondsPerDay,
        price: index * exp((basis * days) / daysPerYear),
      }),
    )
    const volatility = volatilities.get(name)
    const slices = volatility === undefined ? [] : slicesOf(volatility, row, forwards)
    underlyings[name] = { index, model: 'black', forwards, slices }
    assets[name] = { price: index, decimals: 8, underlying: name }
    const perpetual = perpetualOf(name)
    instruments.set(perpetual.id, perpetual)
    marks.set(perpetual.id, index)
  }
  const source = { kind: 'replay', name: 'validation' } as const
  return {
    asOf,
    source,
    currency: 'USD',
    assets,
    underlyings,
    instruments,
    marks,
    funding: new Map(),
    ...(history === undefined ? {} : { history }),
  }
}

/** Annual growth of forwards: what perpetuals paid for carrying the coin over the week before. */
function basisOf({ fundings }: PastData, name: string, asOf: number): number {
  const own = fundings[name] ?? []
  const end = countUntil(own, asOf)
  const last = own[end - 1]
  if (last === undefined || asOf - last.time > millisecondsPerDay) return 0
  const week = own.slice(Math.max(0, end - fundingsOfAWeek), end)
  const annual = (week.reduce((sum, { rate }) => sum + rate, 0) / week.length) * fundingsPerYear
  return Math.min(Math.max(annual, -basisMost), basisMost)
}

function slicesOf(
  { level, longRun }: VolatilityAsKnown,
  row: number,
  forwards: readonly ForwardPoint[],
): SurfaceSlice[] {
  return forwards.map(({ expiry, price }, k) => {
    const days = tenorsDays[k]!
    const atTheMoney = volatilityOfTenor(level[row]!, longRun[row]!, days)
    const unit = atTheMoney * Math.sqrt(days / daysPerYear)
    return {
      kind: 'quotes',
      expiry,
      strikes: deviations.map((x) => price * exp(x * unit)),
      vols: deviations.map((x) => atTheMoney * smileAt(x)),
    }
  })
}

type HistoryAt = (row: number, names: readonly string[], firstRow: number) => History | undefined

/** The same object as long as no day has closed: what is drawn from it can be kept. */
function histories({ prices }: PastData, volatilities: ReadonlyMap<string, VolatilityAsKnown>): HistoryAt {
  const days = prices.times.flatMap((time, row) => (time % millisecondsPerDay === 0 ? [row] : []))
  const latest = new Map<string, { readonly last: number; readonly history: History }>()
  return (row, names, firstRow) => {
    const rows = days.slice(countOf(days, firstRow - 1), countOf(days, row))
    const last = rows.at(-1)
    if (last === undefined || rows.length < 2) return undefined
    const key = names.join(' ')
    const known = latest.get(key)
    if (known?.last === last) return known.history
    const column = (values: Float64Array): readonly number[] => rows.map((at) => values[at]!)
    const history: History = {
      stepDays: 1,
      times: rows.map((at) => prices.times[at]!),
      closes: Object.fromEntries(names.map((name) => [name, column(prices.closes[name]!)])),
      impliedVolatility: Object.fromEntries(
        names.flatMap((name) => {
          const volatility = volatilities.get(name)
          return volatility === undefined ? [] : [[name, column(volatility.level)] as const]
        }),
      ),
    }
    latest.set(key, { last, history })
    return history
  }
}

/** How many of increasing numbers are at most `most`. */
function countOf(numbers: readonly number[], most: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! <= most) low = middle + 1
    else high = middle
  }
  return low
}
