import type { AccountDetail, AccountSummary, OrderView } from '../../contract/index.js'
import {
  decimalToNumber,
  formatDecimal,
  generations,
  haircutOf,
  liquidationPrices,
  type MarginResult,
  type MarginSpec,
  type MarketSnapshot,
  type Order,
  type Portfolio,
  partsOf,
  toMoney,
  type Valuation,
} from '../library.js'
import { upperTree } from './nodeView.js'
import { positionViews } from './positionViews.js'

/** Everything one account's page shows. */
export function detailView(
  summary: AccountSummary,
  portfolio: Portfolio,
  spec: MarginSpec,
  valuation: Valuation,
  result: MarginResult,
): AccountDetail {
  const { market } = valuation
  const ladder = generations(portfolio, market, spec, valuation)
  return {
    summary,
    balances: balanceViews(portfolio, spec, market, partsOf(result.tree.initial)),
    positions: positionViews(portfolio, spec, valuation),
    orders: portfolio.orders.map(orderView),
    worst: result.worst.map(({ cell, scenario, value }) => ({
      cell,
      scenario: scenario?.id ?? '',
      label: scenario?.label ?? '',
      loss: value,
    })),
    initialTree: upperTree(result.tree.initial),
    maintenanceTree: upperTree(result.tree.maintenance),
    generations: ladder.generations.map((generation) => ({ ...generation })),
    generationsSpecId: ladder.specId,
    steps: ladder.steps.map((step) => ({ ...step })),
    liquidation: liquidationPrices(portfolio, market, spec, valuation).map((prices) => ({ ...prices })),
    money: {
      currency: spec.currency,
      equity: toMoney(result.equity, spec.decimals, 'down'),
      initial: toMoney(result.initial, spec.decimals, 'up'),
      maintenance: toMoney(result.maintenance, spec.decimals, 'up'),
      withdrawable: toMoney(result.withdrawable, spec.decimals, 'down'),
    },
  }
}

export function balanceViews(
  portfolio: Portfolio,
  spec: MarginSpec,
  market: MarketSnapshot,
  parts: ReadonlyMap<string, number>,
): AccountDetail['balances'] {
  return portfolio.balances.map(({ asset, amount }) => {
    const price = market.assets[asset]?.price ?? 0
    const value = decimalToNumber(amount) * price
    // A debt counts in full.
    const haircut = value > 0 ? haircutOf(spec.collateral, asset).initial : 0
    return {
      asset,
      amount: formatDecimal(amount),
      price,
      value,
      haircut,
      collateralValue: value * (1 - haircut),
      part: parts.get(`balance:${asset}`) ?? 0,
    }
  })
}

export function orderView(order: Order): OrderView {
  return {
    id: order.id,
    instrument: order.instrument,
    side: order.side,
    quantity: formatDecimal(order.quantity),
    price: formatDecimal(order.price),
    reduceOnly: order.reduceOnly,
  }
}
