import {
  formatInstant,
  readFields,
  readInstant,
  readList,
  readNumber,
  readPositive,
  readRecord,
} from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { volatilityMax } from './plausible.js'

/** Past prices of underlyings on common instants, for rule books and risk figures that look back. */
export interface History {
  /** Nominal time from one row to the next; rows may be missing in between. */
  readonly stepDays: number
  /** Milliseconds since 1970, strictly increasing, at least two. */
  readonly times: readonly number[]
  /** Prices by underlying, one for each time, in the snapshot's currency. */
  readonly closes: Readonly<Record<string, readonly number[]>>
  /** Annual volatilities by underlying (0.55 = 55 %), one for each time, where they were observed. */
  readonly impliedVolatility?: Readonly<Record<string, readonly number[]>>
}

/**
 * Reads the `history` of a market document:
 * `{ stepDays: 1, times: ["2026-02-04T00:00:00Z", …], closes: { BTC: [73000, …] }, impliedVolatility: { BTC: [0.5, …] } }`.
 *
 * @param signed says of which underlyings prices of zero and below are prices; none unless told
 * @param asOf the market's instant, after which nothing may have been seen
 * @throws PlimsollError HISTORY_INVALID when rows and times do not match, times do not increase or a value cannot be one
 */
export function parseHistory(
  value: unknown,
  where: string,
  signed: (underlying: string) => boolean = () => false,
  asOf: number = Number.POSITIVE_INFINITY,
): History {
  const fields = readFields(value, where, ['stepDays', 'times', 'closes', 'impliedVolatility'])
  const times = readList(fields.times, `${where}.times`).map((time, row) => readInstant(time, `${where}.times[${row}]`))
  for (let row = 1; row < times.length; row++) {
    if (!(times[row]! > times[row - 1]!)) {
      throw new PlimsollError('HISTORY_INVALID', {
        where: `${where}.times[${row}]`,
        value: formatInstant(times[row]!),
        expected: `a time after ${formatInstant(times[row - 1]!)}`,
      })
    }
  }
  const last = times.at(-1)
  if (last !== undefined && last > asOf) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: `${where}.times[${times.length - 1}]`,
      value: formatInstant(last),
      expected: `no time after the market’s instant ${formatInstant(asOf)}: nobody knew it then`,
    })
  }
  if (times.length < 2) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: `${where}.times`,
      value: times.length,
      expected: 'at least two times: one alone has no return',
    })
  }
  const closes = readColumns(fields.closes, `${where}.closes`, times.length, (underlying, price) =>
    signed(underlying) || price > 0 ? undefined : 'a price above 0',
  )
  const history = {
    stepDays: readPositive(fields.stepDays, `${where}.stepDays`),
    times: Object.freeze(times),
    closes,
  }
  if (fields.impliedVolatility === undefined) return Object.freeze(history)
  const impliedVolatility = readColumns(
    fields.impliedVolatility,
    `${where}.impliedVolatility`,
    times.length,
    (underlying, volatility) =>
      volatility > 0 && (signed(underlying) || volatility <= volatilityMax)
        ? undefined
        : `an annual volatility as a fraction (0.45 = 45 %), above 0 and at most ${volatilityMax}`,
  )
  return Object.freeze({ ...history, impliedVolatility })
}

function readColumns(
  value: unknown,
  where: string,
  length: number,
  objection: (underlying: string, entry: number) => string | undefined,
): Readonly<Record<string, readonly number[]>> {
  const columns: Record<string, readonly number[]> = {}
  for (const [underlying, column] of Object.entries(readRecord(value, where))) {
    const at = `${where}.${underlying}`
    const entries = readList(column, at).map((entry, row) => {
      const number = readNumber(entry, `${at}[${row}]`)
      const expected = objection(underlying, number)
      if (expected === undefined) return number
      throw new PlimsollError('HISTORY_INVALID', { where: `${at}[${row}]`, value: number, expected })
    })
    if (entries.length !== length) {
      throw new PlimsollError('HISTORY_INVALID', {
        where: at,
        value: `${entries.length} entries`,
        expected: `${length}, one for each time`,
      })
    }
    columns[underlying] = Object.freeze(entries)
  }
  return Object.freeze(columns)
}

/** The document form of a history; `parseHistory` reads it back to the same numbers. */
export function formatHistory(history: History): Readonly<Record<string, unknown>> {
  return { ...history, times: history.times.map(formatInstant) }
}
