import type { FeedConfig } from './feedConfig.js'
import type { BandWindow, FeedState } from './feedState.js'
import { isWithin } from './relative.js'

/**
 * The move bands with a new index. A window begins with the index that stood when it began, which is the last one before its first
 * event. A breaker acts once in a window, so that it stops actions for a time and then follows the truth.
 */
export function windowsAfter(config: FeedConfig, state: FeedState, index: bigint): readonly BandWindow[] {
  return config.moveBands.map(({ windowMs, limitPpm, pauseMs }, row) => {
    const start = Math.floor(state.at / windowMs) * windowMs
    const past = state.windows[row]
    const from = past?.start === start ? past.from : (state.index?.price ?? index)
    const running = past?.start === start || isPaused(past, state.at) ? past?.pausedUntil : undefined
    const pausedUntil = running ?? (isWithin(index, from, limitPpm, config.leastSize) ? undefined : state.at + pauseMs)
    return { start, from, ...(pausedUntil !== undefined && { pausedUntil }) }
  })
}

export function isPaused(window: BandWindow | undefined, at: number): boolean {
  return window?.pausedUntil !== undefined && at < window.pausedUntil
}
