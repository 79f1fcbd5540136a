import { exp } from '@plimsoll/kernel'
import { randomSource } from 'plimsoll'
import type { MarginMode } from '../state/records.js'
import type { MarketModel } from './market.js'
import { tenTo } from './tenTo.js'

/** What an account holds of one coin when the rehearsal begins. */
export interface Holding {
  readonly coin: string
  /** > 0 long. */
  readonly lots: bigint
  /** What a coin cost, dollars. */
  readonly entry: number
}

/** What an account pays in when it is called. */
export interface CallAnswer {
  /** Dollars at most, over the whole rehearsal. */
  readonly most: number
  readonly afterMilliseconds: number
}

export interface PopulationAccount {
  readonly account: string
  readonly owner: string
  readonly mode: MarginMode
  /** Dollars paid in, to the cent; with the profit since entry it is the equity at the first price. */
  readonly cash: number
  readonly holdings: readonly Holding[]
  /** Long of one coin and as much short of another. */
  readonly isHedged: boolean
  /** Accounts of the venue for which it stands. */
  readonly standsFor: number
  readonly answer?: CallAnswer
}

/** Accounts whose lots are nothing in sum, for each coin. */
export interface Population {
  readonly accounts: readonly PopulationAccount[]
}

/** Medians and spreads of one side; each account’s own is log-normal about them. */
export interface SideAggregates {
  /** Notional over equity. */
  readonly leverage: { readonly median: number; readonly spread: number }
  /** Entry price over the first price. */
  readonly entry: { readonly median: number; readonly spread: number }
}

/** What is known, or assumed, of a venue’s accounts together. */
export interface PopulationAggregates {
  readonly accounts: number
  /** Dollars long, which is dollars short, of each coin at the first price. */
  readonly openInterest: Readonly<Record<string, number>>
  /** No account is levered higher in a coin, or is so at the start. */
  readonly leverageMost: Readonly<Record<string, number>>
  /** Of all accounts. */
  readonly longShare: number
  /** Of all accounts: long of one coin and short of another by the same dollars. */
  readonly hedgedShare: number
  /** Standard deviation of the logarithm of sizes. */
  readonly sizeSpread: number
  readonly longs: SideAggregates
  readonly shorts: SideAggregates
  /** How many answer a call, with how much of their equity at the start, and when. */
  readonly answers: {
    readonly share: number
    readonly part: number
    readonly afterMilliseconds: readonly [soonest: number, latest: number]
  }
  readonly mode: MarginMode
  readonly hedgedMode: MarginMode
  readonly seed: number
}

/**
 * Accounts drawn to the aggregates: log-normal sizes that sum to the open interest of each coin, on both sides alike, log-normal leverage
 * and entry prices. Accounts that are given count towards the open interest, and more are drawn until both sides are alike. Everything
 * follows from the seed.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 */
export function buildPopulation(
  aggregates: PopulationAggregates,
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
  given: readonly PopulationAccount[] = [],
): Population {
  const drafts = drawn(aggregates)
  sizeHedged(drafts, aggregates, market, prices)
  for (const coin of coinsOf(aggregates)) {
    const open = toLots(aggregates.openInterest[coin]!, coin, market, prices)
    const held = { long: 0n, short: 0n }
    const known = given.flatMap(({ holdings }) => holdings.filter((holding) => holding.coin === coin))
    for (const own of [...drafts.map(({ lots }) => lots[coin] ?? 0n), ...known.map(({ lots }) => lots)]) {
      if (own > 0n) held.long += own
      else held.short -= own
    }
    const target = [open, held.long, held.short].reduce((most, each) => (each > most ? each : most))
    for (const side of ['long', 'short'] as const) {
      const plain = drafts.filter((draft) => !draft.isHedged && draft.coins[0] === coin && draft.side === side)
      const shares = sharesOf(
        target - held[side],
        plain.map(({ size }) => size),
      )
      plain.forEach((draft, row) => {
        draft.lots = { [coin]: side === 'long' ? shares[row]! : -shares[row]! }
      })
    }
  }
  return { accounts: [...given, ...drafts.map((draft) => accountOf(draft, aggregates, market, prices))] }
}

interface Draft {
  readonly row: number
  readonly isHedged: boolean
  readonly side: 'long' | 'short'
  /** Of a hedged account, first what it is long of. */
  readonly coins: readonly string[]
  readonly size: number
  /** Standard normal. */
  readonly leverage: number
  readonly entry: number
  /** Uniform: whether it answers, and when. */
  readonly answer: number
  readonly answerAfter: number
  lots: Readonly<Record<string, bigint>>
}

function coinsOf({ openInterest }: PopulationAggregates): readonly string[] {
  return Object.keys(openInterest).sort()
}

