import { randomSource, rulebook, withParameters } from 'plimsoll'
import { liquidationRules } from '../liquidation/venues/index.js'
import { deleveragingPolicies } from '../loss/deleveraging/policy.js'
import type { ParameterRecord } from '../state/records.js'
import { type BarSeries, barsPath } from './barsPath.js'
import type { MarketModel } from './market.js'
import {
  buildPopulation,
  cashFor,
  type Holding,
  notionalOf,
  type Population,
  type PopulationAccount,
  toLots,
} from './population.js'
import type { PricePoint } from './pricePath.js'
import type { RehearsalOptions } from './rehearse.js'
import { standardMarket } from './standardMarket.js'
import { tenTo } from './tenTo.js'
import { rehearsalParameters } from './venue.js'

/** An account that was deleveraged on 10 October 2025, as published: dollars. */
export interface PublishedWinner {
  /** Dollars closed, and the profit on them. */
  readonly notional: number
  readonly profit: number
  /** When it was reached: dollars of all its positions over its equity, and that. */
  readonly leverage: number
  readonly equity: number
}

/** What was deleveraged of a coin, as published: dollars closed, the profit on them, and the mean price. */
export interface PublishedCoin {
  readonly notional: number
  readonly profit: number
  readonly price: number
}

export interface OctoberSource {
  readonly winners: readonly PublishedWinner[]
  readonly coins: Readonly<Record<string, PublishedCoin>>
}

export interface OctoberOptions {
  readonly source: OctoberSource
  /** Prices of the five coins, BTC’s by the minute, from 20:50 to 21:40 UTC at least. */
  readonly bars: Readonly<Record<string, BarSeries>>
  /** Of the population; at least 100. */
  readonly accounts: number
  readonly seed: number
}

/** Dollars of open interest before the crash, all coins (The Block, Data and Insights, October 2025). */
const openInterest = 13.8e9
/** Dollars that the venue traded a day in the week before (the same). */
const dailyVolume = 10e9

/** Of the population: published winners, other shorts and longs make up the rest. */
const winnersPart = 0.3
/** Of the winners and of the others, so many have a second leg: not published, assumed. */
const hedgedShare = 0.15
/** Coin in which a hedged winner is long of as many dollars. */
const hedges: Readonly<Record<string, string>> = { BTC: 'ETH', ETH: 'BTC', SOL: 'ETH', XRP: 'BTC', DOGE: 'BTC' }
/** No account begins nearer than this to what the venue lets it open. */
const leverageMost: Readonly<Record<string, number>> = { BTC: 36, ETH: 22, SOL: 18, XRP: 18, DOGE: 9 }

/** Coins of 10 October 2025 that are played: those with published prices by the minute or quarter of an hour. */
export const octoberCoins: readonly string[] = Object.keys(leverageMost)

/**
 * 10 October 2025 from 20:50 to 21:40 UTC in steps of ten seconds: prices of the day, a population to the published aggregates, and the rules
 * of the venue whose accounts were published. See docs/models/october-2025.md for what of it is data and what is model.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range, or bars that do not cover the time
 */
export function octoberRehearsal({ source, bars, accounts, seed }: OctoberOptions): RehearsalOptions {
  const path = barsPath({
    name: '2025-10-10',
    coins: bars,
    lead: 'BTC',
    from: Date.UTC(2025, 9, 10, 20, 50),
    until: Date.UTC(2025, 9, 10, 21, 40),
    stepMilliseconds: 10_000,
  })
  const first = path.points[0]!
  const market = octoberMarket(source)
  const population = octoberPopulation({ source, accounts, seed }, market, first)
  return { path, population, market, parameters: octoberParameters(market, first), seed }
}

/**
 * The market of 10 October 2025 as it is modelled: the venue’s published volume, split by coin as what was deleveraged; no fund; a
 * backstop with a cap.
 */
function octoberMarket({ winners, coins }: OctoberSource): MarketModel {
  const total = winners.reduce((sum, { notional }) => sum + notional, 0)
  const entries = Object.entries(standardMarket.coins).map(([coin, terms]) => {
    return [coin, { ...terms, dailyVolume: (dailyVolume * coins[coin]!.notional) / total }] as const
  })
  return {
    ...standardMarket,
    coins: Object.fromEntries(entries),
    makers: { count: 5, capital: 200e6 },
    bidders: { ...standardMarket.bidders, count: 0 },
    backstop: { capital: 1.2e9, most: { BTC: 550e6, ETH: 400e6, SOL: 300e6, XRP: 40e6, DOGE: 25e6 } },
    fund: 0,
  }
}

/** The venue’s published rule book, liquidation and deleveraging. DOGE’s tier is not printed; 10x is the highest of its group. */
function octoberParameters(market: MarketModel, first: PricePoint): ParameterRecord {
  const spec = withParameters(rulebook('hyperliquid'), { 'other.maxLeverage': 10 })
  return rehearsalParameters(market, first, {
    specs: { isolated: spec, cross: spec, portfolio: spec },
    liquidation: liquidationRules('hyperliquid'),
    deleveraging: { policy: deleveragingPolicies.hyperliquid, roundCapPpm: 1_000_000n },
  })
}

