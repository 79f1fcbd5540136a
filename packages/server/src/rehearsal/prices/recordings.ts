import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  type BarSeries,
  barsPath,
  type OctoberSource,
  octoberCoins,
  type PriceBar,
  type PricePath,
} from '@plimsoll/clearing'
import { PlimsollError } from '../../desk/library.js'

/** Past crashes as they were recorded, for whoever rehearses them: the service and `plimsoll rehearse`. */

const minute = 60_000
const bars = 'crash_intraday/2025-10-09_12_binance_usdm_perps_5m_15m.csv.gz'
const mark = 'crash_intraday/2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz'
const byAccount = 'adl_liquidation/hyperliquid_2025-10-10_adl_by_account.csv.gz'
const byCoin = 'adl_liquidation/hyperliquid_2025-10-10_adl_by_coin.csv'
const marchCoins = ['BTC', 'ETH', 'XRP']
/** What a venue liquidates by. The last trades had ETH at 323 in the hour in which its mark stood between 87 and 119; of XRP there is nothing else. */
const hourly = (coin: string): string => `hourly/binance_perp_${coin === 'XRP' ? '' : 'mark_'}${coin}USDT_1h.csv.gz`

const files = {
  '2020-03-12': marchCoins.map(hourly),
  '2025-10-10': [bars, mark, byAccount, byCoin],
} as const

type RecordedDay = keyof typeof files

/** The first file of a day that is not in the folder; undefined where all are. */
export const missingRecording = (day: RecordedDay, folder: string): string | undefined =>
  files[day].find((file) => !existsSync(join(folder, file)))

/** Whether all that was recorded of a day is in the folder. */
export const isRecorded = (day: RecordedDay, folder: string): boolean => missingRecording(day, folder) === undefined

/**
 * 12 March 2020 from 09:00 UTC to the next morning at 06:00, every minute, out of hourly bars.
 *
 * @throws PlimsollError FILE_UNREADABLE where a file is not what it should be, here and below: nothing else is rehearsed in its place
 */
export function recordedMarch(folder: string): PricePath {
  const isThen = ({ time }: Row): boolean => time?.startsWith('2020-03-1') === true
  const series = marchCoins.map((coin): [string, BarSeries] => {
    const file = hourly(coin)
    const rows = readRows(folder, file).filter(isThen)
    return [coin, { barMilliseconds: 60 * minute, bars: rows.map((row) => barOf(row, file)) }]
  })
  return barsPath({
    name: '2020-03-12',
    coins: Object.fromEntries(series),
    lead: 'BTC',
    from: Date.UTC(2020, 2, 12, 9),
    until: Date.UTC(2020, 2, 13, 6),
    stepMilliseconds: minute,
  })
}

/** Bars of the evening of 10 October 2025, and what was published of those who were deleveraged. */
export function readOctober(folder: string): {
  readonly source: OctoberSource
  readonly bars: Readonly<Record<string, BarSeries>>
} {
  const isThen = ({ time }: Row): boolean => time?.startsWith('2025-10-10T2') === true
  const rows = readRows(folder, bars).filter(isThen)
  const seriesOf = (coin: string): BarSeries => {
    if (coin === 'BTC') {
      const minutes = readRows(folder, mark).filter(isThen)
      return { barMilliseconds: minute, bars: minutes.map((row) => barOf(row, mark)) }
    }
    const own = rows.filter(({ asset }) => asset === coin)
    // `5m` or `15m`.
    const barMilliseconds = Number.parseInt(own[0]?.interval ?? '', 10) * minute
    return { barMilliseconds, bars: own.map((row) => barOf(row, bars)) }
  }
  const winners = readRows(folder, byAccount).map((row) => ({
    notional: numberOf(row, 'adl_notional', byAccount),
    profit: numberOf(row, 'closed_pnl', byAccount),
    leverage: numberOf(row, 'leverage_realtime', byAccount),
    equity: numberOf(row, 'account_value_realtime', byAccount),
  }))
  const coins = readRows(folder, byCoin).map((row) => [
    row.coin,
    {
      notional: numberOf(row, 'adl_notional', byCoin),
      profit: numberOf(row, 'closed_pnl', byCoin),
      price: numberOf(row, 'avg_price', byCoin),
    },
  ])
  return {
    source: { winners, coins: Object.fromEntries(coins) },
    bars: Object.fromEntries(octoberCoins.map((coin) => [coin, seriesOf(coin)])),
  }
}

type Row = Readonly<Record<string, string>>

function readRows(folder: string, file: string): readonly Row[] {
  const [head = '', ...lines] = readText(folder, file)
    .split(/\r?\n/)
    .filter((line) => line !== '')
  const names = head.split(',')
  return lines.map((line) => {
    const fields = line.split(',')
    if (fields.length !== names.length) throw unreadable(file, line)
    return Object.fromEntries(names.map((name, column) => [name, fields[column] ?? '']))
  })
}

function readText(folder: string, file: string): string {
  try {
    const bytes = readFileSync(join(folder, file))
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw unreadable(file, (error as NodeJS.ErrnoException).code)
  }
}

function barOf(row: Row, file: string): PriceBar {
  const price = (name: string): number => {
    const value = numberOf(row, name, file)
    if (value > 0) return value
    throw unreadable(file, `${name}=${value}`)
  }
  const bar = {
    at: Date.parse(row.time ?? ''),
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
  }
  if (bar.high >= bar.low && bar.at > 0) return bar
  throw unreadable(file, Object.values(row).join())
}

/** An empty field is no zero. */
function numberOf(row: Row, name: string, file: string): number {
  const text = row[name] ?? ''
  const value = text === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw unreadable(file, `${name}=${text}`)
}

function unreadable(file: string, value: unknown): PlimsollError {
  return new PlimsollError('FILE_UNREADABLE', {
    where: file,
    value,
    expected:
      'a file that can be opened, with rows of its header’s columns; of prices time, open, high, low and close above 0',
  })
}