function drawn(aggregates: PopulationAggregates): Draft[] {
  const random = randomSource(aggregates.seed)
  const coins = coinsOf(aggregates)
  return Array.from({ length: aggregates.accounts }, (_, row): Draft => {
    const coin = pickCoin(random.uniform(row, 0), aggregates, coins)
    // One plain account at least stands on each side of each coin, so that there is somebody to fill it up.
    const fixed = row < 2 * coins.length ? coins[row >> 1] : undefined
    const isHedged = fixed === undefined && coins.length > 1 && random.uniform(row, 1) < aggregates.hedgedShare
    const others = coins.filter((other) => other !== coin)
    const isLong = fixed === undefined ? random.uniform(row, 3) < aggregates.longShare : row % 2 === 0
    return {
      row,
      isHedged,
      side: isLong ? 'long' : 'short',
      coins: isHedged ? [coin, pickCoin(random.uniform(row, 2), aggregates, others)] : [fixed ?? coin],
      size: exp(aggregates.sizeSpread * random.normal(row, 4)),
      leverage: random.normal(row, 5),
      entry: random.normal(row, 6),
      answer: random.uniform(row, 7),
      answerAfter: random.uniform(row, 8),
      lots: {},
    }
  })
}

/** A coin in proportion to its open interest. */
function pickCoin(uniform: number, { openInterest }: PopulationAggregates, coins: readonly string[]): string {
  let left = uniform * coins.reduce((sum, coin) => sum + openInterest[coin]!, 0)
  for (const coin of coins) {
    left -= openInterest[coin]!
    if (left < 0) return coin
  }
  return coins[coins.length - 1]!
}

/** Hedged accounts hold their share of the open interest together, each the same dollars on both legs. */
function sizeHedged(
  drafts: readonly Draft[],
  aggregates: PopulationAggregates,
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): void {
  const hedged = drafts.filter(({ isHedged }) => isHedged)
  const weights = hedged.reduce((sum, { size }) => sum + size, 0)
  const open = Object.values(aggregates.openInterest).reduce((sum, dollars) => sum + dollars, 0)
  for (const draft of hedged) {
    const dollars = (open * aggregates.hedgedShare * draft.size) / weights
    const [long, short] = draft.coins as [string, string]
    draft.lots = { [long]: toLots(dollars, long, market, prices), [short]: -toLots(dollars, short, market, prices) }
  }
}

export function toLots(
  dollars: number,
  coin: string,
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): bigint {
  return BigInt(Math.round((dollars / prices[coin]!) * tenTo(market.coins[coin]!.lotDecimals)))
}

/** Whole lots in proportion to the weights; the few that rounding leaves go to the first. */
function sharesOf(total: bigint, weights: readonly number[]): readonly bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const shares = weights.map((weight) => BigInt(Math.floor(Number(total) * (weight / sum))))
  const left = shares.reduce((rest, share) => rest - share, total)
  return shares.map((share, row) => (row === 0 ? share + left : share))
}

function accountOf(
  draft: Draft,
  aggregates: PopulationAggregates,
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): PopulationAccount {
  const { longs, shorts, answers, leverageMost } = aggregates
  const holdings = Object.entries(draft.lots).map(([coin, lots]): Holding => {
    const { median, spread } = (lots > 0n ? longs : shorts).entry
    return { coin, lots, entry: prices[coin]! * median * exp(spread * draft.entry) }
  })
  const { median, spread } = (draft.side === 'long' ? longs : shorts).leverage
  const most = Math.min(...draft.coins.map((coin) => leverageMost[coin]!))
  const equity = notionalOf(holdings, market, prices) / Math.min(most, median * exp(spread * draft.leverage))
  const [soonest, latest] = answers.afterMilliseconds
  const name = `a${String(draft.row + 1).padStart(6, '0')}`
  return {
    account: name,
    owner: name,
    mode: draft.isHedged ? aggregates.hedgedMode : aggregates.mode,
    cash: cashFor(equity, holdings, market, prices),
    holdings: holdings.filter(({ lots }) => lots !== 0n),
    isHedged: draft.isHedged,
    standsFor: 1,
    ...(draft.answer < answers.share
      ? {
          answer: {
            most: answers.part * equity,
            afterMilliseconds: Math.round(soonest + (latest - soonest) * draft.answerAfter),
          },
        }
      : {}),
  }
}

/** Dollars of all holdings, long and short, at these prices. */
export function notionalOf(
  holdings: readonly Holding[],
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): number {
  return holdings.reduce((sum, each) => sum + Math.abs(coinsIn(each, market)) * prices[each.coin]!, 0)
}

/** What has to be paid in for an account to have this equity at these prices: not less than nothing, to the cent. */
export function cashFor(
  equity: number,
  holdings: readonly Holding[],
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): number {
  const profit = holdings.reduce((sum, each) => sum + coinsIn(each, market) * (prices[each.coin]! - each.entry), 0)
  return Math.max(0, Math.ceil((equity - profit) * 100) / 100)
}

function coinsIn({ coin, lots }: Holding, market: MarketModel): number {
  return Number(lots) / tenTo(market.coins[coin]!.lotDecimals)
}
