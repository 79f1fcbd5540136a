/** Wall time and timers, given to a feed so that a test can be the clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs something once after a wall time; the answer cancels it. */
  after(milliseconds: number, run: () => void): () => void
}

/** Longest wait that a Node timer can keep; longer ones are cut, and the caller looks at the clock again. */
const timerMax = 2_147_483_647

/** The machine's own clock. Its timers do not keep the process alive by themselves: the server does. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(Math.max(milliseconds, 0), timerMax))
    return () => clearTimeout(timer)
  },
}
