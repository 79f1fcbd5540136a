import { formatInstant, type History, PlimsollError, parseHistory, readInstant } from 'plimsoll'
import { type CsvRow, csvRows } from './csvRows.js'

const millisecondsPerDay = 86_400_000

/** What a history is read for. */
export interface HistoryRequest {
  /** Instant of the market: what is later is passed over, since nobody could know it. */
  readonly asOf: number
  /** Those whose prices are kept. */
  readonly underlyings: readonly string[]
  /** Underlyings whose price may be zero or less. */
  readonly signed: (underlying: string) => boolean
}

/** Closes by time, in the order of the file; by underlying. */
type Closes = ReadonlyMap<string, ReadonlyMap<number, number>>

/**
 * Past prices from CSV. Either one column of closes for each underlying beside `time` or `date`, or rows of `asset`, `time` or
 * `date`, and `close`. A `time` is the instant of the close; a `date` is a day that closes at its end in UTC. Kept are the
 * instants at which every underlying that the file knows has a price.
 */
export function readHistory(text: string, { asOf, underlyings, signed }: HistoryRequest): History {
  const [header, ...rows] = csvRows(text)
  const closes = header === undefined ? new Map<string, ReadonlyMap<number, number>>() : readCloses(header, rows)
  const known = underlyings.filter((name) => closes.has(name))
  if (known.length === 0) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'columns',
      value: header?.fields.join(',') ?? '',
      expected: `time or date and a column of closes for any of ${underlyings.join(', ')}; or asset, date and close`,
    })
  }
  const times = [...closes.get(known[0]!)!.keys()]
    .filter((time) => time <= asOf && known.every((name) => closes.get(name)!.has(time)))
    .sort((one, other) => one - other)
  if (times.length < 2) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'rows',
      value: times.length,
      expected: `at least two up to ${formatInstant(asOf)} with a price of every one of ${known.join(', ')}`,
    })
  }
  const document = {
    stepDays: stepDaysOf(times),
    times: times.map(formatInstant),
    closes: Object.fromEntries(known.map((name) => [name, times.map((time) => closes.get(name)!.get(time)!)])),
  }
  return parseHistory(document, 'history', signed)
}

function readCloses(header: CsvRow, rows: readonly CsvRow[]): Closes {
  const names = header.fields
  const clock = names.findIndex((name) => /^(time|date)$/i.test(name))
  if (clock < 0) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'columns',
      value: names.join(','),
      expected: 'a column time or date',
    })
  }
  const timeOf = (row: CsvRow): number => readTime(row.fields[clock] ?? '', `line ${row.line}: ${names[clock]!}`)
  const closes = new Map<string, Map<number, number>>()
  const asset = names.findIndex((name) => /^asset$/i.test(name))
  const close = names.findIndex((name) => /^close$/i.test(name))
  const put = (name: string, row: CsvRow, column: number): void => {
    const typed = row.fields[column] ?? ''
    if (typed === '') return
    const time = timeOf(row)
    const known = closes.get(name) ?? new Map<number, number>()
    const where = `line ${row.line}: ${names[column]!}`
    if (known.has(time)) {
      throw new PlimsollError('HISTORY_INVALID', {
        where,
        value: formatInstant(time),
        expected: `one price of ${name} for one time`,
      })
    }
    known.set(time, readClose(typed, where))
    closes.set(name, known)
  }
  for (const row of rows) {
    if (asset >= 0 && close >= 0) put(row.fields[asset] ?? '', row, close)
    else for (const [column, name] of names.entries()) if (column !== clock && name !== '') put(name, row, column)
  }
  return closes
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** An instant; a day alone stands for its end, when it closes. */
function readTime(text: string, where: string): number {
  if (day.test(text)) return readInstant(`${text}T00:00:00Z`, where) + millisecondsPerDay
  return readInstant(text.replace(' ', 'T'), where)
}

function readClose(text: string, where: string): number {
  const value = Number(text)
  if (Number.isFinite(value)) return value
  throw new PlimsollError('HISTORY_INVALID', { where, value: text, expected: 'a price' })
}

/** The usual time between two rows. */
function stepDaysOf(times: readonly number[]): number {
  const steps = times.slice(1).map((time, row) => time - times[row]!)
  return steps.sort((one, other) => one - other)[Math.floor((steps.length - 1) / 2)]! / millisecondsPerDay
}
