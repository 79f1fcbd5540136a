import type { Standing } from '../liquidation/account.js'
import type { Takeover } from '../liquidation/backstop.js'
import type { Episode } from '../liquidation/episode.js'
import type { LiquidationStep } from '../liquidation/steps/nextStep.js'
import type { Deleveraging } from '../loss/deleveraging/deleverage.js'
import type { FundWatch } from '../loss/waterfall/fundWatch.js'
import type { LossPayment } from '../loss/waterfall/shareLoss.js'
import type { TickOutcome } from '../oracle/applyTick.js'
import type { FeedState, Transition } from '../oracle/feedState.js'
import type { FeedTerms } from '../oracle/feedTerms.js'
import type { RateOutcome, RedemptionState } from '../oracle/redemptionRate.js'
import type { ChangeReview } from '../oracle/reviewChange.js'
import type { SurfaceOutcome, SurfaceState } from '../oracle/surfaceMark.js'
import type { BidRecord, RateRecord } from '../state/doorRecords.js'
import type {
  AccessRecord,
  AnswerRecord,
  AssetRecord,
  AutoHedge,
  AverageRecord,
  FeedChange,
  FundingRecord,
  LevelRecord,
  ListingRecord,
  MarginMode,
  OrderRecord,
  OutflowRecord,
  ParameterRecord,
  PendingChange,
  PriceRecord,
  SurfaceRecord,
  TopUp,
} from '../state/records.js'

/**
 * A ledger account: `account:NAME` is a customer's, the others are the house's. `external` counts what came from and went outside, and so
 * is the only one that is expected to be negative; `variation:INSTRUMENT` what was realised on one side before it was on the other, `funding:INSTRUMENT` the same of funding.
 */
export type LedgerName =
  | `account:${string}`
  | `variation:${string}`
  | `fund:${string}`
  | `funding:${string}`
  | 'external'
  | 'fees'
  | 'interest'
  | 'rounding'
  | 'venue'
  | 'unpaid'

/** Why money moved. */
export type Reason =
  | 'deposit'
  | 'withdrawal'
  | 'transfer'
  | 'realised'
  | 'premium'
  | 'fee'
  | 'funding'
  | 'interest'
  | 'settlement'
  | 'rounding'
  | 'contribution'
  | 'top-up'
  | 'liquidation'
  | 'loss'

/** How an account stands before and after something is done to it; risk numbers. */
export interface MarginChange {
  readonly before: Standing
  readonly after: Standing
}

