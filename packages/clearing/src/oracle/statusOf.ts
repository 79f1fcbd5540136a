import type { FeedConfig } from './feedConfig.js'
import type { FeedState, FeedStatus, StatusReason } from './feedState.js'
import { million, sizeOf } from './relative.js'
import { isPaused } from './windows.js'

/** The status that follows from what is known, with every reason of that rank. */
export function statusOf(
  config: FeedConfig,
  state: FeedState,
): { readonly status: FeedStatus; readonly reasons: readonly StatusReason[] } {
  const { at, index, outage, recovery, windows } = state
  if (index === undefined) return { status: 'HALT', reasons: ['never-priced'] }
  if (outage !== undefined) {
    return at - outage.since >= config.haltAfterMs
      ? { status: 'HALT', reasons: [outage.reason, 'long-stale'] }
      : { status: 'STALE', reasons: [outage.reason] }
  }
  const isWiderThan = (ppm: bigint): boolean => index.dispersion * million > ppm * sizeOf(index.price, config.leastSize)
  const stale: StatusReason[] = []
  if (recovery !== undefined && recovery.settleUntil === undefined) stale.push('recovering')
  if (isWiderThan(config.tooWidePpm)) stale.push('too-wide')
  if (stale.length > 0) return { status: 'STALE', reasons: stale }
  const uncertain: StatusReason[] = []
  if (recovery !== undefined) uncertain.push('settling')
  if (isWiderThan(config.uncertainPpm)) uncertain.push('wide')
  if (windows.some((window) => isPaused(window, at))) uncertain.push('moved')
  return uncertain.length > 0 ? { status: 'UNCERTAIN', reasons: uncertain } : { status: 'VALID', reasons: [] }
}
