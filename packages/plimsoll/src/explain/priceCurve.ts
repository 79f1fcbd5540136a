import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Scenario, ScenarioSet } from '../scenario/scenario.js'
import { underlyingOf } from '../valuation/lookup.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { bookProfits } from './bookProfits.js'
import { liquidationPrices } from './liquidationPrices.js'
import { movedBook } from './movedBook.js'

/** A book against the price of one underlying; reporting currency. */
export interface PriceCurve {
  readonly underlying: string
  readonly index: number
  readonly prices: readonly number[]
  /** Change of account value if the price were there now. */
  readonly pnl: readonly number[]
  /** The same at the book's nearest expiry in this underlying, volatilities unchanged; empty without an expiry. */
  readonly pnlAtExpiry: readonly number[]
  /** Milliseconds since 1970, or null. */
  readonly expiry: number | null
  readonly equity: readonly number[]
  readonly initial: readonly number[]
  readonly maintenance: readonly number[]
  readonly below: number | null
  readonly above: number | null
}

const dayMilliseconds = 86_400_000
const defaultMoves = Array.from({ length: 49 }, (_, step) => (step - 24) / 40)

/** Payoff, equity and requirement along one price, by default from −60 % to +60 %. */
export function priceCurve(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  underlying: string,
  options: { readonly moves?: readonly number[]; readonly valuation?: Valuation } = {},
): PriceCurve {
  const { index } = underlyingOf(market, underlying, 'underlying')
  const moves = options.moves ?? defaultMoves
  const valuation = options.valuation ?? createValuation(market, spec)
  const book = movedBook(portfolio, market, spec, valuation)
  const accounts = moves.map((price) => book.at({ [underlying]: { price } }))
  const expiry = nearestExpiry(portfolio, market, underlying)
  const atExpiry =
    expiry === null
      ? []
      : [...bookProfits(portfolio, market, pricesOnly(underlying, moves, (expiry - market.asOf) / dayMilliseconds))]
  const [liquidation] = liquidationPrices(portfolio, market, spec, valuation, [underlying])
  return {
    underlying,
    index,
    prices: moves.map((move) => index * (1 + move)),
    pnl: [...bookProfits(portfolio, market, pricesOnly(underlying, moves, 0))],
    pnlAtExpiry: atExpiry,
    expiry,
    equity: accounts.map((account) => account.equity),
    initial: accounts.map((account) => account.initial),
    maintenance: accounts.map((account) => account.maintenance),
    below: liquidation?.below ?? null,
    above: liquidation?.above ?? null,
  }
}

function nearestExpiry(portfolio: Portfolio, market: MarketSnapshot, underlying: string): number | null {
  let nearest: number | null = null
  for (const position of portfolio.positions) {
    const instrument = instrumentOf(portfolio, market, position.instrument, position.instrument)
    if (instrument.underlying !== underlying || !('expiry' in instrument)) continue
    if (nearest === null || instrument.expiry < nearest) nearest = instrument.expiry
  }
  return nearest
}

function pricesOnly(underlying: string, moves: readonly number[], horizonDays: number): ScenarioSet {
  const still = { price: { kind: 'relative', move: 0 }, volatility: { kind: 'none' } } as const
  const scenarios = moves.map(
    (move): Scenario => ({
      id: `${move}`,
      weight: 1,
      otherwise: still,
      shocks: { [underlying]: { price: { kind: 'relative', move }, volatility: { kind: 'none' } } },
      assets: {},
    }),
  )
  return { id: 'prices', smile: 'sticky-strike', normalMoves: 'any', horizonDays, scenarios }
}
