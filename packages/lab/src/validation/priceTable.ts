import { PlimsollError } from 'plimsoll'

/** Closing prices of underlyings on common instants. */
export interface PriceTable {
  /** Nominal time from one row to the next. */
  readonly stepDays: number
  /** Instants of the closes, milliseconds since 1970, increasing. */
  readonly times: readonly number[]
  /** By underlying, one for each time; NaN where it had no price. */
  readonly closes: Readonly<Record<string, Float64Array>>
}

/** An annual volatility that was seen in the market at an instant, for options of about 30 days. */
export interface ObservedVolatility {
  readonly time: number
  readonly level: number
}

/** A funding rate, as a fraction of notional for eight hours. */
export interface ObservedFunding {
  readonly time: number
  readonly rate: number
}

/** Everything that a validation run knows of the past, by underlying; each list in the order of time. */
export interface PastData {
  readonly prices: PriceTable
  readonly volatilities: Readonly<Record<string, readonly ObservedVolatility[]>>
  readonly fundings: Readonly<Record<string, readonly ObservedFunding[]>>
}

/** The row from which on an underlying has a price at every row. */
export function firstRowOf({ closes }: PriceTable, underlying: string): number {
  const column = closes[underlying]
  if (column === undefined) {
    throw new PlimsollError('UNDERLYING_UNKNOWN', {
      where: 'prices',
      value: underlying,
      expected: 'a column of closes',
    })
  }
  const known = firstRows.get(column)
  if (known !== undefined) return known
  let row = column.length
  while (row > 0 && column[row - 1]! > 0) row--
  firstRows.set(column, row)
  return row
}
const firstRows = new WeakMap<Float64Array, number>()

/** How many entries are at or before an instant. */
export function countUntil(entries: readonly { readonly time: number }[], time: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (entries[middle]!.time <= time) low = middle + 1
    else high = middle
  }
  return low
}
