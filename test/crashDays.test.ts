import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import {
  createValuation,
  type History,
  LiveBook,
  type MarketSnapshot,
  margin,
  type Portfolio,
  parseBook,
  parseMarket,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { liveSpecs, randomFrom } from '../packages/plimsoll/src/live/fixture/venue.js'
import { sharedFile } from './shared.js'

/**
 * Accounts followed through crashes as they were, hour by hour and minute by minute: at every tick the accounts below a level are
 * those that a full computation finds. See the README of the data for the sources.
 */
const coins = ['BTC', 'ETH', 'LTC'] as const
const files = [
  ...coins.map((coin) => `data/hourly/binance_spot_${coin}USDT_1h.csv.gz`),
  'data/crash_intraday/2025-10-09_10_binance_BTCUSD_coinm_mark_or_index_1m.csv.gz',
  'data/crash_intraday/2025-10-10_multi_venue_trades_1m.csv.gz',
].map(sharedFile)
const isThere = files.every((file) => file !== undefined)

type Prices = Readonly<Record<(typeof coins)[number], number>>
interface Instant {
  readonly time: number
  readonly prices: Prices
}

function rowsOf(file: string): readonly (readonly string[])[] {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}

/** Closes of each coin by time; a coin stands where it last was in a minute without a trade. */
function instantsOf(closes: readonly ReadonlyMap<string, number>[]): readonly Instant[] {
  const times = [...closes[0]!.keys()]
  const last = closes.map((map) => map.values().next().value!)
  return times.map((time) => {
    for (const [row, map] of closes.entries()) last[row] = map.get(time) ?? last[row]!
    return { time: Date.parse(time), prices: { BTC: last[0]!, ETH: last[1]!, LTC: last[2]! } }
  })
}

/** Closes of whole days, by the hour at which they were known. */
function pastOf(hourly: Hourly): History {
  const known = hourly.map(
    (rows) => new Map(rows.filter(([time]) => time!.endsWith('T23:00:00Z')).map((row) => [row[0]!, Number(row[4])])),
  )
  const times = [...known[0]!.keys()].filter((time) => known.every((map) => map.has(time)))
  return {
    stepDays: 1,
    times: times.map((time) => Date.parse(time) + 60 * minute),
    closes: Object.fromEntries(coins.map((coin, row) => [coin, times.map((time) => known[row]!.get(time)!)])),
  }
}

/** What was known of the past at an instant; the same object until another day is known. */
function historiesOf(past: History): (time: number) => History {
  let last: History | undefined
  return (time) => {
    const count = past.times.findIndex((known) => known > time)
    const rows = count < 0 ? past.times.length : count
    if (last?.times.length === rows) return last
    last = {
      ...past,
      times: past.times.slice(0, rows),
      closes: Object.fromEntries(coins.map((coin) => [coin, past.closes[coin]!.slice(0, rows)])),
    }
    return last
  }
}

type Hourly = readonly (readonly (readonly string[])[])[]

function windows(hourly: Hourly): readonly (readonly [name: string, instants: readonly Instant[]])[] {
  const months = ['2020-03', '2021-05', '2022-11'].map((month) => {
    const closes = hourly.map(
      (rows) => new Map(rows.filter(([time]) => time!.startsWith(month)).map((row) => [row[0]!, Number(row[4])])),
    )
    return [month, instantsOf(closes)] as const
  })
  const minutes = rowsOf(files[3]!).map((row) => [row[0]!, Number(row[4])] as const)
  const trades = rowsOf(files[4]!)
  const gemini = (symbol: string): ReadonlyMap<string, number> =>
    new Map(
      trades.filter(([venue, name]) => venue === 'gemini' && name === symbol).map((row) => [row[2]!, Number(row[6])]),
    )
  return [...months, ['2025-10-09 and 10', instantsOf([new Map(minutes), gemini('ETHUSD'), gemini('LTCUSD')])]]
}

const daysOut = [3, 20, 60]
const minute = 60_000
const day = 1440 * minute

/** Options of three expiries and a perpetual on each coin; volatility rises with the distance from where the window began. */
function marketOf({ time, prices }: Instant, begin: Instant, listed?: MarketSnapshot['instruments']): MarketSnapshot {
  const expiries = daysOut.map((days) => new Date(begin.time + (days + 31) * day).toISOString())
  const fall = Math.max(...coins.map((coin) => Math.abs(prices[coin] / begin.prices[coin] - 1)))
  const vol = 0.6 + 1.5 * fall
  const parsed = parseMarket({
    plimsoll: 'market/1',
    asOf: new Date(time).toISOString(),
    source: { kind: 'manual', name: 'hourly and minute closes' },
    currency: 'USD',
    assets: {
      USDC: { price: 1, decimals: 6 },
      ...Object.fromEntries(coins.map((coin) => [coin, { price: prices[coin], decimals: 8, underlying: coin }])),
    },
    underlyings: Object.fromEntries(
      coins.map((coin) => [
        coin,
        {
          index: prices[coin],
          forwards: expiries.map((expiry, row) => ({ expiry, price: prices[coin] * (1 + 0.003 * (row + 1)) })),
          slices: expiries.map((expiry) => ({
            kind: 'quotes',
            expiry,
            strikes: [0.4, 0.8, 1, 1.3, 2.5].map((part) => part * begin.prices[coin]),
            vols: [1.3, 1.1, 1, 1.05, 1.25].map((part) => part * vol),
          })),
        },
      ]),
    ),
    instruments: listed !== undefined ? [] : coins.flatMap((coin) => instrumentsOf(coin, begin, expiries)),
    marks: {},
  })
  return {
    ...parsed,
    instruments: listed ?? parsed.instruments,
    marks: new Map(coins.map((coin) => [`${coin}-PERP`, prices[coin] * 1.0002])),
  }
}

function instrumentsOf(coin: (typeof coins)[number], begin: Instant, expiries: readonly string[]): readonly object[] {
  const settlement = coin === 'BTC' ? { kind: 'inverse', currency: coin } : { kind: 'linear', currency: 'USDC' }
  return [
    {
      kind: 'perpetual',
      id: `${coin}-PERP`,
      underlying: coin,
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    ...expiries.flatMap((expiry, row) =>
      [0.6, 0.8, 0.95, 1.1, 1.4].flatMap((part) =>
        ['call', 'put'].map((right) => ({
          kind: 'option',
          id: `${coin}-${row}-${part}-${right}`,
          underlying: coin,
          contractSize: 1,
          expiry,
          strike: part * begin.prices[coin],
          right,
          settlement,
        })),
      ),
    ),
  ]
}

function bookOf(market: MarketSnapshot, begin: Instant, random: () => number, id: string): Portfolio {
  const listed = [...market.instruments.values()]
  const held = new Map<string, object>()
  let gross = 0
  for (let k = 1 + Math.floor(random() * 7); k > 0; k--) {
    const instrument =
      random() < 0.3 ? listed[21 * Math.floor(random() * 3)]! : listed[Math.floor(random() * listed.length)]!
    const price = begin.prices[instrument.underlying as (typeof coins)[number]]
    const quantity = ((random() - 0.5) * 30_000) / price
    if (Math.abs(quantity) < 1e-6) continue
    gross += Math.abs(quantity) * price
    held.set(instrument.id, {
      instrument: instrument.id,
      quantity: quantity.toFixed(8),
      ...(instrument.kind === 'perpetual' ? { entryPrice: price.toFixed(2) } : {}),
    })
  }
  return parseBook({
    plimsoll: 'book/1',
    id,
    balances: [
      { asset: 'USDC', amount: (gross * (0.1 + 0.6 * random())).toFixed(2) },
      ...(random() < 0.3 ? [{ asset: 'BTC', amount: ((0.2 * gross * random()) / begin.prices.BTC).toFixed(8) }] : []),
    ],
    positions: [...held.values()],
  })
}

const levels = [1, 1.1, 1.5]
const levelOf = ({ equity, maintenance }: { equity: number; maintenance: number }): number =>
  levels.filter((level) => equity >= level * maintenance).length

/** Within so little of a level the order of the additions decides. */
const isNear = ({ equity, maintenance }: { equity: number; maintenance: number }): boolean =>
  levels.some((level) => Math.abs(equity - level * maintenance) <= 1e-9 * Math.abs(equity))

describe.skipIf(!isThere)('crash days', () => {
  test.each(liveSpecs.filter(({ id }) => ['scan-shocked', 'shortfall', 'aged'].includes(id)))('$id', (spec) => {
    const count = { ticks: 0, accounts: 0, crossings: 0, evaluated: 0, followed: 0, compared: 0, near: 0, missed: 0 }
    const isPast = spec.id === 'aged'
    const hourly = coins.map((_, row) => rowsOf(files[row]!))
    const historyAt = historiesOf(pastOf(hourly))
    // Of the rule book that looks back one month will do: a new day of history begins the book anew.
    for (const [name, instants] of windows(hourly).slice(0, isPast ? 1 : undefined)) {
      const begin = instants[0]!
      const random = randomFrom(name.length)
      const at = (instant: Instant, listed?: MarketSnapshot['instruments']): MarketSnapshot => ({
        ...marketOf(instant, begin, listed),
        ...(isPast ? { history: historyAt(instant.time) } : {}),
      })
      let market = at(begin)
      const { instruments } = market
      const book = new LiveBook({ spec, market, team: soloTeam(new KernelMemory()), levels })
      const portfolios = Array.from({ length: 320 }, (_, k) => bookOf(market, begin, random, `a${k}`))
      const accounts = portfolios.map((portfolio) => book.open(portfolio))
      count.accounts += accounts.length
      for (const [step, instant] of instants.slice(1).entries()) {
        market = at(instant, instruments)
        const report = book.tick(market)
        count.ticks++
        count.followed += accounts.length
        count.evaluated += report.evaluated
        count.crossings += report.changes.length
        for (const account of accounts) {
          const numbers = book.numbers(account)
          if (levelOf(numbers) !== book.level(account)) count.missed++
        }
        const valuation = createValuation(market, spec)
        const sample =
          step % 50 === 0 ? accounts : [accounts[step % accounts.length]!, accounts[(7 * step + 3) % accounts.length]!]
        for (const account of sample) {
          const result = margin(portfolios[account]!, market, spec, valuation)
          count.compared++
          if (levelOf(result) === book.level(account)) continue
          if (isNear(result)) count.near++
          else count.missed++
        }
        book.refresh(4)
      }
    }
    console.log(
      `${spec.id}: ${count.ticks} ticks, ${count.accounts} accounts, ${count.crossings} crossings, ` +
        `${((100 * count.evaluated) / count.followed).toFixed(2)} % computed in full, ${count.compared} compared with margin(), ` +
        `${count.near} within 1e-9 of a level, ${count.missed} missed`,
    )
    expect(count.missed).toBe(0)
    expect(count.near).toBeLessThan(5)
    expect(count.ticks).toBeGreaterThan(isPast ? 700 : 5000)
    expect(count.crossings).toBeGreaterThan(isPast ? 200 : 1000)
  })
})
