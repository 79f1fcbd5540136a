/**
 * The clearing machine: a deterministic state machine over the margin library. See README.md for the way of a command and the rooms.
 */

export { type AttackOptions, type AttackReport, type AttackResult, attack } from './adversary/attack.js'
export type { Member, Move, Plan, Stake, Story } from './adversary/plan.js'
export { audit, auditSteps, type Violation as BookViolation } from './audit/audit.js'
export { type Amounts, type PublicFigures, publicFigures } from './audit/figures.js'
export { restoreState } from './audit/restoreState.js'
export { type Refusal, type RefusalCode, refusalCodes } from './error/refusal.js'
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
export type {
  DeleveragingCandidate,
  DeleveragingRequest,
  HealthCheck,
  HealthVerdict,
  PairedLeg,
} from './loss/deleveraging/candidate.js'
export { type Deleveraging, type DeleveragingFill, deleverage } from './loss/deleveraging/deleverage.js'
export {
  afterRound,
  type BankruptAccount,
  type DeleveragedAccount,
  type DeleveragingEpisode,
  noDeleveraging,
  totalDeficit,
} from './loss/deleveraging/episode.js'
export {
  type DeleveragingPolicy,
  type DeleveragingPolicyName,
  deleveragingPolicies,
  type QueueReturn,
} from './loss/deleveraging/policy.js'
export { type Draw, drawOf } from './loss/exact/draw.js'
export { type Giver, proRata } from './loss/exact/proRata.js'
export type { Ratio } from './loss/exact/ratio.js'
export { type CoverRequirement, coverRequirement, type StressedOwner } from './loss/sizing/coverRequirement.js'
export { type FundCosts, type FundSize, fundSize } from './loss/sizing/fundSize.js'
export {
  type FundActions,
  type FundRule,
  type FundState,
  type FundWatch,
  unwatchedFund,
  watchFund,
} from './loss/waterfall/fundWatch.js'
export { afterDraw, type SharedDraws, type SliceRule, sharedSlice } from './loss/waterfall/sharedSlice.js'
export {
  deleveragingPrice,
  type LossPayer,
  type LossPayment,
  type LossSources,
  type LossTier,
  lossTiers,
  shareLoss,
} from './loss/waterfall/shareLoss.js'
export {
  type ProfitClaim,
  type ProfitPool,
  type Solvency,
  withdrawableProfit,
  withdrawalGate,
} from './loss/waterfall/withdrawableProfit.js'
export { type Answer, apply } from './machine/apply.js'
export type { Command, CommandBodies, CommandKind, CommandOf, Duty, TradeSide } from './machine/commands.js'
export { duties } from './machine/commands.js'
export type { Event, LedgerName, Reason } from './machine/events.js'
export { evolve } from './machine/evolve.js'
export { actionTable, type Permission, type PricedAction, worstStatus } from './oracle/actionTable.js'
export { advance } from './oracle/advance.js'
export { applyOwnBook, type OwnBook } from './oracle/applyOwnBook.js'
export { applyHeard, applyTick, type TickOutcome, type TickStep } from './oracle/applyTick.js'
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
export type { CollateralConfig, FeedTerms } from './oracle/feedTerms.js'
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
export { authenticate, type HeardTick, publicKeyOf, signTick, type Tick, tickBytes } from './oracle/tick.js'
export { type BarSeries, type BarsOptions, barsPath, type PriceBar } from './rehearsal/barsPath.js'
export type { RehearsalFlows } from './rehearsal/flows.js'
export { type CustomCourse, customCrash, type HouseOptions, houseRehearsal } from './rehearsal/houseRehearsal.js'
export { type CoinMarket, instrumentOf, type MarketModel, type Ready } from './rehearsal/market.js'
export {
  type OctoberOptions,
  type OctoberSource,
  octoberCoins,
  octoberRehearsal,
  type PublishedCoin,
  type PublishedWinner,
} from './rehearsal/october.js'
export type { Opening } from './rehearsal/opening.js'
export {
  buildPopulation,
  type CallAnswer,
  type Holding,
  type Population,
  type PopulationAccount,
  type PopulationAggregates,
  type SideAggregates,
} from './rehearsal/population.js'
export { type PricePath, type PricePoint, type ShockPath, shockPath } from './rehearsal/pricePath.js'
export { type Rehearsal, type RehearsalOptions, type RehearsalStep, rehearse } from './rehearsal/rehearse.js'
export { standardMarket } from './rehearsal/standardMarket.js'
export { rehearsalParameters } from './rehearsal/venue.js'
export { withPolicy } from './rehearsal/withPolicy.js'
export { type ForcedFlow, type ForcedFlowOptions, forcedFlow, type MarketFlow } from './report/forcedFlow.js'
export { type Assessment, assess } from './risk/assess.js'
export type { BrokenInvariant } from './simulation/brokenInvariant.js'
export type { FaultCounts } from './simulation/faults.js'
export type { Happened } from './simulation/happened.js'
export { randomCommands } from './simulation/randomCommands.js'
export type { MarketKind } from './simulation/regime.js'
export { type SimulationOptions, type SimulationReport, simulate, type Violation } from './simulation/simulate.js'
export { type SimulationTotal, simulationRuns, simulationTotal } from './simulation/simulationRuns.js'
export { type SmallVenue, smallVenue } from './simulation/smallVenue.js'
export type { SimulationStep } from './simulation/world.js'
export { clockOf } from './state/clock.js'
export { decode, encode } from './state/codec.js'
export type * from './state/doorRecords.js'
export type * from './state/records.js'
export {
  commit,
  createState,
  forkState,
  loadState,
  rollback,
  type State,
  saveState,
  stateHash,
  stateLines,
} from './state/state.js'
