import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sharedFile } from '../../../../test/shared.js'
import { audit } from '../audit/audit.js'
import type { BarSeries } from './barsPath.js'
import type { MarketModel } from './market.js'
import { type OctoberSource, octoberCoins, octoberRehearsal } from './october.js'
import { type RehearsalStep, rehearse } from './rehearse.js'

type Row = Readonly<Record<string, string>>

function rowsOf(name: string): readonly Row[] {
  const bytes = readFileSync(sharedFile(`data/${name}`)!)
  const text = name.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString()
  const [head, ...lines] = text.trim().split('\n')
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, column) => [names[column]!, cell])))
}

const byAccount = 'adl_liquidation/hyperliquid_2025-10-10_adl_by_account.csv.gz'
const available = sharedFile(`data/${byAccount}`) !== undefined

function sourceOf(): OctoberSource {
  const winners = rowsOf(byAccount).map((row) => ({
    notional: Number(row.adl_notional),
    profit: Number(row.closed_pnl),
    leverage: Number(row.leverage_realtime),
    equity: Number(row.account_value_realtime),
  }))
  const coins = rowsOf('adl_liquidation/hyperliquid_2025-10-10_adl_by_coin.csv').map((row) => [
    row.coin!,
    { notional: Number(row.adl_notional), profit: Number(row.closed_pnl), price: Number(row.avg_price) },
  ])
  return { winners, coins: Object.fromEntries(coins) }
}

function barsOf(): Readonly<Record<string, BarSeries>> {
  const evening = (name: string): readonly Row[] =>
    rowsOf(`crash_intraday/${name}`).filter(({ time }) => time!.startsWith('2025-10-10T2'))
  const rows = evening('2025-10-09_12_binance_usdm_perps_5m_15m.csv.gz')
  const mark = evening('2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz')
  const bar = ({ time, open, high, low, close }: Row) => ({
    at: Date.parse(time!),
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
  })
  const of = (coin: string, minutes: number): BarSeries => ({
    barMilliseconds: minutes * 60_000,
    bars: rows.filter(({ asset }) => asset === coin).map(bar),
  })
  return {
    BTC: { barMilliseconds: 60_000, bars: mark.map(bar) },
    ETH: of('ETH', 15),
    XRP: of('XRP', 15),
    SOL: of('SOL', 5),
    DOGE: of('DOGE', 5),
  }
}

