import { join } from 'node:path'
import { seedDemo } from './demo/seedDemo.js'
import { createCommands } from './desk/commands.js'
import { createComparisons } from './desk/comparisons.js'
import { createDesk, portfolioOf } from './desk/desk.js'
import type { MarketSnapshot } from './desk/library.js'
import { createQueries } from './desk/queries.js'
import { statusView } from './desk/statusView.js'
import { watchFeed } from './desk/watchedFeed.js'
import { ServiceError, StartError } from './error/serviceError.js'
import { systemClock } from './feed/clock.js'
import { createApp } from './http/app.js'
import { listen, requireSafeBinding } from './listen.js'
import { createMetrics } from './metrics/metrics.js'
import { defaults, type ServiceOptions } from './options.js'
import { createRehearsals } from './rehearsal/rehearsals.js'
import { measured } from './store/measured.js'
import { openStore, type Store } from './store/store.js'
import { createStream } from './stream/stream.js'
import { type RunningVenue, startVenue } from './venue/runningVenue.js'

/** A running service. */
export interface Service {
  /** e.g. `http://127.0.0.1:4180` */
  readonly address: string
  readonly port: number
  /** The store's file, or `:memory:`. */
  readonly storeFile: string
  /** Stops the feed, ends streams and requests, and closes the store. */
  close(): Promise<void>
}

const now = (): number => performance.now()

/** Starts a service; throws StartError (nothing is left open) when it cannot. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { dataDirectory, host, port, logLevel } = { ...defaults, ...options }
  const apiKey = options.apiKey ?? (process.env.PLIMSOLL_API_KEY || undefined)
  requireSafeBinding(host, apiKey)
  const metrics = createMetrics()
  const store = measured(openStore(dataDirectory), now, metrics.storeWrite)
  const closing: (() => unknown)[] = [() => store.close()]
  const close = async (): Promise<void> => {
    for (let step = closing.pop(); step !== undefined; step = closing.pop()) await step()
  }
  try {
    const feed = watchFeed(options.feed, Date.now)
    const startedAt = new Date().toISOString()
    const onDefect = (error: unknown, account: string): void =>
      api.log.error({ err: error, account }, 'account not valued')
    const desk = createDesk({ now, onDefect })
    const commands = createCommands({ desk, store, feedState: () => feed.view().state, wallTime: Date.now })
    const queries = createQueries(desk, now)
    const comparisons = createComparisons(desk, { now, onDefect })
    const venue = options.venue === undefined ? undefined : startVenue(options.venue)
    if (venue !== undefined) closing.push(() => venue.close())
    const shared = options.recordings ?? process.env.PLIMSOLL_SHARED ?? defaults.recordings
    const rehearsals = createRehearsals({ recordings: join(shared, 'data'), clock: systemClock })
    closing.push(() => rehearsals.close())
    const status = () => statusView(desk, feed.view(), startedAt, venue?.status())
    const detail = (id: string) => queries.detail(id)
    const stream = createStream({ desk, venue, rehearsals, status, feed: feed.view, detail, now })
    load(store, desk)
    const parts = {
      desk,
      commands,
      queries,
      comparisons,
      venue: () => requireVenue(venue),
      rehearsals,
      status,
      changeFeed: feed.change,
      health: () => {
        const halt = feed.view().halt?.reason
        const ok = store.isOpen() && desk.market() !== null && halt !== 'failed'
        return halt === undefined ? { ok } : { ok, feed: halt }
      },
    }
    metrics.observe({
      accounts: desk.size,
      accountsInError: () => desk.summaries().filter((summary) => summary.error !== null).length,
      streamClients: stream.clients,
      feed: feed.view,
      wallTime: Date.now,
    })
    if (venue !== undefined) metrics.observeVenue(venue)
    metrics.observeRehearsals(rehearsals)
    const api = await createApp({ parts, stream, metrics, apiKey, dashboard: options.dashboard, logLevel })
    venue?.onFailure((message) => api.log.error({ failure: message }, 'simulated venue failed'))
    // Streams are told before the server hangs up on them.
    closing.push(
      () => api.close(),
      () => stream.close(),
    )
    const bound = await listen(api, host, port)
    let seeding = options.demo === true && store.isFresh()
    const onMarket = (market: MarketSnapshot): void => {
      desk.onTick(market)
      metrics.tick(desk.tickMilliseconds())
      venue?.onTick(market)
      if (!seeding) return
      seeding = false
      try {
        seedDemo(commands, market)
      } catch (error) {
        // A demonstration that cannot be built must not keep a feed from ticking.
        api.log.error({ err: error }, 'demonstration books not created')
      }
    }
    closing.push(() => feed.stop())
    feed.start(onMarket, (message) => api.log.warn({ halt: message }, 'feed halted'))
    api.log.info({ store: store.file, engine: store.engine }, 'ready')
    return { ...bound, storeFile: store.file, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Puts the stored accounts into memory; a book that cannot be read is damage, and damage stops the start. */
function load(store: Store, desk: ReturnType<typeof createDesk>): void {
  for (const record of store.accounts()) {
    try {
      desk.put(record, portfolioOf(record))
    } catch (cause) {
      throw new StartError(
        'STORE_CORRUPT',
        `${store.file}: the book of account "${record.id}" cannot be read. ${String(cause)}`,
        { cause },
      )
    }
  }
}

function requireVenue(venue: RunningVenue | undefined): RunningVenue {
  if (venue !== undefined) return venue
  throw new ServiceError('VENUE_ABSENT', 'The service runs no simulated venue; start it with --venue 100000.')
}
