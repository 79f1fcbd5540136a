import type { Clock } from './clock.js'

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on and runs, in order, what falls due on the way. */
  advance(milliseconds: number): void
}

/** For tests and for driving a feed by hand. */
export function manualClock(start: number): ManualClock {
  let time = start
  let waiting: { readonly due: number; readonly run: () => void }[] = []
  return {
    now: () => time,
    after(milliseconds, run) {
      const entry = { due: time + Math.max(milliseconds, 0), run }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((other) => other !== entry)
      }
    },
    advance(milliseconds) {
      const end = time + milliseconds
      for (;;) {
        const next = waiting.filter(({ due }) => due <= end).sort((left, right) => left.due - right.due)[0]
        if (next === undefined) break
        waiting = waiting.filter((other) => other !== next)
        time = next.due
        next.run()
      }
      time = end
    },
  }
}
