import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BarSeries, type OctoberSource, octoberCoins, type PriceBar } from '@plimsoll/clearing'
import { readInstant } from 'plimsoll'
import { CliError } from '../error/cliError.js'
import { aboutFile } from '../error/inputError.js'
import type { Terminal } from '../terminal/terminal.js'
import { csvRows } from './csvRows.js'
import { readText } from './readText.js'

type Row = Readonly<Record<string, string>>

const minute = 60_000
const october = 'crash_intraday/2025-10-09_12_binance_usdm_perps_5m_15m.csv.gz'
const octoberMark = 'crash_intraday/2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz'
const octoberAccounts = 'adl_liquidation/hyperliquid_2025-10-10_adl_by_account.csv.gz'
const octoberByCoin = 'adl_liquidation/hyperliquid_2025-10-10_adl_by_coin.csv'
const hourly = (coin: string): string => `hourly/binance_perp_${coin}USDT_1h.csv.gz`

/** The folder of past prices and accounts: the one that was named, or the one that the environment names. */
export function crashFolder(
  day: string,
  named: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const shared = environment.PLIMSOLL_SHARED
  const folder = named ?? (shared === undefined || shared === '' ? undefined : join(shared, 'data'))
  if (folder === undefined) {
    throw new CliError(
      'USAGE',
      `${day} needs past data, which are not shipped: --data DIRECTORY, or PLIMSOLL_SHARED in the environment. --day custom needs none.`,
    )
  }
  const file = day === '2025-10-10' ? october : hourly('BTC')
  if (existsSync(join(folder, file))) return folder
  throw new CliError('FILE_MISSING', `there is no ${file} in it.`, folder)
}

/** Prices of 10 October 2025 and what was published of those who were deleveraged. */
export async function readOctober(
  folder: string,
  terminal: Terminal,
): Promise<{ readonly source: OctoberSource; readonly bars: Readonly<Record<string, BarSeries>> }> {
  const isEvening = ({ time }: Row): boolean => time!.startsWith('2025-10-10T2')
  const rows = (await rowsOf(join(folder, october), terminal)).filter(isEvening)
  const mark = (await rowsOf(join(folder, octoberMark), terminal)).filter(isEvening)
  const bars = octoberCoins.map((coin): [string, BarSeries] => {
    if (coin === 'BTC') return [coin, { barMilliseconds: minute, bars: mark.map(barOf) }]
    const own = rows.filter(({ asset }) => asset === coin)
    return [coin, { barMilliseconds: Number.parseInt(own[0]!.interval!, 10) * minute, bars: own.map(barOf) }]
  })
  const winners = (await rowsOf(join(folder, octoberAccounts), terminal)).map((row) => ({
    notional: Number(row.adl_notional),
    profit: Number(row.closed_pnl),
    leverage: Number(row.leverage_realtime),
    equity: Number(row.account_value_realtime),
  }))
  const coins = (await rowsOf(join(folder, octoberByCoin), terminal)).map((row) => [
    row.coin!,
    { notional: Number(row.adl_notional), profit: Number(row.closed_pnl), price: Number(row.avg_price) },
  ])
  return { source: { winners, coins: Object.fromEntries(coins) }, bars: Object.fromEntries(bars) }
}

/** Hourly prices of three coins around 12 March 2020. */
export async function readMarch(folder: string, terminal: Terminal): Promise<Readonly<Record<string, BarSeries>>> {
  const bars: Record<string, BarSeries> = {}
  for (const coin of ['BTC', 'ETH', 'XRP']) {
    const rows = await rowsOf(join(folder, hourly(coin)), terminal)
    const days = rows.filter(({ time }) => time!.startsWith('2020-03-12') || time!.startsWith('2020-03-13'))
    bars[coin] = { barMilliseconds: 60 * minute, bars: days.map(barOf) }
  }
  return bars
}

async function rowsOf(file: string, terminal: Terminal): Promise<readonly Row[]> {
  const [head, ...rows] = csvRows(await readText(file, terminal))
  return aboutFile(file, () =>
    rows.map(({ fields }) => Object.fromEntries(head!.fields.map((name, column) => [name, fields[column]!]))),
  )
}

function barOf({ time, open, high, low, close }: Row): PriceBar {
  const [o, h, l, c] = [open, high, low, close].map(Number) as [number, number, number, number]
  return { at: readInstant(time!, 'time'), open: o, high: h, low: l, close: c }
}
