import type { VenueCrossing, VenueHistoryView, VenueView } from '@plimsoll/server/contract'

/** Somebody who crossed, and when. */
export type Crossing = VenueCrossing & { readonly asOf: string }

/** What the desk knows of the simulated venue: its last view, and the ticks before it. */
export interface VenueTrace {
  readonly view: VenueView
  readonly ticks: readonly Pick<VenueView, 'asOf' | 'tick' | 'levels'>[]
  /** Newest first. */
  readonly crossed: readonly Crossing[]
  /** Whether ticks were missed that the service remembers. */
  readonly hasGap: boolean
}

/** Ten minutes at a tick a second, as the service keeps them. */
const mostTicks = 600
const mostCrossings = 200

/** The trace after a view of the stream. A view that is no newer (said again after a reconnect) adds no tick. */
export function withView(trace: VenueTrace | null, view: VenueView): VenueTrace {
  const { asOf, tick, levels } = view
  const crossed = view.crossed.listed.map((one) => ({ ...one, asOf }))
  const last = trace?.ticks.at(-1)
  // The service was started anew, or its replay was turned back: nothing of the past is true any more.
  if (trace === null || last === undefined || tick < last.tick || asOf < last.asOf)
    return { view, ticks: [{ asOf, tick, levels }], crossed, hasGap: tick > 0 }
  if (tick === last.tick) return { ...trace, view }
  return {
    view,
    ticks: [...trace.ticks.slice(1 - mostTicks), { asOf, tick, levels }],
    crossed: crossed.length === 0 ? trace.crossed : [...crossed, ...trace.crossed].slice(0, mostCrossings),
    hasGap: trace.hasGap || tick > last.tick + 1,
  }
}

/** The trace with what the service remembers put before it; views that came meanwhile stay. */
export function withHistory(trace: VenueTrace | null, history: VenueHistoryView): VenueTrace | null {
  if (trace === null) return null
  const { liquidation, call, warning, safe } = history.levels
  const past = history.tick.map((tick, row) => ({
    tick,
    asOf: history.asOf[row]!,
    levels: { liquidation: liquidation[row]!, call: call[row]!, warning: warning[row]!, safe: safe[row]! },
  }))
  const newest = past.at(-1)
  if (newest === undefined) return { ...trace, hasGap: false }
  const later = trace.ticks.filter(({ tick }) => tick > newest.tick)
  const laterCrossed = trace.crossed.filter(({ asOf }) => asOf > newest.asOf)
  return {
    view: trace.view,
    ticks: [...past, ...later].slice(-mostTicks),
    crossed: [...laterCrossed, ...history.crossed].slice(0, mostCrossings),
    hasGap: later[0] !== undefined && later[0].tick > newest.tick + 1,
  }
}
