import type { AccountDetail } from '../contract/index.js'
import type { Desk } from '../desk/desk.js'
import { errorBody } from '../error/errorBody.js'

/** A message about one account's detail, serialised once for everybody who watches it. */
export interface DetailFrame {
  readonly kind: 'detail' | 'error'
  readonly text: string
}

export interface Details {
  /** The newest frame of an account; the last one when it has to do for now. */
  frame(id: string): DetailFrame
  /** Milliseconds until the next account that had to wait may be computed; null when none waits. */
  wait(): number | null
  /** Drops what nobody watches, when it has become much. */
  forget(watched: ReadonlySet<string>): void
}

interface Entry {
  readonly frame: DetailFrame
  readonly market: object
  readonly revision: number
  readonly dueAt: number
}

/** A detail may take at most one part in this many of the service's time; a change of the account itself never waits. */
const restPerCost = 3
const keptMax = 64

/** A detail costs far more than a summary (the whole book without each leg), so its pace follows its cost. */
export function createDetails(desk: Desk, detailOf: (id: string) => AccountDetail, now: () => number): Details {
  const entries = new Map<string, Entry>()
  let nextDue: number | null = null

  const compute = (id: string): DetailFrame => {
    try {
      return { kind: 'detail', text: JSON.stringify({ type: 'detail', detail: detailOf(id) }) }
    } catch (error) {
      const { code, message } = errorBody(error).error
      return { kind: 'error', text: JSON.stringify({ type: 'error', error: { code, message } }) }
    }
  }

  return {
    frame: (id) => {
      const market = desk.market() ?? entries
      const revision = desk.has(id) ? desk.account(id).revision : 0
      const known = entries.get(id)
      if (known !== undefined && known.revision === revision) {
        if (known.market === market) return known.frame
        if (now() < known.dueAt) {
          nextDue = Math.min(nextDue ?? known.dueAt, known.dueAt)
          return known.frame
        }
      }
      const start = now()
      const frame = compute(id)
      const end = now()
      entries.set(id, { frame, market, revision, dueAt: end + restPerCost * (end - start) })
      return frame
    },
    wait: () => {
      const wait = nextDue === null ? null : Math.max(1, nextDue - now())
      nextDue = null
      return wait
    },
    forget: (watched) => {
      // What is kept keeps its pace too: a client that watches one account after another costs no more than one that stays.
      if (entries.size <= keptMax) return
      for (const id of entries.keys()) if (!watched.has(id)) entries.delete(id)
    },
  }
}
