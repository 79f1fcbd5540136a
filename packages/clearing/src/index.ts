/**
 * The part of Plimsoll that acts: a deterministic state machine over accounts, money and prices. No clock, no randomness, no I/O.
 */

export { actionTable, type Permission, type PricedAction, worstStatus } from './oracle/actionTable.js'
export { advance } from './oracle/advance.js'
export { applyOwnBook, type OwnBook } from './oracle/applyOwnBook.js'
export { applyTick, type TickOutcome, type TickStep } from './oracle/applyTick.js'
export { checkFeedConfig } from './oracle/checkFeedConfig.js'
export { collateralReading } from './oracle/collateralReading.js'
export {
  type CompositionConfig,
  checkComposition,
  composeReadings,
  multiplyPrices,
  type UnitPrice,
} from './oracle/composePrices.js'
export * from './oracle/feedConfig.js'
export * from './oracle/feedState.js'
export {
  type InterestTerms,
  manipulationCost,
  openInterestCap,
  type SourceLiquidity,
} from './oracle/manipulationCost.js'
export {
  type FeedPrices,
  type FeedReading,
  isFillable,
  isPrintable,
  openingPrices,
  readFeed,
} from './oracle/readFeed.js'
export {
  applyRate,
  type RateOutcome,
  type RedemptionConfig,
  type RedemptionState,
  readRedemption,
  startRedemption,
} from './oracle/redemptionRate.js'
export { type ChangeReview, type ChangeRule, reviewChange } from './oracle/reviewChange.js'
export type { Step } from './oracle/settle.js'
export {
  applySurface,
  emptySurface,
  longOptionCredit,
  type MarkedSlice,
  type SurfaceConfig,
  type SurfaceOutcome,
  type SurfaceState,
  surfaceStatus,
} from './oracle/surfaceMark.js'
export { publicKeyOf, signTick, type Tick, tickBytes } from './oracle/tick.js'