/**
 * Accounts to the published aggregates of 10 October 2025. The published winners hold their dollars of the coins that are played: the larger
 * half of the places stand for one account each, the smaller for neighbours in leverage together, so that the sum is exact. Their equity is what
 * was published, less what they won between the first price and the mean price at which their coin was deleveraged. Around them are
 * other shorts and the longs, up to the published open interest, with leverage that is assumed.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 */
export function octoberPopulation(
  { source, accounts, seed }: Pick<OctoberOptions, 'source' | 'accounts' | 'seed'>,
  market: MarketModel,
  { prices }: PricePoint,
): Population {
  const places = Math.round(accounts * winnersPart)
  const winners = winnersOf(source, places, seed, market, prices)
  const total = source.winners.reduce((sum, { notional }) => sum + notional, 0)
  const share = (coin: string): number => source.coins[coin]!.notional / total
  return buildPopulation(
    {
      accounts: accounts - places,
      openInterest: Object.fromEntries(octoberCoins.map((coin) => [coin, openInterest * share(coin)])),
      leverageMost,
      longShare: 0.7,
      hedgedShare,
      sizeSpread: 1.5,
      longs: { leverage: { median: 6.5, spread: 0.9 }, entry: { median: 1.03, spread: 0.03 } },
      shorts: { leverage: { median: 2, spread: 0.7 }, entry: { median: 1, spread: 0.03 } },
      answers: { share: 0.1, part: 0.5, afterMilliseconds: [120_000, 900_000] },
      mode: 'cross',
      hedgedMode: 'cross',
      seed,
    },
    market,
    prices,
    winners,
  )
}

/** A place in the population: published winners together. */
interface Place {
  readonly dollars: number
  readonly equity: number
  readonly standsFor: number
}

function placesOf({ winners, coins }: OctoberSource, places: number): readonly Place[] {
  const total = winners.reduce((sum, { notional }) => sum + notional, 0)
  const played = octoberCoins.reduce((sum, coin) => sum + coins[coin]!.notional, 0) / total
  const one = ({ notional, leverage, equity }: PublishedWinner): Place => ({
    dollars: Math.max(leverage * equity, notional) * played,
    equity: equity * played,
    standsFor: 1,
  })
  const solvent = winners.filter(({ equity }) => equity > 0).sort((a, b) => b.notional - a.notional)
  const alone = Math.ceil(places / 2)
  const rest = solvent
    .slice(alone)
    .sort((a, b) => a.leverage - b.leverage)
    .map(one)
  const groups = places - alone
  return [
    ...solvent.slice(0, alone).map(one),
    ...Array.from({ length: groups }, (_, row): Place => {
      const from = Math.floor((rest.length * row) / groups)
      const members = rest.slice(from, Math.floor((rest.length * (row + 1)) / groups))
      return {
        dollars: members.reduce((sum, { dollars }) => sum + dollars, 0),
        equity: members.reduce((sum, { equity }) => sum + equity, 0),
        standsFor: members.length,
      }
    }),
  ]
}

function winnersOf(
  source: OctoberSource,
  places: number,
  seed: number,
  market: MarketModel,
  prices: Readonly<Record<string, number>>,
): readonly PopulationAccount[] {
  const random = randomSource(seed)
  const all = placesOf(source, places)
  const dollars = all.reduce((sum, place) => sum + place.dollars, 0)
  const played = octoberCoins.reduce((sum, coin) => sum + source.coins[coin]!.notional, 0)
  const left = new Map(octoberCoins.map((coin) => [coin, (dollars * source.coins[coin]!.notional) / played]))
  const reached = Object.fromEntries(octoberCoins.map((coin) => [coin, source.coins[coin]!.price]))
  return all.map((place, row): PopulationAccount => {
    // Which coin whose is was not published: each place goes where most is missing, so that the coins come out as published.
    const coin = [...left].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0]
    left.set(coin, left.get(coin)! - place.dollars)
    const isHedged = random.uniform(row, 100) < hedgedShare
    const { notional, profit, price } = source.coins[coin]!
    const short: Holding = {
      coin,
      lots: -toLots(place.dollars, coin, market, reached),
      entry: price * (1 + profit / notional),
    }
    const other = hedges[coin]!
    const long: Holding = { coin: other, lots: toLots(place.dollars, other, market, reached), entry: prices[other]! }
    const holdings = isHedged ? [short, long] : [short]
    const open = notionalOf(holdings, market, prices)
    const most = Math.min(...holdings.map((holding) => leverageMost[holding.coin]!))
    const name = `w${String(row + 1).padStart(6, '0')}`
    return {
      account: name,
      owner: name,
      mode: 'cross',
      cash: cashFor(
        Math.max(open / most, place.equity - wonBetween(holdings, market, prices, reached)),
        holdings,
        market,
        prices,
      ),
      holdings: holdings.filter(({ lots }) => lots !== 0n),
      isHedged,
      standsFor: place.standsFor,
    }
  })
}

/** What holdings gain while prices go from the first to the second. */
function wonBetween(
  holdings: readonly Holding[],
  market: MarketModel,
  first: Readonly<Record<string, number>>,
  second: Readonly<Record<string, number>>,
): number {
  return holdings.reduce((sum, { coin, lots }) => {
    return sum + (Number(lots) / tenTo(market.coins[coin]!.lotDecimals)) * (second[coin]! - first[coin]!)
  }, 0)
}
