import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Scenario, ScenarioSet, Shock } from '../scenario/scenario.js'
import { underlyingOf } from '../valuation/lookup.js'
import { bookProfits } from './bookProfits.js'

/** Profit and loss of an account over price moves (columns) and volatility moves (rows) of one underlying. */
export interface Heatmap {
  readonly underlying: string
  readonly index: number
  /** Relative, increasing. */
  readonly priceMoves: readonly number[]
  /** Relative, decreasing: the highest volatility is the first row, as on paper. */
  readonly volatilityMoves: readonly number[]
  /** pnl[row][column], reporting currency. */
  readonly pnl: readonly (readonly number[])[]
  readonly worst: { readonly row: number; readonly column: number; readonly pnl: number }
}

const still: Shock = { price: { kind: 'relative', move: 0 }, volatility: { kind: 'none' } }
const defaultPriceMoves = [
  -0.5, -0.4, -0.3, -0.2, -0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16, 0.2, 0.3, 0.4, 0.5,
]
const defaultVolatilityMoves = [1, 0.75, 0.5, 0.25, 0, -0.2, -0.4]

/** Full revaluation on a grid; every other underlying stays where it is, every volatility moves by the same factor. */
export function heatmap(
  portfolio: Portfolio,
  market: MarketSnapshot,
  underlying: string,
  options: { readonly priceMoves?: readonly number[]; readonly volatilityMoves?: readonly number[] } = {},
): Heatmap {
  const { index } = underlyingOf(market, underlying, 'underlying')
  const priceMoves = options.priceMoves ?? defaultPriceMoves
  const volatilityMoves = options.volatilityMoves ?? defaultVolatilityMoves
  const scenarios = volatilityMoves.flatMap((volatility) =>
    priceMoves.map((price) => moved(underlying, price, volatility)),
  )
  const set: ScenarioSet = { id: 'heatmap', smile: 'sticky-strike', normalMoves: 'any', horizonDays: 0, scenarios }
  const profits = bookProfits(portfolio, market, set)
  const pnl = volatilityMoves.map((_, row) => [
    ...profits.subarray(row * priceMoves.length, (row + 1) * priceMoves.length),
  ])
  let worst = 0
  for (let s = 1; s < profits.length; s++) if (profits[s]! < profits[worst]!) worst = s
  return {
    underlying,
    index,
    priceMoves,
    volatilityMoves,
    pnl,
    worst: { row: Math.floor(worst / priceMoves.length), column: worst % priceMoves.length, pnl: profits[worst]! },
  }
}

function moved(underlying: string, price: number, volatility: number): Scenario {
  const shock: Shock = {
    price: { kind: 'relative', move: price },
    volatility: volatility === 0 ? { kind: 'none' } : { kind: 'relative', move: volatility },
  }
  return { id: `${price} ${volatility}`, weight: 1, otherwise: still, shocks: { [underlying]: shock }, assets: {} }
}
