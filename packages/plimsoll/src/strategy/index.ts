export type { StrategyKind } from './candidate.js'
export type { OptionLeg, StockLeg, StrategyBook, StrategyLeg } from './strategyBook.js'
export { type FormedStrategy, type StrategyMargin, strategyMargin } from './strategyMargin.js'
export type { StrategyRule } from './strategyRule.js'
