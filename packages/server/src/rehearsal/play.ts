import {
  buildPopulation,
  deleveragingPolicies,
  type PopulationAggregates,
  type RehearsalStep,
  rehearsalParameters,
  rehearse,
  standardMarket,
} from '@plimsoll/clearing'
import type { RehearsalTotals } from '../contract/index.js'
import { decimal, formatDecimal } from '../desk/library.js'
import { eventTeller } from './describeEvents.js'
import type { PlayedStep, RehearsalStart, RehearsalTask } from './messages.js'
import { pathOf, pricesOf } from './prices/pricesOf.js'

/** A rehearsal that goes on whenever it is asked to. */
export interface Play {
  readonly start: RehearsalStart
  readonly first: PlayedStep
  /** The next step; nothing after the last. */
  next(): PlayedStep | undefined
}

const asset = 'USDC'
const lead = 'BTC'

/** Makes the population and opens its accounts at the first prices of the path; the machine does everything else. */
export function startPlay({ asked, recordings }: RehearsalTask, now: () => number): Play {
  const { policy, accounts, seed } = asked
  const path = pathOf(asked, recordings)
  const first = path.points[0]!
  const coins = Object.keys(first.prices)
  const market = { ...standardMarket, ...thinMarket, coins: only(standardMarket.coins, coins) }
  const population = buildPopulation(populationOf(accounts, coins, seed), market, first.prices)
  const parameters = rehearsalParameters(market, first, {
    deleveraging: { policy: deleveragingPolicies[policy], roundCapPpm: 1_000_000n },
  })
  const { state, steps } = rehearse({ path, population, market, parameters, seed })
  const { tell } = eventTeller(state, asset)

  const next = (): PlayedStep | undefined => {
    const began = now()
    const { value } = steps.next()
    if (value === undefined) return undefined
    const { at, prices, levels, flows, soFar, fund, unpaid, events } = value
    return {
      at,
      prices,
      levels,
      counts: {
        calls: flows.calls,
        liquidations: flows.liquidations,
        deleveragingFills: flows.deleveragingFills,
      },
      totals: totalsOf(soFar),
      fund: units(fund),
      unpaid: units(-unpaid),
      events: tell(at, events),
      milliseconds: now() - began,
    }
  }
  return {
    start: {
      prices: pricesOf(asked.day, recordings),
      steps: path.points.length - 1,
      strideMilliseconds: path.points[1]!.at - first.at,
      lead,
      asset,
      accounts,
      hedged: population.accounts.filter(({ isHedged }) => isHedged).length,
    },
    first: next()!,
    next,
  }
}

/** Dollars of the ledger's balance, which has six decimals, as the text it is. */
function units(dollars: number): string {
  return formatDecimal(decimal(BigInt(Math.round(dollars * 1e6)), 6))
}

function totalsOf(flows: RehearsalStep['soFar']): RehearsalTotals {
  const { calls, deposits, deposited, liquidations, fills, filled, auctions, bids, takeovers, takenOver } = flows
  const { deleveragingFills, deleveraged, deleveragingCost, winnersHurt, hedgedWinnersHurt } = flows
  const { bankrupt, deficit, paidByFund, paidByVenue, unpaid } = flows
  return {
    calls,
    deposits,
    deposited,
    liquidations,
    fills,
    filled,
    auctions,
    bids,
    takeovers,
    takenOver,
    deleveragingFills,
    deleveraged,
    deleveragingCost,
    winnersHurt,
    hedgedWinnersHurt,
    bankrupt,
    deficit,
    paidByFund,
    paidByVenue,
    unpaid,
  }
}

function only<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

/** Assumed: on a day like these those who stand ready are fewer and poorer than on a calm one. */
const thinMarket = {
  makers: { count: 5, capital: 10e6 },
  bidders: { count: 5, capital: 5e6, pays: [0.6, 0.97] },
  backstop: { capital: 10e6, most: { BTC: 10e6, ETH: 10e6, SOL: 5e6, XRP: 5e6, DOGE: 5e6 } },
  fund: 5e6,
} as const

/** Assumed, all of it: a venue whose longs are levered, with one in seven accounts hedged across coins. */
function populationOf(accounts: number, coins: readonly string[], seed: number): PopulationAggregates {
  return {
    accounts,
    openInterest: only({ BTC: 2e9, ETH: 1.5e9, SOL: 5e8, XRP: 3e8, DOGE: 2e8 }, coins),
    leverageMost: only({ BTC: 30, ETH: 25, SOL: 20, XRP: 20, DOGE: 20 }, coins),
    longShare: 0.6,
    hedgedShare: 0.15,
    sizeSpread: 1.2,
    longs: { leverage: { median: 5, spread: 0.8 }, entry: { median: 0.98, spread: 0.08 } },
    shorts: { leverage: { median: 3, spread: 0.8 }, entry: { median: 1.02, spread: 0.08 } },
    answers: { share: 0.3, part: 0.5, afterMilliseconds: [60_000, 1_800_000] },
    mode: 'cross',
    hedgedMode: 'portfolio',
    seed,
  }
}
