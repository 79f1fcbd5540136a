import { bookFields, type KernelFunctions, KernelMemory, soloTeam, wasmFunctions } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { addDecimals, decimalOfNumber, formatDecimal } from '../money/decimal.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation } from '../valuation/valuation.js'
import { foldingAnyway } from './fixture/foldingAnyway.js'
import {
  liveSpecs,
  nextPrices,
  type Prices,
  type Random,
  randomFrom,
  startPrices,
  venueMarket,
} from './fixture/venue.js'
import { LiveBook } from './liveBook.js'

const levels = [1, 1.25]

type Breaking = (run: KernelFunctions, memory: KernelMemory) => Partial<KernelFunctions>

function liveBook(spec: MarginSpec, market: MarketSnapshot, breaking?: Breaking): LiveBook {
  const memory = new KernelMemory()
  const run = wasmFunctions(memory)
  return new LiveBook({ spec, market, team: soloTeam(memory, { ...run, ...breaking?.(run, memory) }), levels })
}

/** Levels as a book finds them that has never seen another market. */
function fresh(portfolios: readonly Portfolio[], spec: MarginSpec, market: MarketSnapshot): LiveBook {
  const book = liveBook(spec, market)
  for (const portfolio of portfolios) book.open(portfolio)
  return book
}

/** Sizes over twenty-one orders of magnitude, hedges that all but cancel, wings, hundreds of lines. */
function hardPortfolio(market: MarketSnapshot, random: Random, id: string): Portfolio {
  const listed = [...market.instruments.values()].filter(({ kind }) => kind !== 'spot')
  const held = new Map<string, string>()
  const hold = (instrument: string, quantity: number): void => {
    if (Number(quantity.toFixed(12)) !== 0) held.set(instrument, quantity.toFixed(12))
  }
  const size = Number(`1e${Math.floor(22 * random()) - 9}`)
  const style = Math.floor(4 * random())
  const count = style === 0 ? listed.length : 1 + Math.floor(6 * random())
  for (let k = 0; k < count; k++) {
    const place = style === 0 ? k : Math.floor(random() * listed.length)
    const quantity = size * (2 * random() - 1)
    hold(listed[place]!.id, quantity)
    // Calls and puts of one strike stand side by side: what is left of the pair is a future.
    if (style === 1) hold(listed[place ^ 1]?.id ?? listed[place]!.id, -quantity * (1 + 1e-9 * random()))
  }
  if (style === 2) {
    const quantity = size * random()
    hold('BTC-PERP', quantity)
    hold('BTC-MAR', -quantity * 700 * (1 + 1e-7 * random()))
  }
  return portfolioOf(
    id,
    '0',
    [...held].map(([instrument, quantity]) => ({ instrument, quantity })),
  )
}

function portfolioOf(id: string, dollars: string, positions: readonly object[]): Portfolio {
  return parseBook({
    plimsoll: 'book/1',
    id,
    balances: dollars === '0' ? [] : [{ asset: 'USDC', amount: dollars }],
    positions,
  })
}

/** The portfolio with so many dollars more, as far as a document can write them. */
function funded(portfolio: Portfolio, dollars: number): Portfolio | undefined {
  if (!Number.isFinite(dollars) || Math.abs(dollars) > 1e29) return undefined
  const exact = decimalOfNumber(dollars, 'test')
  const held = portfolio.balances.find(({ asset }) => asset === 'USDC')?.amount
  const amount = held === undefined ? exact : addDecimals(held, exact)
  if (amount.scale > 30) return undefined
  return amount.units === 0n
    ? portfolio
    : {
        ...portfolio,
        balances: [...portfolio.balances.filter(({ asset }) => asset !== 'USDC'), { asset: 'USDC', amount }],
      }
}

/** Portfolios whose equity in a market is a few bits from a level. */
function atLevels(portfolios: readonly Portfolio[], spec: MarginSpec, market: MarketSnapshot, random: Random) {
  const book = liveBook(spec, market)
  return portfolios.map((portfolio) => {
    let placed = portfolio
    const account = book.open(placed)
    const level = levels[Math.floor(random() * levels.length)]!
    for (let round = 0; round < 3; round++) {
      const { equity, maintenance } = book.numbers(account)
      const target = level * maintenance
      const bits = round === 2 ? Math.floor(7 * random()) - 3 : 0
      const next = funded(placed, target - equity + bits * Math.abs(target) * 2 ** -52)
      if (next === undefined) break
      placed = next
      book.replace(account, placed)
    }
    return placed
  })
}

interface Found {
  compared: number
  atLevel: number
  wrong: number
  near: number
  apart: number
}

/** Compares a book with one that starts anew, and a few of its accounts with the general evaluator. */
function compare(book: LiveBook, accounts: readonly number[], portfolios: readonly Portfolio[], found: Found): void {
  const { market, spec } = book
  const anew = fresh(portfolios, spec, market)
  const valuation = createValuation(market, spec)
  for (const [k, account] of accounts.entries()) {
    const { equity, maintenance, level } = anew.numbers(k)
    found.compared++
    if (book.level(account) !== level) found.wrong++
    if (levels.some((at) => Math.abs(equity - at * maintenance) <= 1e-14 * Math.abs(equity))) found.atLevel++
    if (k % 8 !== 0) continue
    const general = margin(portfolios[k]!, market, spec, valuation)
    if (levels.filter((at) => general.equity >= at * general.maintenance).length === level) continue
    // The general evaluator adds in another order: what it can differ by is a share of what is added, not of what is left.
    const added = Math.abs(general.equity) + gross(portfolios[k]!, market)
    const isNear = levels.some(
      (at) => Math.abs(general.equity - at * general.maintenance) <= 1e-9 * Math.abs(general.equity),
    )
    if (isNear) found.near++
    else if (levels.some((at) => Math.abs(general.equity - at * general.maintenance) <= 1e-12 * added)) found.apart++
    else found.wrong++
  }
}

