import type { ParameterEntry } from '../../requirement/spec.js'

/** A liquidity tier: what its markets ask for. */
export interface DydxTier {
  /** Initial margin fraction before open interest scales it. */
  readonly initial: number
  /** Maintenance margin as a part of the base initial margin. */
  readonly maintenanceFraction: number
  /** Open interest, in the quote currency, from which the fraction rises and at which it is 1; both 0: it does not rise. */
  readonly openInterest: { readonly lower: number; readonly upper: number }
  readonly source: ParameterEntry['status']
  readonly where?: string
}
