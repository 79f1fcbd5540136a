import { createValuation, haircutOf, type MarketSnapshot, margin, parseBook, rulebook } from '../desk/library.js'
import type { DemoBook, DemoHoldings } from './demoBook.js'
import { amount } from './listed.js'

const cash = 'USDC'
const roundTo = 1000

/** Adds dollars until initial margin is the wanted share of initial equity; a book that has more already is left alone. */
export function withCollateral(book: DemoBook, holdings: DemoHoldings, market: MarketSnapshot): DemoHoldings {
  const price = market.assets[cash]?.price
  if (book.utilisation === undefined || price === undefined) return holdings
  const spec = rulebook(book.specId)
  const portfolio = parseBook({ plimsoll: 'book/1', id: book.id, ...holdings })
  const { initial, initialEquity } = margin(portfolio, market, spec, createValuation(market, spec))
  const missing = initial / book.utilisation - initialEquity
  const dollars = missing / (price * (1 - haircutOf(spec.collateral, cash).initial))
  if (!(dollars > 0)) return holdings
  const rounded = Math.max(roundTo, Math.ceil(dollars / roundTo) * roundTo)
  return { ...holdings, balances: [...holdings.balances, { asset: cash, amount: amount(rounded, 0) }] }
}
