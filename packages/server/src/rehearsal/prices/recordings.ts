import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type BarSeries, type OctoberSource, octoberCoins, type PriceBar } from '@plimsoll/clearing'
import { PlimsollError } from '../../desk/library.js'

const minute = 60_000
const bars = 'data/crash_intraday/2025-10-09_12_binance_usdm_perps_5m_15m.csv.gz'
const mark = 'data/crash_intraday/2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz'
const byAccount = 'data/adl_liquidation/hyperliquid_2025-10-10_adl_by_account.csv.gz'
const byCoin = 'data/adl_liquidation/hyperliquid_2025-10-10_adl_by_coin.csv'
const marchCoins = ['BTC', 'ETH', 'XRP']
const hourly = (coin: string): string => `data/hourly/binance_perp_${coin}USDT_1h.csv.gz`

const files = {
  '2020-03-12': marchCoins.map(hourly),
  '2025-10-10': [bars, mark, byAccount, byCoin],
} as const

/** Whether all that was recorded of a day is in the folder. */
export const isRecorded = (day: keyof typeof files, folder: string): boolean =>
  files[day].every((file) => existsSync(join(folder, file)))

/**
 * Hourly bars around 12 March 2020.
 *
 * @throws PlimsollError FILE_UNREADABLE where a file is not what it should be, here and below: nothing else is rehearsed in its place
 */
export function readMarch(folder: string): Readonly<Record<string, BarSeries>> {
  const isThen = ({ time }: Row): boolean => time?.startsWith('2020-03-1') === true
  return Object.fromEntries(
    marchCoins.map((coin) => {
      const file = hourly(coin)
      const rows = readRows(folder, file).filter(isThen)
      return [coin, { barMilliseconds: 60 * minute, bars: rows.map((row) => barOf(row, file)) }]
    }),
  )
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
    notional: Number(row.adl_notional),
    profit: Number(row.closed_pnl),
    leverage: Number(row.leverage_realtime),
    equity: Number(row.account_value_realtime),
  }))
  const coins = readRows(folder, byCoin).map((row) => [
    row.coin,
    { notional: Number(row.adl_notional), profit: Number(row.closed_pnl), price: Number(row.avg_price) },
  ])
  return {
    source: { winners, coins: Object.fromEntries(coins) },
    bars: Object.fromEntries(octoberCoins.map((coin) => [coin, seriesOf(coin)])),
  }
}

type Row = Readonly<Record<string, string>>

function readRows(folder: string, file: string): readonly Row[] {
  const bytes = readFileSync(join(folder, file))
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '')
  const names = head.split(',')
  return lines.map((line) => {
    const fields = line.split(',')
    if (fields.length !== names.length) throw unreadable(file, line)
    return Object.fromEntries(names.map((name, column) => [name, fields[column] ?? '']))
  })
}

function barOf({ time = '', open, high, low, close }: Row, file: string): PriceBar {
  const bar = { at: Date.parse(time), open: Number(open), high: Number(high), low: Number(low), close: Number(close) }
  if (bar.low > 0 && bar.high >= bar.low && bar.open > 0 && bar.close > 0 && bar.at > 0) return bar
  throw unreadable(file, `${time},${open},${high},${low},${close}`)
}

function unreadable(file: string, value: string): PlimsollError {
  return new PlimsollError('FILE_UNREADABLE', {
    where: file,
    value,
    expected: 'rows of a header’s columns; of prices time, open, high, low and close above 0',
  })
}
