import { rulebook } from 'plimsoll'
import { liquidationRules } from '../liquidation/venues/index.js'
import { deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { type Answer, apply } from '../machine/apply.js'
import type { Command, CommandBodies, CommandKind } from '../machine/commands.js'
import type { DepthRecord, ParameterRecord } from '../state/records.js'
import { createState, type State } from '../state/state.js'
import { instrumentOf, type MarketModel } from './market.js'
import type { PricePoint } from './pricePath.js'
import { tenTo } from './tenTo.js'

export const currency = 'USDC'
/** The account that takes positions over. */
export const backstopAccount = 'backstop'

/**
 * Parameters of a venue on this market: our rule books, liquidation and deleveraging, with depth and backstop as the market says, and
 * whatever is given in their place.
 */
export function rehearsalParameters(
  market: MarketModel,
  { prices }: PricePoint,
  own: Partial<ParameterRecord> = {},
): ParameterRecord {
  const dollars = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
  const depth = Object.entries(market.coins).map(([coin, { dailyMove, dailyVolume, lotDecimals }]) => {
    const lots = (dailyVolume / prices[coin]!) * tenTo(lotDecimals)
    const record: DepthRecord = {
      dailyMove: BigInt(Math.round(dailyMove * 1e6)),
      stressVolumeLots: BigInt(Math.ceil(lots)),
      // What trades in a minute of a calm day.
      executableLots: BigInt(Math.ceil(lots / 1440)),
      band: 50_000n,
    }
    return [coin, record] as const
  })
  const most = Object.entries(market.backstop.most).map(([coin, amount]) => [coin, dollars(amount)] as const)
  return {
    specs: { isolated: rulebook('isolated'), cross: rulebook('cross'), portfolio: rulebook('portfolio') },
    changeDelay: 24 * 3_600_000,
    rampTime: 24 * 3_600_000,
    riseMax: 1_000_000n,
    outflowMax: 1_000_000n,
    currency: 'USD',
    // Nobody sends a command twice here.
    commandMemory: 1,
    withdrawalFloor: 100_000n,
    feeMax: 10_000n,
    // Positions are opened at what they cost long ago.
    tradeBand: 100_000_000n,
    warning: 800_000n,
    callTime: 3_600_000,
    callAsset: currency,
    deliveryWindow: 30 * 60_000,
    openInterestMax: {},
    liquidation: liquidationRules('house'),
    liquidationsMax: 1_000,
    depth: Object.fromEntries(depth),
    backstop: { account: backstopAccount, most: Object.fromEntries(most) },
    deleveraging: { policy: deleveragingPolicies.plimsoll, roundCapPpm: 1_000_000n },
    sharedFundMax: 10n ** 18n,
    ...own,
  }
}

/** A machine with a clock and ids for what is sent to it. */
export interface Venue {
  readonly state: State
  readonly market: MarketModel
  at: number
  send<Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind]): Answer
  /** As `send`, for what cannot be refused. */
  must<Kind extends CommandKind>(kind: Kind, body: CommandBodies[Kind]): Answer
  /** Sets every coin’s index. */
  price(prices: Readonly<Record<string, number>>): void
}

export function createVenue(market: MarketModel, parameters: ParameterRecord, first: PricePoint): Venue {
  const state = createState()
  let count = 0
  const venue: Venue = {
    state,
    market,
    at: first.at,
    send(kind, body) {
      count++
      return apply(state, { id: `c${count}`, at: venue.at, kind, ...body } as unknown as Command)
    },
    must(kind, body) {
      const answer = venue.send(kind, body)
      if (answer.refusal !== undefined) throw new Error(`${kind} refused: ${JSON.stringify(answer.refusal)}`)
      return answer
    },
    price(prices) {
      for (const coin of Object.keys(market.coins).sort()) {
        const decimals = market.coins[coin]!.priceDecimals
        const units = BigInt(Math.round(prices[coin]! * tenTo(decimals)))
        const sides = { fast: units, low: units, high: units }
        venue.must('price', { feed: `index ${coin}`, decimals, ...sides, status: 'VALID' })
      }
    },
  }
  venue.must('set-up', { parameters })
  venue.must('list-asset', { asset: currency, record: { decimals: 6 } })
  for (const coin of Object.keys(market.coins).sort()) {
    const { lotDecimals, priceDecimals } = market.coins[coin]!
    venue.must('list-instrument', {
      instrument: {
        kind: 'perpetual',
        id: instrumentOf(coin),
        underlying: coin,
        contractSize: 1,
        settlement: { kind: 'linear', currency },
      },
      lotDecimals,
      priceDecimals,
      market: coin,
    })
  }
  venue.price(first.prices)
  return venue
}
