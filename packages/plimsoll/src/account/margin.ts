import type { MarketSnapshot } from '../market/snapshot.js'
import type { CellResult, NodeResult } from '../requirement/nodeResult.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { assess } from './assess.js'
import { holdingsOf } from './holdings.js'
import { figuresOf } from './marginFigures.js'
import type { Portfolio } from './portfolio.js'
import type { MarginResult } from './result.js'
import { withdrawableAmounts } from './withdrawable.js'

/**
 * What a book needs under a rule book, what stands behind it, and why.
 *
 * Pure: the same portfolio (in any order of its lines), market and rule book give the same bits. Amounts are in the rule
 * book's currency. Pass the same `valuation` for all accounts of one market snapshot and rule book; it holds the shared
 * repricing.
 *
 * @throws PlimsollError for anything the market cannot price; nothing is valued at zero instead.
 * @example
 * import { margin, parseBook, parseMarket, rulebook } from 'plimsoll'
 * const market = parseMarket({
 *   plimsoll: 'market/1', asOf: '2026-02-05T12:00:00Z', source: { kind: 'manual', name: 'example' }, currency: 'USD',
 *   assets: { USDC: { price: 1, decimals: 6 } },
 *   underlyings: { BTC: { index: 70000 } },
 *   instruments: [{ kind: 'perpetual', id: 'BTC_USDC-PERPETUAL', underlying: 'BTC', contractSize: 1,
 *     settlement: { kind: 'linear', currency: 'USDC' } }],
 *   marks: { 'BTC_USDC-PERPETUAL': 70000 },
 * })
 * const book = parseBook({ plimsoll: 'book/1', id: 'one', balances: [{ asset: 'USDC', amount: '20000' }],
 *   positions: [{ instrument: 'BTC_USDC-PERPETUAL', quantity: '1', entryPrice: '69000' }] })
 * const result = margin(book, market, rulebook('portfolio'))
 * result.equity // => 21000
 * result.worst[0].scenario.label // => 'price −16 %, vol −30 % at 30 d'
 */
export function margin(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation: Valuation = createValuation(market, spec),
): MarginResult {
  const holdings = holdingsOf(portfolio, valuation)
  const assessment = assess(holdings, spec, valuation)
  const { initial, maintenance } = assessment
  const figures = figuresOf(assessment)
  const withdrawable = withdrawableAmounts(holdings, assessment, spec, valuation)
  let mostWithdrawable = 0
  for (const [asset, amount] of withdrawable) {
    mostWithdrawable = Math.max(mostWithdrawable, amount * holdings.assets.get(asset)!.price)
  }
  return {
    specId: spec.id,
    currency: spec.currency,
    asOf: market.asOf,
    ...figures,
    unrealised: holdings.unrealised,
    optionValue: holdings.optionValue,
    health: healthOf(figures.equity, figures.maintenance),
    utilisation: utilisation(figures.initial, figures.initialEquity),
    excess: Math.max(figures.initialEquity - figures.initial, -Number.MAX_VALUE),
    withdrawable: mostWithdrawable,
    withdrawableAssets: Object.fromEntries(withdrawable),
    worst: decidingCells(initial),
    tree: { initial, maintenance, ...(assessment.haircuts === undefined ? {} : { haircuts: assessment.haircuts }) },
  }
}

/**
 * equity / maintenance; where nothing is required, as good or as bad as it gets.
 *
 * @example
 * import { healthOf } from 'plimsoll'
 * healthOf(90, 100) // => 0.9
 * healthOf(-1, 0) // => -Infinity
 */
export function healthOf(equity: number, maintenance: number): number {
  if (maintenance > 0) return equity / maintenance
  return equity < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

function utilisation(initial: number, initialEquity: number): number {
  if (initial === 0) return 0
  return initialEquity > 0 ? initial / initialEquity : Number.POSITIVE_INFINITY
}

/** Cells with a deciding scenario, of the leaves that make up the requirement. */
function decidingCells(node: NodeResult): readonly CellResult[] {
  const own = (node.cells ?? []).filter((cell) => cell.scenario !== undefined && cell.value > 0)
  return [
    ...own,
    ...node.children.flatMap((child, row) => ((node.counts?.[row] ?? 0) === 0 ? [] : decidingCells(child))),
  ]
}
