/** The clearing machine; see the package's README for the rooms and the way of a command. */

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
