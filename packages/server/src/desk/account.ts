import type { AccountRecord } from '../store/change.js'
import type { MarginResult, MarketSnapshot, Portfolio } from './library.js'

export interface AccountError {
  readonly code: string
  readonly message: string
}

/** The last valuation that succeeded, and the market that it was made on. */
export interface Valued {
  readonly market: MarketSnapshot
  readonly result: MarginResult
}

/** One account as the desk holds it in memory. Replaced as a whole, never edited. */
export interface DeskAccount {
  readonly record: AccountRecord
  readonly portfolio: Portfolio
  /** Raised by every change of the account, so that what was computed from it can tell that it is old. */
  readonly revision: number
  readonly valued: Valued | null
  /** Why the account cannot be valued on the present market. */
  readonly error: AccountError | null
}
