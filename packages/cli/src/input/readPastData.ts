import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ObservedFunding, ObservedVolatility, PastData } from '@plimsoll/lab'
import { CliError } from '../error/cliError.js'
import type { Terminal } from '../terminal/terminal.js'
import { readText } from './readText.js'

const millisecondsPerDay = 86_400_000
const millisecondsPerHour = 3_600_000
const dailyCloses = 'daily/close_daily_wide.csv'
const hourlyCloses = (coin: string): string => `hourly/binance_spot_${coin}USDT_1h.csv.gz`
/** Implied volatility of about this tenor is taken from a chain’s expiries. */
const tenorYears = 30 / 365

/** Past data with what it was read from. */
export interface ReadPast {
  readonly past: PastData
  readonly files: readonly string[]
}

/** The folder of prices: the one that was named, or the one that the environment names. */
export function dataFolder(
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const shared = environment.PLIMSOLL_SHARED
  const folder = named ?? (shared === undefined || shared === '' ? undefined : join(shared, 'data'))
  if (folder === undefined)
    throw new CliError('USAGE', 'validate needs --data DIRECTORY, or PLIMSOLL_SHARED in the environment.')
  if (existsSync(join(folder, dailyCloses))) return folder
  throw new CliError('FILE_MISSING', `there is no ${dailyCloses} in it.`, folder)
}

/** Daily closes of these coins; a day closes at its end in UTC. */
export async function readDaily(folder: string, coins: readonly string[], terminal: Terminal): Promise<ReadPast> {
  const file = join(folder, dailyCloses)
  const [head = [], ...rows] = linesOf(await readText(file, terminal))
  const times = rows.map(([date]) => instantOf(`${date}T00:00:00Z`, file) + millisecondsPerDay)
  const closes: Record<string, Float64Array> = {}
  for (const coin of coins) {
    const column = head.indexOf(coin)
    if (column >= 0) closes[coin] = Float64Array.from(rows, (row) => priceOf(row[column]))
  }
  const observed = await readObserved(folder, terminal)
  return { past: { prices: { stepDays: 1, times, closes }, ...observed.past }, files: [dailyCloses, ...observed.files] }
}

/** Hourly closes on the hours at which every coin that was listed has one; undefined where the files are not there. */
export async function readHourly(
  folder: string,
  coins: readonly string[],
  terminal: Terminal,
): Promise<ReadPast | undefined> {
  const columns = new Map<string, ReadonlyMap<number, number>>()
  for (const coin of coins) {
    const file = join(folder, hourlyCloses(coin))
    if (!existsSync(file)) continue
    const [, ...rows] = linesOf(await readText(file, terminal))
    columns.set(coin, new Map(rows.map((row) => [instantOf(row[0]!, file) + millisecondsPerHour, priceOf(row[4])])))
  }
  const [longest] = [...columns.values()].sort((one, other) => other.size - one.size)
  if (longest === undefined) return undefined
  // The rows are hours without a gap, so that a row is the same hour a day before; where an exchange stood still its last price holds.
  const all = [...longest.keys()]
  const times: number[] = []
  for (let time = all[0]!; time <= all.at(-1)!; time += millisecondsPerHour) times.push(time)
  const closes = Object.fromEntries(
    [...columns].map(([coin, column]) => {
      let last = Number.NaN
      return [
        coin,
        Float64Array.from(times, (time) => {
          last = column.get(time) ?? last
          return last
        }),
      ]
    }),
  )
  const observed = await readObserved(folder, terminal)
  return {
    past: { prices: { stepDays: 1 / 24, times, closes }, ...observed.past },
    files: [...[...columns.keys()].map(hourlyCloses), ...observed.files],
  }
}

type Observed = Pick<PastData, 'volatilities' | 'fundings'>

/** Volatilities and fundings that were observed, as far as their files are there. */
async function readObserved(
  folder: string,
  terminal: Terminal,
): Promise<{ readonly past: Observed; readonly files: readonly string[] }> {
  const files: string[] = []
  const rowsOf = async (name: string): Promise<readonly (readonly string[])[]> => {
    const file = join(folder, name)
    if (!existsSync(file)) return []
    files.push(name)
    return linesOf(await readText(file, terminal)).slice(1)
  }
  const volatilities: Record<string, ObservedVolatility[]> = {}
  for (const [date, level] of await rowsOf('vol_index/dvol_btc_daily.csv')) {
    // One value a day without an hour: known for sure only when its day is over.
    const time = instantOf(`${date}T00:00:00Z`, 'vol_index') + millisecondsPerDay
    append(volatilities, 'BTC', { time, level: Number(level) / 100 })
  }
  for (const [coin, levels] of termLevels(await rowsOf('options/deribit_iv_term_6h.csv.gz'))) {
    for (const level of levels) append(volatilities, coin, level)
  }
  for (const list of Object.values(volatilities)) list.sort((one, other) => one.time - other.time)
  const fundings: Record<string, ObservedFunding[]> = {}
  for (const [coin, time, rate] of await rowsOf('funding/binance_usdm_funding_8h.csv.gz')) {
    append(fundings, coin!, { time: instantOf(time!, 'funding'), rate: Number(rate) })
  }
  for (const list of Object.values(fundings)) list.sort((one, other) => one.time - other.time)
  return { past: { volatilities, fundings }, files }
}

/** At-the-money volatility at 30 days of every snapshot: total variance between the two expiries around it, linear in time. */
function termLevels(rows: readonly (readonly string[])[]): ReadonlyMap<string, readonly ObservedVolatility[]> {
  const snapshots = new Map<
    string,
    { readonly coin: string; readonly time: number; readonly terms: { years: number; level: number }[] }
  >()
  for (const [time, coin, , years, , , level] of rows) {
    const key = `${time} ${coin}`
    const snapshot = snapshots.get(key) ?? { coin: coin!, time: instantOf(time!, 'options'), terms: [] }
    snapshots.set(key, snapshot)
    if (Number(level) > 0) snapshot.terms.push({ years: Number(years), level: Number(level) })
  }
  const levels = new Map<string, ObservedVolatility[]>()
  for (const { coin, time, terms } of snapshots.values()) {
    terms.sort((one, other) => one.years - other.years)
    const next = terms.findIndex(({ years }) => years >= tenorYears)
    if (next < 1) continue
    const [short, long] = [terms[next - 1]!, terms[next]!]
    const share = (tenorYears - short.years) / (long.years - short.years)
    const variance = (1 - share) * short.level ** 2 * short.years + share * long.level ** 2 * long.years
    const list = levels.get(coin) ?? []
    levels.set(coin, list)
    list.push({ time, level: Math.sqrt(variance / tenorYears) })
  }
  return levels
}

function append<Entry>(lists: Record<string, Entry[]>, name: string, entry: Entry): void {
  const list = lists[name] ?? []
  lists[name] = list
  list.push(entry)
}

function linesOf(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trimEnd().split(','))
}

function priceOf(field: string | undefined): number {
  return field === undefined || field === '' ? Number.NaN : Number(field)
}

function instantOf(text: string, file: string): number {
  const instant = Date.parse(text)
  if (!Number.isNaN(instant)) return instant
  throw new CliError('FILE_UNREADABLE', `cannot be read: ${JSON.stringify(text)} is no time.`, file)
}
