export {
  type CalendarCharge,
  type CalendarLeg,
  type CalendarResult,
  type CalendarSpread,
  type ContractMonth,
  calendarSpreads,
  type FormedCalendarSpread,
} from './calendarSpreads.js'
export { type CombinedCommodity, lossPositive, type SpanPosition } from './combinedCommodity.js'
export { compositeDelta } from './compositeDelta.js'
export { type DeliveryRate, deliveryCharge } from './deliveryCharge.js'
export {
  type FormedInterCommoditySpread,
  type InterCommodityDelta,
  type InterCommodityLeg,
  type InterCommodityResult,
  type InterCommoditySpread,
  interCommodityCredits,
} from './interCommodityCredit.js'
export type { MonthDelta } from './monthDeltas.js'
export { type ScanRisk, spanScanRisk } from './scanRisk.js'
export { type SpanScenario, type SpanScenarioRule, spanRiskArray, spanScenarios } from './scenarios.js'
export { type SpanShortOptionMinimum, spanShortOptionMinimum } from './shortOptionMinimum.js'
export type { SpanPart } from './spanParts.js'
export { type SpanCommodityResult, type SpanPortfolio, type SpanResult, spanRequirement } from './spanRequirement.js'
export {
  type PriceRisk,
  type PriceRiskInputs,
  spanPriceRisk,
  type WeightedPriceRiskMethod,
} from './weightedPriceRisk.js'
