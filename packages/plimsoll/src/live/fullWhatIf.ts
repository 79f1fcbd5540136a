import type { Portfolio } from '../account/portfolio.js'
import type { MarginResult } from '../account/result.js'
import { whatIf } from '../account/whatIf.js'
import { parseDecimal } from '../money/decimal.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import type { InitialNumbers, LiveTrade } from './preTrade.js'

/** What trades would change. */
export interface LiveWhatIf {
  readonly after: InitialNumbers
  /** Where the answer depended on it. */
  readonly before?: InitialNumbers
  readonly accepted: boolean
}

const decimals = 12

/** The same question to the general evaluator. */
export function fullWhatIf(
  portfolio: Portfolio,
  trades: readonly LiveTrade[],
  spec: MarginSpec,
  valuation: Valuation,
): LiveWhatIf {
  const orders = trades.map(({ instrument, quantity, price }) => ({
    instrument,
    side: quantity < 0 ? ('sell' as const) : ('buy' as const),
    quantity: parseDecimal(Math.abs(quantity).toFixed(decimals), 'quantity'),
    price: parseDecimal(price.toFixed(decimals), 'price'),
    as: 'fill' as const,
  }))
  const { before, after, accepted } = whatIf(portfolio, valuation.market, spec, orders, valuation)
  return { before: numbersOf(before), after: numbersOf(after), accepted }
}

function numbersOf({ initial, initialEquity }: MarginResult): InitialNumbers {
  return { initial, equity: initialEquity }
}
