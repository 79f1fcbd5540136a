import { type RehearsalEvent, type RehearsalPoint, type RehearsalView, rehearsalTailMax } from '../contract/index.js'
import { compareDecimals, parseDecimal } from '../desk/library.js'
import { tickTimes } from '../venue/tickTimes.js'
import type { PlayedStep } from './messages.js'

/** The part of a view that the steps make. */
export type RecordView = Pick<
  RehearsalView,
  'step' | 'at' | 'underlyings' | 'levels' | 'totals' | 'fund' | 'unpaid' | 'stepMilliseconds' | 'points' | 'events'
>

/** What is remembered of a rehearsal: all its points, as many as its path has steps, and the last of its events. */
export interface RehearsalRecord {
  add(step: PlayedStep): void
  view(): RecordView
  history(): { readonly points: RehearsalPoint[]; readonly events: RehearsalEvent[] }
}

/** A step of a crash can have thousands; whoever wants all of them runs the rehearsal from the command line. */
const eventsKept = 1000

export function rehearsalRecord(lead: string, first: PlayedStep): RehearsalRecord {
  const points: RehearsalPoint[] = []
  let events: RehearsalEvent[] = []
  let numbered = 0
  let least = first.fund
  let last = first
  const times = tickTimes()

  const add = (step: PlayedStep): void => {
    const { at, prices, levels, counts, fund, unpaid } = step
    last = step
    times.add(step.milliseconds)
    if (compareDecimals(parseDecimal(fund, 'fund'), parseDecimal(least, 'fund')) < 0) least = fund
    points.push({
      step: points.length,
      at: new Date(at).toISOString(),
      price: prices[lead] ?? 0,
      levels,
      calls: counts.calls,
      liquidations: counts.liquidations,
      deleveragings: counts.deleveragingFills,
      fund,
      unpaid,
    })
    events = [...events, ...step.events.map((event) => ({ ...event, number: numbered++ }))].slice(-eventsKept)
  }
  add(first)

  return {
    add,
    view: () => ({
      step: points.length - 1,
      at: new Date(last.at).toISOString(),
      underlyings: Object.entries(last.prices).map(([id, price]) => ({
        id,
        price,
        change: price / (first.prices[id] ?? price) - 1,
      })),
      levels: last.levels,
      totals: last.totals,
      fund: { start: first.fund, now: last.fund, least },
      unpaid: last.unpaid,
      stepMilliseconds: { last: times.last(), p50: times.quantile(0.5) },
      points: points.slice(-rehearsalTailMax),
      events: events.slice(-rehearsalTailMax),
    }),
    history: () => ({ points: [...points], events }),
  }
}
