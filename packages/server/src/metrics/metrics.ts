import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { FeedView } from '../contract/index.js'
import type { Rehearsals } from '../rehearsal/rehearsals.js'
import type { RunningVenue } from '../venue/runningVenue.js'
import { observeRehearsals } from './rehearsalMetrics.js'
import { observeVenue } from './venueMetrics.js'

/** What the gauges read when somebody asks. */
export interface MetricSources {
  readonly accounts: () => number
  readonly accountsInError: () => number
  readonly streamClients: () => number
  readonly feed: () => FeedView
  readonly wallTime: () => number
}

export interface Metrics {
  readonly registry: Registry
  tick(milliseconds: number): void
  request(method: string, route: string, status: number, milliseconds: number): void
  storeWrite(milliseconds: number): void
  /** Gauges are read from the parts, which exist only after the metrics do. */
  observe(sources: MetricSources): void
  observeVenue(venue: RunningVenue): void
  observeRehearsals(rehearsals: Rehearsals): void
}

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** One registry for each service, so that several can live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const tick = new Histogram({
    name: 'plimsoll_tick_seconds',
    help: 'Recomputing every account after a tick.',
    buckets,
    registers,
  })
  const write = new Histogram({
    name: 'plimsoll_store_write_seconds',
    help: 'One committed change.',
    buckets,
    registers,
  })
  const duration = new Histogram({
    name: 'plimsoll_http_request_seconds',
    help: 'HTTP requests by route.',
    labelNames: ['method', 'route'],
    buckets,
    registers,
  })
  const requests = new Counter({
    name: 'plimsoll_http_requests_total',
    help: 'HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  return {
    registry,
    tick: (milliseconds) => tick.observe(milliseconds / 1000),
    storeWrite: (milliseconds) => write.observe(milliseconds / 1000),
    request: (method, route, status, milliseconds) => {
      requests.inc({ method, route, status })
      duration.observe({ method, route }, milliseconds / 1000)
    },
    observeVenue: (venue) => observeVenue(registry, venue),
    observeRehearsals: (rehearsals) => observeRehearsals(registry, rehearsals),
    observe: ({ accounts, accountsInError, streamClients, feed, wallTime }) => {
      gauge('plimsoll_accounts', 'Accounts.', accounts)
      gauge('plimsoll_accounts_in_error', 'Accounts that cannot be valued now.', accountsInError)
      gauge('plimsoll_stream_clients', 'Open streams.', streamClients)
      for (const state of ['VALID', 'STALE', 'HALT'] as const) {
        gauge(`plimsoll_feed_${state.toLowerCase()}`, `1 while the feed is ${state}.`, () =>
          feed().state === state ? 1 : 0,
        )
      }
      gauge('plimsoll_feed_age_seconds', 'Wall time since the last market arrived; NaN before the first.', () => {
        const { receivedAt } = feed()
        return receivedAt === null ? Number.NaN : (wallTime() - Date.parse(receivedAt)) / 1000
      })
    },
  }
}