describe.skipIf(!available)('10 October 2025', () => {
  const source = available ? sourceOf() : { winners: [], coins: {} }
  const bars = available ? barsOf() : {}
  const rehearsal = available ? octoberRehearsal({ source, bars, accounts: 1_000, seed: 1 }) : undefined
  const { path, population, market } = rehearsal ?? {
    path: { points: [] },
    population: { accounts: [] },
    market: { coins: {} as MarketModel['coins'] },
  }
  const winners = population.accounts.filter(({ account }) => account.startsWith('w'))
  const coinsIn = (coin: string, lots: bigint): number => Number(lots) / 10 ** market.coins[coin]!.lotDecimals
  const reached = (coin: string): number => source.coins[coin]!.price
  const shortOf = ({ holdings }: (typeof winners)[number]): (typeof winners)[number]['holdings'][number] | undefined =>
    holdings.find(({ lots }) => lots < 0n)
  const total = source.winners.reduce((sum, { notional }) => sum + notional, 0)
  const played = octoberCoins.reduce((sum, coin) => sum + source.coins[coin]!.notional, 0)

  test('the source is the one that was published: 19,337 accounts, 2,103 million, of which 1,403 in these coins', () => {
    expect(source.winners).toHaveLength(19_337)
    expect(Math.round(total / 1e6)).toBe(2103)
    expect(Math.round(played / 1e6)).toBe(1403)
  })

  test('300 places stand for every published account that was solvent, and hold what they held', () => {
    expect(winners).toHaveLength(300)
    const solvent = source.winners.filter(({ equity }) => equity > 0)
    expect(winners.reduce((sum, { standsFor }) => sum + standsFor, 0)).toBe(solvent.length)
    const held = solvent.reduce((sum, each) => sum + Math.max(each.leverage * each.equity, each.notional), 0)
    const open = winners.reduce((sum, winner) => {
      const short = shortOf(winner)
      return short === undefined ? sum : sum - coinsIn(short.coin, short.lots) * reached(short.coin)
    }, 0)
    // Half a lot of rounding for each place; the dearest lot is two dollars.
    expect(Math.abs(open - (held * played) / total)).toBeLessThan(300)
  })

  test('coins in the proportion in which they were deleveraged, to the size of one account', () => {
    const largest = Math.max(
      ...winners.map(
        (winner) => -coinsIn(shortOf(winner)!.coin, shortOf(winner)!.lots) * reached(shortOf(winner)!.coin),
      ),
    )
    const open = (coin: string): number =>
      winners.reduce((sum, winner) => {
        const short = shortOf(winner)
        return short?.coin === coin ? sum - coinsIn(coin, short.lots) * reached(coin) : sum
      }, 0)
    const all = octoberCoins.reduce((sum, coin) => sum + open(coin), 0)
    for (const coin of octoberCoins) {
      const wanted = (all * source.coins[coin]!.notional) / played
      expect(Math.abs(open(coin) - wanted), coin).toBeLessThan(largest)
    }
  })

  test('at the price at which they were reached: the published profit on their dollars, and the published leverage', () => {
    let exact = 0
    for (const winner of winners) {
      const short = shortOf(winner)!
      const { notional, profit, price } = source.coins[short.coin]!
      expect(short.entry / price - 1).toBeCloseTo(profit / notional, 9)
      const won = winner.holdings.reduce(
        (sum, { coin, lots, entry }) => sum + coinsIn(coin, lots) * (reached(coin) - entry),
        0,
      )
      const leverage = (-coinsIn(short.coin, short.lots) * reached(short.coin)) / (winner.cash + won)
      const published = source.winners.find(
        (each) => Math.abs(Math.max(each.leverage, each.notional / each.equity) / leverage - 1) < 1e-4,
      )
      if (winner.standsFor === 1 && published !== undefined) exact++
    }
    // Of the 150 that stand for one account; the others were levered so little before that nothing had to be paid in, or so high that they had to pay in more.
    expect(exact).toBeGreaterThanOrEqual(100)
  })

  test.each(octoberCoins)('%s: as many long as short, and the published open interest', (coin) => {
    const lots = population.accounts.flatMap(({ holdings }) =>
      holdings.filter((each) => each.coin === coin).map((each) => each.lots),
    )
    expect(lots.reduce((sum, each) => sum + each, 0n)).toBe(0n)
    const long = coinsIn(
      coin,
      lots.reduce((sum, each) => (each > 0n ? sum + each : sum), 0n),
    )
    const dollars = long * path.points[0]!.prices[coin]!
    // 13.8 billion in all coins, split as what was deleveraged.
    const share = (13.8e9 * source.coins[coin]!.notional) / total
    expect(dollars / share).toBeGreaterThan(0.999)
    // The accounts that hedge may hold more of a small coin than that.
    if (coin === 'BTC' || coin === 'ETH') expect(dollars / share).toBeLessThan(1.001)
  })

  test('prices go through the published highs and lows of each bar, to a step of ten seconds', () => {
    const low = (coin: string): number => Math.min(...path.points.map(({ prices }) => prices[coin]!))
    const within = (coin: string): readonly number[] =>
      bars[coin]!.bars.filter(
        ({ at }) => at >= Date.UTC(2025, 9, 10, 20, 50) && at < Date.UTC(2025, 9, 10, 21, 40),
      ).map((each) => each.low)
    for (const coin of octoberCoins) expect(low(coin) / Math.min(...within(coin)) - 1, coin).toBeLessThan(0.02)
    expect(path.points).toHaveLength(301)
  })

  test('P14: played with 200 accounts, the books are sound after every step and winners were deleveraged', () => {
    const { state, steps, opening } = rehearse(octoberRehearsal({ source, bars, accounts: 200, seed: 1 }))
    expect(opening.accounts).toBe(200)
    let last: RehearsalStep | undefined
    for (const step of steps) {
      expect(audit(state)).toEqual([])
      last = step
    }
    expect(last!.soFar.deleveraged).toBeGreaterThan(0)
    expect(last!.soFar.winnersHurt).toBeGreaterThan(0)
    expect(last!.unpaid).toBe(0)
  })
})
