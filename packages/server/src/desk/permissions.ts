import type { FeedView } from '../contract/index.js'
import { ServiceError } from '../error/serviceError.js'

/**
 * What each state of the feed lets an account do. Fills are facts and corrections are corrections, so neither waits for a
 * price; what could take money out or add risk does.
 */
export const permissions: Readonly<Record<FeedView['state'], { readonly withdraw: boolean; readonly open: boolean }>> =
  {
    VALID: { withdraw: true, open: true },
    STALE: { withdraw: false, open: false },
    HALT: { withdraw: false, open: false },
  }

export function requirePermission(state: FeedView['state'], action: 'withdraw' | 'open'): void {
  if (permissions[state][action]) return
  throw new ServiceError('MARKET_NOT_VALID', `The feed is in ${state}; this waits until a valid price arrives.`, {
    where: 'feed.state',
    value: state,
    expected: 'VALID',
  })
}