function gross({ positions, balances }: Portfolio, market: MarketSnapshot): number {
  let sum = 0
  for (const { instrument, quantity } of positions) {
    const { underlying } = market.instruments.get(instrument)!
    sum += Math.abs(Number(formatDecimal(quantity))) * Math.max(market.underlyings[underlying]!.index, 100) * 10
  }
  for (const { amount } of balances) sum += Math.abs(Number(formatDecimal(amount)))
  return sum
}

const sizes = [2e-6, 1e-4, 2e-3, 0.05, 1.2]
/** So many undecided accounts at once that float32 settles most of them, and few. */
const roundSizes = [48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 420]

interface Run {
  readonly found: Found
  readonly ticks: number
  readonly evaluated: number
  readonly followed: number
}

function search(spec: MarginSpec, breaking?: Breaking, counts = roundSizes): Run {
  const random = randomFrom(1000 + spec.id.length)
  const found: Found = { compared: 0, atLevel: 0, wrong: 0, near: 0, apart: 0 }
  let [ticks, evaluated, followed] = [0, 0, 0]
  for (const [round, count] of counts.entries()) {
    const size = sizes[round % sizes.length]!
    const path: Prices[] = [startPrices]
    for (let step = 0; step < 4; step++) path.push(nextPrices(path[step]!, random, size))
    const markets = path.map(venueMarket)
    const last = markets.at(-1)!
    const plain = Array.from({ length: count }, (_, k) => hardPortfolio(last, random, `a${k}`))
    const portfolios = atLevels(plain, spec, last, random)
    const book = liveBook(spec, markets[0]!, breaking)
    const accounts = portfolios.map((portfolio) => book.open(portfolio))
    for (const market of markets.slice(1)) {
      const k = Math.floor(random() * accounts.length)
      book.close(accounts[k]!)
      accounts[k] = book.open(portfolios[k]!)
      const r = Math.floor(random() * accounts.length)
      book.replace(accounts[r]!, plain[r]!)
      evaluated += book.tick(market).evaluated
      book.replace(accounts[r]!, portfolios[r]!)
      ticks++
      followed += accounts.length
      book.refresh(Math.floor(40 * random()))
      compare(book, accounts, portfolios, found)
    }
  }
  return { found, ticks, evaluated, followed }
}

describe.each(liveSpecs)('$id', (spec) => {
  test('no level is wrong, a few bits from it, after ticks, sweeps and changes', () => {
    const { found, ticks, evaluated, followed } = search(spec)
    console.log(
      `${spec.id}: ${ticks} ticks, ${found.compared} levels compared, ${found.atLevel} within 1e-14 of one, ${found.wrong} wrong; ` +
        `margin() differs ${found.near} times within 1e-9 of equity, ${found.apart} times within 1e-12 of what is added; ` +
        `${((100 * evaluated) / followed).toFixed(0)} % computed in full`,
    )
    expect(found.wrong).toBe(0)
    expect(found.near + found.apart).toBeLessThan(0.01 * found.compared)
    expect(found.atLevel).toBeGreaterThan(0.2 * found.compared)
  })
})

/** Books with one safeguard taken away. */
const broken: Readonly<Record<string, Breaking>> = {
  'rooms that cost a thousandth': (run, memory) => ({
    screenRecords(book, records, from, to) {
      const rooms = memory.words(book + bookFields.accountRoom, 1)[0]!
      const most = 3e38
      const size = memory.floats(rooms, 1000)
      const before = size.slice()
      const found = run.screenRecords(book, records, from, to)
      const after = memory.floats(rooms, 1000)
      for (let k = 0; k < before.length; k++) {
        if (before[k]! > 0 && before[k]! < most) after[k] = before[k]! - (before[k]! - after[k]!) / 1000
      }
      const suspects = memory.words(book + bookFields.suspects, 1)[0]!
      let kept = 0
      for (const account of memory.words(suspects + 4 * from, found).slice()) {
        if (!(after[account]! >= 0)) memory.words(suspects + 4 * from, found)[kept++] = account
      }
      return kept
    },
  }),
  'float32 settles without error': (run, memory) => ({
    settle32(book, list, from, to, rows, count, real, measures, folds, scratch) {
      const out = memory.allocate(8 * to)
      run.tails32(book, list, from, to, rows, count, real, measures, folds, out, scratch)
      const changed = memory.words(book + bookFields.changed, 1)[0]!
      let changes = 0
      for (let entry = from; entry < to; entry++) {
        const account = memory.words(list, to)[entry]!
        if (run.settleAccount(book, account, Math.max(0, memory.doubles(out, to)[entry]!)) === 0) continue
        memory.words(changed + 4 * from, to)[changes++] = account
      }
      memory.release(out, 8 * to)
      return changes
    },
  }),
  'folds that nobody measured': (run, memory) => ({ foldRows: foldingAnyway(run, memory) }),
}

test.each(Object.keys(broken))('the search finds %s', (what) => {
  const { found } = search(liveSpecs.find(({ id }) => id === 'shortfall')!, broken[what], [48, 48, 420])
  console.log(`${what}: ${found.wrong} of ${found.compared} wrong`)
  expect(found.wrong).toBeGreaterThan(0)
})
