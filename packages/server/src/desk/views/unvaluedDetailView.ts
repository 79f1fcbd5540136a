import type { AccountDetail, AccountSummary, NodeView } from '../../contract/index.js'
import { formatDecimal, type MarginSpec, type MarketSnapshot, type Portfolio, toMoney } from '../library.js'
import { balanceViews, orderView } from './detailView.js'
import { expiryOf, priceUnitOf } from './instrumentView.js'

const nothing = (label: string): NodeView => ({ kind: 'sum', label, value: 0, scenario: null, children: [] })

/**
 * What an account holds while no market of this run values it, so that it can be seen and settled. Its risk numbers
 * are zeros that mean nothing; `summary.error` says why.
 */
export function unvaluedDetailView(
  summary: AccountSummary,
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
): AccountDetail {
  return {
    summary,
    balances: balanceViews(portfolio, spec, market, new Map()),
    positions: portfolio.positions.map((position) => positionView(position, portfolio, market)),
    orders: portfolio.orders.map(orderView),
    worst: [],
    initialTree: nothing('Initial'),
    maintenanceTree: nothing('Maintenance'),
    generations: [],
    steps: [],
    liquidation: [],
    money: {
      currency: spec.currency,
      equity: toMoney(summary.equity, spec.decimals, 'down'),
      initial: toMoney(summary.initial, spec.decimals, 'up'),
      maintenance: toMoney(summary.maintenance, spec.decimals, 'up'),
      withdrawable: toMoney(summary.withdrawable, spec.decimals, 'down'),
    },
  }
}

function positionView(
  { instrument: id, quantity, entryPrice }: Portfolio['positions'][number],
  portfolio: Portfolio,
  market: MarketSnapshot,
): AccountDetail['positions'][number] {
  const known = portfolio.instruments.find((own) => own.id === id) ?? market.instruments.get(id)
  return {
    instrument: id,
    kind: known?.kind ?? '',
    underlying: known?.underlying ?? '',
    quantity: formatDecimal(quantity),
    entryPrice: entryPrice === undefined ? null : formatDecimal(entryPrice),
    mark: 0,
    priceUnit: known === undefined ? '' : priceUnitOf(known, market.currency),
    value: 0,
    unrealised: 0,
    delta: 0,
    gamma: 0,
    vega: 0,
    theta: 0,
    impliedVolatility: null,
    expiry: known === undefined ? null : expiryOf(known),
    part: 0,
    alone: 0,
    saves: 0,
  }
}
