import { type Holdings, holdingsOf } from '../account/holdings.js'
import { instrumentOf } from '../account/instrumentOf.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { decimalToNumber } from '../money/decimal.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { riskArrays } from '../valuation/riskArrays.js'
import { createValuation } from '../valuation/valuation.js'

/**
 * Change of the account's value in every scenario of a set, collateral included, open orders left out; reporting currency.
 */
export function bookProfits(portfolio: Portfolio, market: MarketSnapshot, set: ScenarioSet): Float64Array {
  const arrays = riskArrays(market, set)
  const sum = new Float64Array(set.scenarios.length)
  const add = (row: Float64Array | undefined, quantity: number): void => {
    if (row !== undefined) for (let s = 0; s < sum.length; s++) sum[s] = sum[s]! + quantity * row[s]!
  }
  for (const position of portfolio.positions) {
    add(
      arrays.row(instrumentOf(portfolio, market, position.instrument, position.instrument)),
      decimalToNumber(position.quantity),
    )
  }
  for (const [asset, holding] of unordered(portfolio, market).assets)
    add(arrays.assetRow(asset), holding.balance + holding.unrealised)
  return sum
}

function unordered(portfolio: Portfolio, market: MarketSnapshot): Holdings {
  return holdingsOf({ ...portfolio, orders: [] }, createValuation(market, { id: 'profits', scenarios: {} }))
}
