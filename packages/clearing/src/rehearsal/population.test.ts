import { expect, test } from 'vitest'
import { buildPopulation, notionalOf, type PopulationAggregates } from './population.js'
import { standardMarket } from './standardMarket.js'

const prices = { BTC: 115_000, ETH: 4_000, SOL: 207 }
const aggregates: PopulationAggregates = {
  accounts: 2_000,
  openInterest: { BTC: 600e6, ETH: 400e6, SOL: 200e6 },
  leverageMost: { BTC: 20, ETH: 15, SOL: 10 },
  longShare: 0.7,
  hedgedShare: 0.2,
  sizeSpread: 1.2,
  longs: { leverage: { median: 4, spread: 0.5 }, entry: { median: 1.02, spread: 0.03 } },
  shorts: { leverage: { median: 2, spread: 0.4 }, entry: { median: 0.99, spread: 0.02 } },
  answers: { share: 0.3, part: 0.5, afterMilliseconds: [60_000, 900_000] },
  mode: 'cross',
  hedgedMode: 'portfolio',
  seed: 1,
}
const { accounts } = buildPopulation(aggregates, standardMarket, prices)
const plain = accounts.filter(({ isHedged }) => !isHedged)
const isLong = ({ holdings }: (typeof accounts)[number]): boolean => holdings[0]!.lots > 0n

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** The median of n logarithms of spread s has a standard error of s·√(π/2n); four of them. */
function expectMedian(values: readonly number[], median: number, spread: number): void {
  const error = 4 * spread * Math.sqrt(Math.PI / 2 / values.length)
  expect(Math.abs(Math.log(medianOf(values) / median))).toBeLessThan(error)
}

test.each(['BTC', 'ETH', 'SOL'])('%s: lots are nothing in sum, and the open interest is what was asked for', (coin) => {
  const lots = accounts.flatMap(({ holdings }) =>
    holdings.filter((each) => each.coin === coin).map((each) => each.lots),
  )
  expect(lots.reduce((sum, each) => sum + each, 0n)).toBe(0n)
  const long = lots.reduce((sum, each) => (each > 0n ? sum + each : sum), 0n)
  const perLot = prices[coin as keyof typeof prices] / 10 ** standardMarket.coins[coin]!.lotDecimals
  const asked = aggregates.openInterest[coin]!
  // Half a lot of rounding, where the hedged accounts do not hold more than all of it.
  expect(Math.abs(Number(long) * perLot - asked)).toBeLessThan(perLot)
})

test('shares of longs and of hedged accounts within four standard errors', () => {
  const error = (part: number, count: number): number => 4 * Math.sqrt((part * (1 - part)) / count)
  const hedged = accounts.length - plain.length
  expect(Math.abs(hedged / accounts.length - 0.2)).toBeLessThan(error(0.2, accounts.length))
  expect(Math.abs(plain.filter(isLong).length / plain.length - 0.7)).toBeLessThan(error(0.7, plain.length))
})

test('leverage and entry prices of each side about their medians, and nobody beyond the most', () => {
  const leverageOf = ({ cash, holdings }: (typeof accounts)[number]): number => {
    const profit = holdings.reduce((sum, { coin, lots, entry }) => {
      const coins = Number(lots) / 10 ** standardMarket.coins[coin]!.lotDecimals
      return sum + coins * (prices[coin as keyof typeof prices] - entry)
    }, 0)
    return notionalOf(holdings, standardMarket, prices) / (cash + profit)
  }
  const open = plain.filter(({ holdings, cash }) => holdings.length > 0 && cash > 0)
  expectMedian(open.filter(isLong).map(leverageOf), 4, 0.5)
  expectMedian(open.filter((each) => !isLong(each)).map(leverageOf), 2, 0.4)
  for (const account of open) {
    const { coin } = account.holdings[0]!
    expect(leverageOf(account)).toBeLessThanOrEqual(aggregates.leverageMost[coin]! * (1 + 1e-6))
  }
  const entries = open.filter(isLong).map(({ holdings }) => {
    const { coin, entry } = holdings[0]!
    return entry / prices[coin as keyof typeof prices]
  })
  expectMedian(entries, 1.02, 0.03)
})

test('a hedged account is long of one coin and short of another by the same dollars', () => {
  for (const { holdings, isHedged } of accounts) {
    if (!isHedged || holdings.length < 2) continue
    const dollars = holdings.map((holding) => notionalOf([holding], standardMarket, prices))
    const lot = Math.max(
      ...holdings.map(
        ({ coin }) => prices[coin as keyof typeof prices] / 10 ** standardMarket.coins[coin]!.lotDecimals,
      ),
    )
    expect(holdings.map(({ lots }) => lots > 0n)).toEqual([true, false])
    expect(Math.abs(dollars[0]! - dollars[1]!)).toBeLessThanOrEqual(lot)
  }
})

test('the seed decides, and nothing else', () => {
  expect(buildPopulation(aggregates, standardMarket, prices).accounts).toEqual(accounts)
  expect(buildPopulation({ ...aggregates, seed: 2 }, standardMarket, prices).accounts).not.toEqual(accounts)
})

test('given accounts count towards the open interest', () => {
  const given = {
    ...plain[0]!,
    account: 'given',
    holdings: [{ coin: 'BTC', lots: -200_000_000n, entry: 120_000 }],
  }
  const all = buildPopulation(aggregates, standardMarket, prices, [given]).accounts
  expect(all[0]).toBe(given)
  const lots = all.flatMap(({ holdings }) => holdings.filter(({ coin }) => coin === 'BTC').map((each) => each.lots))
  expect(lots.reduce((sum, each) => sum + each, 0n)).toBe(0n)
  expect(lots.filter((each) => each > 0n).reduce((sum, each) => sum + each, 0n)).toBe(521_739_130n)
})
