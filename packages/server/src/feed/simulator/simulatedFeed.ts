import { type MarketSnapshot, PlimsollError } from 'plimsoll'
import { type Clock, systemClock } from '../clock.js'
import type { FeedHalt, MarketFeed } from '../feed.js'
import type { SimulationParameters } from './parameters.js'
import { createSimulator } from './simulator.js'

export interface SimulatedFeedOptions {
  /** Default 1. */
  readonly seed?: number
  /** Market time of the first tick, milliseconds since 1970; default: the wall clock, rounded down to the second. */
  readonly startAt?: number
  /** Market seconds per wall second; default 1. */
  readonly speed?: number
  /** Wall time between ticks; default one second. */
  readonly tickMilliseconds?: number
  readonly parameters?: SimulationParameters
  readonly clock?: Clock
}

const speedMax = 86_400
const tickMinMilliseconds = 50
/** Ticks that may be missed before the market counts as stale. */
const missedTicksMax = 5

/**
 * A feed that simulates. Every tick is a step of tick time × speed of the market, never of the time that a timer
 * really took: so the same seed, start and speed give the same markets on every machine, and one that was asleep goes
 * on where it fell asleep.
 */
export function simulatedFeed(options: SimulatedFeedOptions = {}): MarketFeed {
  const clock = options.clock ?? systemClock
  const seed = options.seed ?? 1
  const tickMilliseconds = options.tickMilliseconds ?? 1000
  if (!Number.isSafeInteger(seed)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'feed.seed', value: seed, expected: 'a whole number' })
  }
  if (!(tickMilliseconds >= tickMinMilliseconds && Number.isFinite(tickMilliseconds))) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'feed.tickMilliseconds',
      value: tickMilliseconds,
      expected: `at least ${tickMinMilliseconds}`,
    })
  }
  const startAt = options.startAt ?? Math.floor(clock.now() / 1000) * 1000
  const { parameters } = options
  const simulator = createSimulator({ seed, startAt, ...(parameters === undefined ? {} : { parameters }) })
  let speed = checkSpeed(options.speed ?? 1)
  let paused = false
  let halt: FeedHalt | undefined
  let listener:
    | { readonly onTick: (market: MarketSnapshot) => void; readonly onHalt: (halt: FeedHalt) => void }
    | undefined
  /** Wall time at which the next tick is due. */
  let due = 0
  let cancel = (): void => {}

  const schedule = (): void => {
    cancel()
    if (listener === undefined || paused || halt !== undefined) return
    // A timer that came late does not make all later ones late; one that is late by more than a tick starts anew.
    due = Math.max(due + tickMilliseconds, clock.now())
    cancel = clock.after(due - clock.now(), tick)
  }
  const tick = (): void => {
    let market: MarketSnapshot
    try {
      market = simulator.advance(tickMilliseconds * speed)
    } catch (error) {
      halt = { reason: 'failed', message: error instanceof Error ? error.message : String(error) }
      listener?.onHalt(halt)
      return
    }
    const told = listener
    schedule()
    told?.onTick(market)
  }

  return {
    kind: 'simulated',
    name: simulator.market.source.name,
    staleAfterMilliseconds: missedTicksMax * tickMilliseconds,
    get speed() {
      return speed
    },
    get paused() {
      return paused
    },
    get halt() {
      return halt
    },
    start(onTick, onHalt = () => {}) {
      if (listener !== undefined) {
        throw new PlimsollError('INPUT_INVALID', {
          where: 'feed.start',
          value: 'running',
          expected: 'a feed that is stopped',
        })
      }
      listener = { onTick, onHalt }
      halt = undefined
      due = clock.now()
      schedule()
      onTick(simulator.market)
    },
    stop() {
      cancel()
      listener = undefined
    },
    pause() {
      cancel()
      paused = true
    },
    resume() {
      if (!paused) return
      paused = false
      due = clock.now()
      schedule()
    },
    setSpeed(value) {
      speed = checkSpeed(value)
    },
  }
}

function checkSpeed(speed: number): number {
  if (speed > 0 && speed <= speedMax) return speed
  throw new PlimsollError('INPUT_INVALID', {
    where: 'feed.speed',
    value: speed,
    expected: `a number above 0, at most ${speedMax}`,
  })
}
