import { chainToMarket, type MarketSnapshot, PlimsollError } from 'plimsoll'
import { type Clock, systemClock } from '../clock.js'
import type { FeedHalt, MarketFeed } from '../feed.js'
import type { ChainStore } from './chainStore.js'
import { readChainFile } from './readChainFile.js'

export interface ReplayOptions {
  /** Market seconds per wall second; default 4,000, so that two weeks take five minutes. */
  readonly speed?: number
  readonly clock?: Clock
}

const defaultSpeed = 4000
const speedMax = 1_000_000
/**
 * An instant is due this much early: market time is a product, and its last bits must not make a timer wait for
 * nothing.
 */
const roundingMilliseconds = 0.5
/** Beyond the longest wait between two snapshots: what a busy machine may be late. */
const lateMilliseconds = 5000

/**
 * A feed that replays a chain file: exactly the file's snapshots, at their distances divided by the speed, nothing
 * between them. After the last it halts with reason `ended`.
 *
 * @throws PlimsollError what `readChainFile` throws: the whole file is checked before the first tick
 */
export async function openReplay(path: string, options: ReplayOptions = {}): Promise<MarketFeed> {
  return replayFeed(await readChainFile(path), options)
}

/** The same from a store that has been read. */
export function replayFeed(store: ChainStore, options: ReplayOptions = {}): MarketFeed {
  const clock = options.clock ?? systemClock
  const { instants } = store
  const from = instants[0]!
  const to = instants.at(-1)!
  const longestGap = instants.reduce(
    (longest, instant, row) => Math.max(longest, instant - (instants[row - 1] ?? from)),
    0,
  )
  let speed = checkSpeed(options.speed ?? defaultSpeed)
  /** The market's clock stood at `marketTime` when the wall's stood at `wallTime`. */
  let marketTime = from
  let wallTime = clock.now()
  /** Snapshots up to here have been sent. */
  let sent = -1
  let paused = false
  let halt: FeedHalt | undefined
  let listener:
    | { readonly onTick: (market: MarketSnapshot) => void; readonly onHalt: (halt: FeedHalt) => void }
    | undefined
  let cancel = (): void => {}

  const running = (): boolean => listener !== undefined && !paused && halt === undefined
  const marketNow = (): number => (running() ? Math.min(marketTime + (clock.now() - wallTime) * speed, to) : marketTime)
  /** Must be called before anything that `marketNow` depends on changes. */
  const anchor = (): void => {
    marketTime = marketNow()
    wallTime = clock.now()
    cancel()
  }
  const end = (reason: FeedHalt): void => {
    anchor()
    halt = reason
    listener?.onHalt(reason)
  }
  const send = (position: number): void => {
    sent = position
    let market: MarketSnapshot
    try {
      market = chainToMarket(store.rowsAt(instants[position]!), { name: store.name, kind: 'replay' }).market
    } catch (error) {
      end({ reason: 'failed', message: error instanceof Error ? error.message : String(error) })
      return
    }
    listener?.onTick(market)
  }
  /** Sends what is due, then waits for the next; a late timer skips to the newest snapshot that is due. */
  const run = (): void => {
    if (!running()) return
    const now = marketNow()
    const due = instants.findLastIndex((instant) => instant <= now + roundingMilliseconds)
    if (due > sent) send(due)
    if (!running()) return
    const next = instants[sent + 1]
    if (next === undefined) {
      end({ reason: 'ended', message: `${store.name} has been replayed to its end` })
      return
    }
    cancel()
    // A listener may have changed the speed or the position: ask the clock again.
    cancel = clock.after((next - marketNow()) / speed, run)
  }

  return {
    kind: 'replay',
    name: store.name,
    range: { from, to },
    get speed() {
      return speed
    },
    get paused() {
      return paused
    },
    get halt() {
      return halt
    },
    get staleAfterMilliseconds() {
      return longestGap / speed + lateMilliseconds
    },
    get progress() {
      return to === from ? 1 : (marketNow() - from) / (to - from)
    },
    start(onTick, onHalt = () => {}) {
      if (listener !== undefined)
        throw new PlimsollError('INPUT_INVALID', {
          where: 'feed.start',
          value: 'running',
          expected: 'a feed that is stopped',
        })
      anchor()
      listener = { onTick, onHalt }
      if (halt !== undefined) {
        halt = undefined
        marketTime = from
      }
      sent = -1
      // The snapshot in force is sent even to a paused feed's listener: it has seen none yet.
      send(
        Math.max(
          instants.findLastIndex((instant) => instant <= marketTime),
          0,
        ),
      )
      run()
    },
    stop() {
      anchor()
      listener = undefined
    },
    pause() {
      anchor()
      paused = true
    },
    resume() {
      anchor()
      paused = false
      run()
    },
    setSpeed(value) {
      checkSpeed(value)
      anchor()
      speed = value
      run()
    },
    seek(progress) {
      if (!(progress >= 0 && progress <= 1)) {
        throw new PlimsollError('INPUT_INVALID', {
          where: 'feed.seek',
          value: progress,
          expected: 'a position from 0 to 1',
        })
      }
      anchor()
      halt = undefined
      // Whole milliseconds: the position of an instant must lead to that instant, not to just before it.
      marketTime = Math.round(from + progress * (to - from))
      if (listener === undefined) return
      send(instants.findLastIndex((instant) => instant <= marketTime))
      run()
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
