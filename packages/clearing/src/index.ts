export type {
  AccountView,
  Assess,
  InstrumentTerms,
  Lots,
  Prices,
  Standing,
  SystemState,
} from './liquidation/account.js'
export {
  type AuctionFigures,
  type AuctionOffer,
  auctionFee,
  auctionOffer,
  bufferShortfall,
} from './liquidation/auction/auctionOffer.js'
export type { AuctionState } from './liquidation/auction/auctionState.js'
export { type AuctionBid, type BidResult, lotsOfShare, startAuction, takeBid } from './liquidation/auction/bidding.js'
export type { Takeover } from './liquidation/backstop.js'
export { type BankruptcyPart, bankruptcyParts } from './liquidation/bankruptcyParts.js'
export { checkLiquidationRules } from './liquidation/checkRules.js'
export { acceptsFill, closeEpisode, type Episode, type PendingStep, startEpisode } from './liquidation/episode.js'
export {
  type CollateralCover,
  type CollateralSpare,
  collateralSpareFee,
  coverPart,
  discountAfter,
  liabilityToCover,
  lotsToCover,
  type PositionCover,
  type PositionSpare,
  spareFee,
} from './liquidation/formulas/cover.js'
export {
  bankruptcyQuote,
  type ClosedPart,
  type FillableTerms,
  fillableQuote,
  insuranceDelta,
  positionLimits,
  type Quotient,
} from './liquidation/formulas/proportionalBankruptcy.js'
export { socialisedCharge } from './liquidation/formulas/socialisedCharge.js'
export { impactCost, maxWithdrawable, unwindCost, type WithdrawalFigures } from './liquidation/impact.js'
export { type Decision, type LiquidationAction, nextAction, type WaitReason } from './liquidation/nextAction.js'
export { needsLiquidation, type QueuedAccount, worstFirst } from './liquidation/queue.js'
export type * from './liquidation/rules.js'
export type { Situation } from './liquidation/situation.js'
export { type BookedStep, bookFills, type FilledStep, shortfall } from './liquidation/steps/bookFills.js'
export type { LiquidationStep, StepReason } from './liquidation/steps/nextStep.js'
export { type ChargedFee, chargeFee } from './liquidation/steps/stepFee.js'
export type { LiquidationOrder } from './liquidation/steps/stepOrders.js'
export { liquidationRuleIds, liquidationRules } from './liquidation/venues/index.js'
