import type { AccountView, Assess, InstrumentTerms, SystemState } from './account.js'
import type { Episode } from './episode.js'
import type { LiquidationRules } from './rules.js'

/** Everything that one decision about one account may look at. */
export interface Situation {
  readonly rules: LiquidationRules
  readonly account: AccountView
  readonly instruments: Readonly<Record<string, InstrumentTerms>>
  readonly assess: Assess
  readonly episode: Episode
  /** Notional that the backstop may still take, by underlying, in the smallest unit; absent is none. */
  readonly backstopRoom: Readonly<Record<string, bigint>>
  /** What market pool and shared fund would pay of a loss of the account’s, smallest unit: winners give only what is beyond it. */
  readonly lossRoom: bigint
  readonly system: SystemState
  /** Milliseconds. */
  readonly now: number
}
