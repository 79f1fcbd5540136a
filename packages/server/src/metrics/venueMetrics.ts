import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { VenueView } from '../contract/index.js'
import type { RunningVenue } from '../venue/runningVenue.js'

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const levels = ['liquidation', 'call', 'warning', 'safe'] as const

/** The simulated venue in the metrics of a service that runs one. */
export function observeVenue(registry: Registry, venue: RunningVenue): void {
  const registers = [registry]
  const tick = new Histogram({
    name: 'plimsoll_venue_tick_seconds',
    help: 'Following every simulated account to the next market.',
    buckets,
    registers,
  })
  const crossed = new Counter({
    name: 'plimsoll_venue_crossed_total',
    help: 'Simulated accounts whose level a tick changed.',
    registers,
  })
  const atLevel = new Gauge({
    name: 'plimsoll_venue_accounts_at_level',
    help: 'Simulated accounts by level.',
    labelNames: ['level'],
    registers,
  })
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers })
  const evaluated = gauge('plimsoll_venue_evaluated_accounts', 'Simulated accounts computed in full by the last tick.')
  const memory = gauge('plimsoll_venue_memory_bytes', 'Kernel memory and holdings of the simulated venue.')
  const skipped = gauge('plimsoll_venue_skipped_markets', 'Markets passed over for a newer one.')
  gauge('plimsoll_venue_accounts', 'Simulated accounts.').set(venue.accounts)
  venue.listen((view: VenueView) => {
    if (view.tickMilliseconds.last !== null) tick.observe(view.tickMilliseconds.last / 1000)
    crossed.inc(view.crossed.total)
    for (const level of levels) atLevel.set({ level }, view.levels[level])
    evaluated.set(view.evaluated)
    memory.set(view.memoryBytes)
    skipped.set(view.skipped)
  })
}
