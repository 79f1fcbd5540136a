import {
  type NewRehearsal,
  type RehearsalChange,
  type RehearsalDayView,
  type RehearsalHistoryView,
  type RehearsalView,
  rehearsalDays,
} from '../contract/index.js'
import { PlimsollError } from '../desk/library.js'
import { ServiceError } from '../error/serviceError.js'
import type { Clock } from '../feed/clock.js'
import type { PlayedStep } from './messages.js'
import { pricesOf } from './prices/pricesOf.js'
import { type RunningRehearsal, startRehearsal } from './runningRehearsal.js'

/** The service's one place for the rehearsal of a crash. */
export interface Rehearsals {
  days(): RehearsalDayView[]
  /** REHEARSAL_BUSY while one is played; one that is over gives its place. */
  start(asked: NewRehearsal): RehearsalView
  /** REHEARSAL_ABSENT before the first and after a stop, here and below. */
  view(): RehearsalView
  /** As `view`; null where there is none. */
  latest(): RehearsalView | null
  history(): RehearsalHistoryView
  change(change: RehearsalChange): RehearsalView
  step(): Promise<RehearsalView>
  stop(): Promise<void>
  /** Called after changes, at most five times a second; null: there is none any more. */
  listen(listener: (view: RehearsalView | null) => void): () => void
  /** Called with every step that was played. */
  onStep(listener: (step: PlayedStep) => void): void
  close(): Promise<void>
}

/** Pages are told so often at most; what happens between is in the view's last points and events. */
const publishMilliseconds = 200

export function createRehearsals({
  recordings,
  clock,
}: {
  /** Folder whose `data` holds recorded prices. */
  readonly recordings: string
  readonly clock: Clock
}): Rehearsals {
  const listeners = new Set<(view: RehearsalView | null) => void>()
  const stepListeners = new Set<(step: PlayedStep) => void>()
  let running: RunningRehearsal | undefined
  let count = 0
  let publishedAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  const latest = (): RehearsalView | null => running?.view() ?? null
  const publish = (): void => {
    cancel = undefined
    publishedAt = clock.now()
    const view = latest()
    for (const listener of listeners) listener(view)
  }
  const onChange = (): void => {
    cancel ??= clock.after(publishedAt + publishMilliseconds - clock.now(), publish)
  }
  const current = (): RunningRehearsal => {
    if (running !== undefined) return running
    throw new ServiceError('REHEARSAL_ABSENT', 'No crash is rehearsed; POST /v1/rehearsal starts one.')
  }

  return {
    days: () => rehearsalDays.map((day) => ({ day, prices: pricesOf(day, recordings) })),
    start: (asked) => {
      requireShock(asked)
      const state = running?.view().state
      if (state === 'starting' || state === 'playing' || state === 'paused') {
        throw new ServiceError(
          'REHEARSAL_BUSY',
          `A rehearsal of ${running?.view().asked.day} is ${state}; stop it first.`,
        )
      }
      running = startRehearsal({
        id: ++count,
        asked,
        recordings,
        prices: pricesOf(asked.day, recordings),
        clock,
        onStep: (step) => {
          for (const listener of stepListeners) listener(step)
        },
        onChange,
      })
      onChange()
      return running.view()
    },
    view: () => current().view(),
    latest,
    history: () => current().history(),
    change: (change) => {
      current().change(change)
      return current().view()
    },
    step: async () => {
      const stepped = current()
      await stepped.step()
      return stepped.view()
    },
    stop: async () => {
      const stopped = current()
      running = undefined
      onChange()
      await stopped.close()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onStep: (listener) => stepListeners.add(listener),
    close: async () => {
      cancel?.()
      await running?.close()
    },
  }
}

/** A day of the past has its own prices; a shock of one's own is told in full. */
function requireShock({ day, shock }: NewRehearsal): void {
  if ((day === 'custom') === (shock !== undefined)) return
  throw new PlimsollError('INPUT_INVALID', {
    where: 'body.shock',
    value: shock ?? null,
    expected: day === 'custom' ? 'a shock: move, overMinutes and recovery' : `none: ${day} has prices of its own`,
  })
}
