import type { RehearsalEvent, RehearsalHistoryView, RehearsalPoint, RehearsalView } from '@plimsoll/server/contract'

/** What the desk knows of the crash that is rehearsed: its last view, and everything before it that came. */
export interface RehearsalTrace {
  readonly view: RehearsalView
  /** Oldest first. */
  readonly points: readonly RehearsalPoint[]
  /** Newest first. */
  readonly events: readonly RehearsalEvent[]
  /** Whether the service remembers points or, once nothing hurries, events that did not come. */
  readonly hasGap: boolean
}

/** Far more than anybody reads; the service keeps a thousand. */
const mostEvents = 400

/** The trace after a view; null: there is no rehearsal any more. Views overlap, so that one that was left out leaves no gap. */
export function withRehearsal(
  trace: RehearsalTrace | null | undefined,
  view: RehearsalView | null,
): RehearsalTrace | null {
  if (view === null) return null
  const known = trace?.view.id === view.id && view.step >= trace.view.step ? trace : undefined
  const lastStep = known?.points.at(-1)?.step ?? -1
  const lastNumber = known?.events[0]?.number ?? -1
  const points = view.points.filter(({ step }) => step > lastStep)
  const events = view.events.filter(({ number }) => number > lastNumber).reverse()
  const missesPoints = points[0] !== undefined && points[0].step > lastStep + 1
  const missesEvents = view.state !== 'playing' && hasHole([...events, ...(known?.events ?? [])])
  return {
    view,
    points: points.length === 0 ? (known?.points ?? []) : [...(known?.points ?? []), ...points],
    events: events.length === 0 ? (known?.events ?? []) : [...events, ...(known?.events ?? [])].slice(0, mostEvents),
    hasGap: (known?.hasGap ?? false) || missesPoints || missesEvents,
  }
}

/** The trace with what the service remembers in its place; what came meanwhile stays. */
export function withRehearsalHistory(
  trace: RehearsalTrace | null | undefined,
  history: RehearsalHistoryView,
): RehearsalTrace | null | undefined {
  if (trace === null || trace === undefined || trace.view.id !== history.id) return trace
  const lastStep = history.points.at(-1)?.step ?? -1
  const lastNumber = history.events.at(-1)?.number ?? -1
  return {
    view: trace.view,
    points: [...history.points, ...trace.points.filter(({ step }) => step > lastStep)],
    events: [...trace.events.filter(({ number }) => number > lastNumber), ...[...history.events].reverse()].slice(
      0,
      mostEvents,
    ),
    hasGap: false,
  }
}

/** Events newest first, as far as they are kept: whether one is missing between two of them. */
const hasHole = (events: readonly RehearsalEvent[]): boolean =>
  events.slice(0, mostEvents).some(({ number }, place) => {
    const next = events[place + 1]
    return next !== undefined && number > next.number + 1
  })
