import { type RandomSource, randomSource } from 'plimsoll'
import { liquidationRuleIds, liquidationRules } from '../liquidation/venues/index.js'
import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import type { RateLimit } from '../state/doorRecords.js'
import type { DepthRecord, ParameterRecord } from '../state/records.js'
import { parameters } from './smallVenue.js'

export type MarketKind = 'calm' | 'trending' | 'crash' | 'thin'

/** What a run is like from its beginning to its end. Every run has its own, so that rare things also meet in one run. */
export interface Regime {
  readonly market: MarketKind
  /** Part of the trades that are as large as the margin of both sides lets them be. */
  readonly levered: number
  /** Longest time between two commands, milliseconds. */
  readonly pace: number
  readonly parameters: Partial<ParameterRecord>
  /** Money that the backstop account begins with, smallest units of USDC; 0: there is none. */
  readonly backstop: bigint
  /** Gifts to the fund of the market and to the shared one before anything happens. */
  readonly funds: { readonly market: bigint; readonly shared: bigint }
}

export const backstopAccount = 'backstop'

const dollars = 1_000_000n
const hour = 3_600_000
/** Draws of a stream of their own, so that agents’ draws do not depend on the regime. */
const stream = 2 ** 41

/** The regime of a seed. */
export function regimeOf(seed: number): Regime {
  const draw = drawer(randomSource(seed), stream)
  const market = draw.one(['calm', 'trending', 'crash', 'crash', 'thin'] as const)
  const backstop = draw.chance(0.5) ? 1_000_000n * dollars : 0n
  const policies = Object.keys(deleveragingPolicies) as DeleveragingPolicyName[]
  // A thin market takes a tenth of what the others take.
  const depth = market === 'thin' ? 10n : 1n
  return {
    market,
    levered: market === 'calm' ? 0.1 : 0.4,
    pace: draw.one([60_000, 10_000]),
    backstop,
    funds: {
      market: draw.one([0n, 500n, 20_000n]) * dollars,
      shared: draw.one([0n, 2_000n, 100_000n]) * dollars,
    },
    parameters: {
      liquidation: liquidationRules(draw.chance(0.4) ? 'house' : draw.one(liquidationRuleIds())),
      deleveraging: {
        policy: deleveragingPolicies[draw.one(policies)],
        roundCapPpm: draw.one([1_000_000n, 500_000n]),
      },
      fund: {
        ...parameters.fund,
        slice: { capPerMarket: draw.one([1_000n, 1_000_000n]) * dollars, windowMilliseconds: hour },
      },
      outflowMax: draw.one([1_000_000n, 250_000n]),
      openInterestMax: draw.chance(0.3) ? { 'BTC-PERP': draw.one([1_000n, 5_000n]) } : {},
      changeDelay: hour,
      rampTime: 2 * hour,
      depth: { BTC: marketDepth(depth), ETH: marketDepth(depth) },
      size: { ...parameters.size, impactPpm: draw.one([0n, 900_000n]) },
      ...(backstop === 0n
        ? {}
        : { backstop: { account: backstopAccount, most: { BTC: draw.one([5_000n, 500_000n]) * dollars } } }),
      ...(draw.chance(0.2) ? { rates: { owner: orders(2n), venue: orders(4n) } } : {}),
      ...(draw.chance(0.2) ? { gridTimes: 3 } : {}),
      ...(draw.chance(0.2) ? { bidTime: hour } : {}),
      ...(draw.chance(0.2) ? { providers: [{ account: 'a0', most: { BTC: 1_000n * dollars } }] } : {}),
      ...(draw.chance(0.5)
        ? { reopening: { cancelOnly: 60_000, postOnly: 60_000, restart: 300_000, begunMax: 1 } }
        : {}),
    },
  }
}

/** So many of a second, and half a million for each. */
function orders(count: bigint): RateLimit {
  return { orders: Number(count), notional: count * 500_000n }
}

function marketDepth(thinner: bigint): DepthRecord {
  return {
    dailyMove: 40_000n * thinner,
    stressVolumeLots: 10_000_000n / thinner,
    executableLots: 2_000n / thinner,
    band: 50_000n,
  }
}

interface Drawer {
  one<Item>(items: readonly Item[]): Item
  chance(probability: number): boolean
}

function drawer(source: RandomSource, place: number): Drawer {
  let draw = 0
  const random = (): number => source.uniform(place, draw++)
  return {
    one: (items) => items[Math.floor(random() * items.length)]!,
    chance: (probability) => random() < probability,
  }
}