/** What happened. Applying events in their order is all that a replay does. */
export type Event =
  | { readonly kind: 'advanced'; readonly at: number }
  /** Time enough has passed for positions to be valued anew, although no price has changed. */
  | { readonly kind: 'revalued' }
  | { readonly kind: 'answered'; readonly id: string; readonly answer: AnswerRecord }
  | {
      readonly kind: 'moved'
      readonly from: LedgerName
      readonly to: LedgerName
      readonly asset: string
      /** > 0, smallest units. */
      readonly amount: bigint
      readonly why: Reason
    }
  | {
      readonly kind: 'position-changed'
      readonly account: string
      readonly instrument: string
      /** Change, signed. */
      readonly lots: bigint
      /** Change, fine units. */
      readonly cost: bigint
      /** Change of what the instrument's closed holdings left behind, fine units. */
      readonly residue: bigint
    }
  | { readonly kind: 'residue-changed'; readonly instrument: string; readonly residue: bigint }
  /** What an option has cost or brought the account, smallest units: its profit on it, with what open lots are worth. */
  | {
      readonly kind: 'profit-counted'
      readonly account: string
      readonly instrument: string
      readonly amount: bigint
    }
  | { readonly kind: 'account-opened'; readonly account: string; readonly owner: string; readonly mode: MarginMode }
  | { readonly kind: 'account-closed'; readonly account: string }
  | { readonly kind: 'mode-changed'; readonly account: string; readonly mode: MarginMode }
  | { readonly kind: 'top-up-set'; readonly account: string; readonly topUp?: TopUp }
  | { readonly kind: 'auto-hedge-set'; readonly account: string; readonly autoHedge?: AutoHedge }
  | { readonly kind: 'level-changed'; readonly account: string; readonly level: LevelRecord }
  | { readonly kind: 'order-placed'; readonly account: string; readonly id: string; readonly order: OrderRecord }
  | { readonly kind: 'order-reduced'; readonly account: string; readonly id: string; readonly lots: bigint }
  | {
      readonly kind: 'order-removed'
      readonly account: string
      readonly id: string
      readonly why: 'cancelled' | 'filled' | 'expired' | 'settled' | 'liquidation' | 'switch'
    }
  | { readonly kind: 'asset-listed'; readonly asset: string; readonly record: AssetRecord }
  | { readonly kind: 'instrument-listed'; readonly id: string; readonly listing: ListingRecord }
  | { readonly kind: 'instrument-status'; readonly id: string; readonly status: ListingRecord['status'] }
  | { readonly kind: 'access-set'; readonly record: AccessRecord }
  | { readonly kind: 'price-set'; readonly feed: string; readonly price: PriceRecord }
  | { readonly kind: 'feed-set'; readonly feed: string; readonly terms: FeedTerms }
  /** What a feed, or the shadow of a change of it, became by a tick, a view of the own book or a term that ran out, and what changed on the way. */
  | {
      readonly kind: 'feed-changed'
      readonly feed: string
      readonly isShadow: boolean
      readonly state: FeedState
      readonly transitions: readonly Transition[]
      readonly outcome?: TickOutcome
    }
  | {
      readonly kind: 'rate-heard'
      readonly feed: string
      readonly state: RedemptionState
      readonly outcome: RateOutcome | 'started'
    }
  | { readonly kind: 'feed-change-announced'; readonly feed: string; readonly change: FeedChange }
  /** The change took effect, or was given up: taken back, or refused by the comparison. */
  | {
      readonly kind: 'feed-change-ended'
      readonly feed: string
      readonly why: 'in-force' | 'withdrawn' | 'refused'
      readonly review?: ChangeReview
    }
  | {
      readonly kind: 'surface-heard'
      readonly underlying: string
      readonly state: SurfaceState
      readonly outcome: SurfaceOutcome
    }
  | { readonly kind: 'surface-set'; readonly underlying: string; readonly surface: SurfaceRecord }
  | { readonly kind: 'bid-seen'; readonly instrument: string; readonly bid: BidRecord }
  | { readonly kind: 'average-set'; readonly average: AverageRecord }
  | { readonly kind: 'parameters-set'; readonly parameters: ParameterRecord }
  | { readonly kind: 'episode-changed'; readonly account: string; readonly episode: Episode }
  /** To be executed by the exchange at once or not at all; what came of it comes back as `liquidation-filled`. */
  | { readonly kind: 'liquidation-ordered'; readonly account: string; readonly step: LiquidationStep }
  | { readonly kind: 'taken-over'; readonly account: string; readonly by: string; readonly takeover: Takeover }
  | {
      readonly kind: 'deleveraged'
      readonly account: string
      readonly instrument: string
      /** At the mark where the account is solvent, else at the price at which its loss is paid. */
      readonly round: Deleveraging
      /** Of each account that gives. */
      readonly margins: Readonly<Record<string, MarginChange>>
    }
  | { readonly kind: 'loss-shared'; readonly account: string; readonly payments: readonly LossPayment[] }
  | { readonly kind: 'funding-set'; readonly instrument: string; readonly funding: FundingRecord }
  | { readonly kind: 'funding-settled'; readonly account: string; readonly instrument: string }
  /** A market has drawn on the shared fund, or on a provider’s account. */
  | { readonly kind: 'fund-drawn'; readonly market: string; readonly amount: bigint; readonly provider?: string }
  | { readonly kind: 'fund-watched'; readonly watch: FundWatch }
  | { readonly kind: 'outflow-counted'; readonly asset: string; readonly outflow: OutflowRecord }
  /** An order was counted; where the record says since when, it has tripped the switch. */
  | { readonly kind: 'rate-counted'; readonly who: string; readonly rate: RateRecord }
  | { readonly kind: 'switch-released'; readonly who: string }
  | { readonly kind: 'change-announced'; readonly name: string; readonly change: PendingChange }
  | { readonly kind: 'change-withdrawn'; readonly name: string }

/** A customer's account by the name that the ledger gives it. */
export function accountOf(name: LedgerName): string | undefined {
  return name.startsWith('account:') ? name.slice('account:'.length) : undefined
}
