import { type HealthLevel, healthLevel } from '../account/healthLevel.js'
import { healthOf, margin } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketMove } from '../market/moveMarket.js'
import type { AssetMarket, MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { historicalShocks, type StressScenario, standardShocks } from '../scenario/historical.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { movedBook } from './movedBook.js'

/** How an account would stand after a stress, with its requirement computed anew there. */
export interface StressResult {
  readonly scenario: StressScenario
  /** The moves as applied, per underlying of the market. */
  readonly moves: Readonly<Record<string, Required<MarketMove>>>
  readonly pnl: number
  readonly equityAfter: number
  readonly maintenanceAfter: number
  /** Infinity when nothing is required. */
  readonly healthAfter: number
  readonly level: HealthLevel
}

/** Every scenario applied to the market as it is now, at once, with the whole book re-margined. */
export function stress(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  scenarios: readonly StressScenario[] = [...historicalShocks, ...standardShocks],
  valuation: Valuation = createValuation(market, spec),
): readonly StressResult[] {
  const before = margin(portfolio, market, spec, valuation)
  const book = movedBook(portfolio, market, spec, valuation)
  return scenarios.map((scenario) => {
    const moves = movesOf(scenario, market)
    const depegged = scenario.assets === undefined ? undefined : withAssets(market, scenario.assets)
    const after = (depegged === undefined ? book : movedBook(portfolio, depegged, spec)).at(moves)
    const healthAfter = healthOf(after.equity, after.maintenance)
    return {
      scenario,
      moves,
      pnl: after.accountValue - before.accountValue,
      equityAfter: after.equity,
      maintenanceAfter: after.maintenance,
      healthAfter,
      level: healthLevel({
        equity: after.equity,
        maintenance: after.maintenance,
        excess: after.initialEquity - after.initial,
        utilisation: after.initialEquity > 0 ? after.initial / after.initialEquity : Number.POSITIVE_INFINITY,
      }),
    }
  })
}

function movesOf(scenario: StressScenario, market: MarketSnapshot): Record<string, Required<MarketMove>> {
  const none = { price: 0, volatility: 0 }
  return Object.fromEntries(
    Object.keys(market.underlyings).map((id) => [id, scenario.moves[id] ?? scenario.moves['*'] ?? none]),
  )
}

/** The market with stable assets off their peg. */
function withAssets(market: MarketSnapshot, moves: Readonly<Record<string, number>>): MarketSnapshot {
  const assets: Record<string, AssetMarket> = {}
  for (const [id, asset] of Object.entries(market.assets)) {
    const move = asset.underlying === undefined ? (moves[id] ?? 0) : 0
    assets[id] = { ...asset, price: asset.price * (1 + move) }
  }
  return { ...market, assets }
}
