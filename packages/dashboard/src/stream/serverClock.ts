/** How many observations are remembered: enough to hold a quick one, few enough to follow a clock that was set. */
const mostObservations = 30

export interface ServerClock {
  /** The service said, in a message that arrived at `arrival` of this clock, that its own clock showed `said`. */
  readonly observe: (said: number, arrival: number) => void
  /** The service's clock when this one shows `local`, in milliseconds; without an observation, this clock's own. */
  readonly at: (local: number) => number
}

/**
 * The service's clock as seen from here. A message needs time to come and says an instant that was already past, so every
 * difference seen is too large by its delay; the smallest of the last ones is nearest to the truth.
 */
export function makeServerClock(): ServerClock {
  let seen: readonly number[] = []
  return {
    observe: (said, arrival) => {
      if (Number.isFinite(said)) seen = [...seen.slice(1 - mostObservations), arrival - said]
    },
    at: (local) => (seen.length === 0 ? local : local - Math.min(...seen)),
  }
}

export const serverClock: ServerClock = makeServerClock()
