import type {
  AccountDetail,
  AccountSummary,
  FeedView,
  RehearsalHistoryView,
  RehearsalView,
  ServerMessage,
  StatusView,
  VenueHistoryView,
} from '@plimsoll/server/contract'
import { type RehearsalTrace, withRehearsal, withRehearsalHistory } from '../rehearsal/trace'
import { type VenueTrace, withHistory, withView } from '../venue/trace'
import { emptyHistory, type History, remember } from './history'

type Connection = 'connecting' | 'open' | 'reconnecting'

/** Everything the desk knows from the service's stream. A plain value; `reduce` makes the next one. */
export interface StreamState {
  readonly connection: Connection
  /** Failed attempts since the connection last worked. */
  readonly attempt: number
  /** The service refuses to answer without an API key, or with the one it was given. */
  readonly isLocked: boolean
  readonly status: StatusView | null
  /** Counts ticks seen, so that a view can depend on "a tick happened". */
  readonly tick: number
  /** null until the list was received once; after that an empty list means there is no account. */
  readonly order: readonly string[] | null
  readonly accounts: Readonly<Record<string, AccountSummary>>
  /** Last detail of every account looked at; only the watched one is live. */
  readonly details: Readonly<Record<string, AccountDetail>>
  readonly watched: string | null
  readonly history: History
  /** The simulated venue, once it was looked at. */
  readonly venue: VenueTrace | null
  /** The crash that is rehearsed: null where there is none, undefined before anybody looked. */
  readonly rehearsal: RehearsalTrace | null | undefined
}

export type StreamEvent =
  | { readonly type: 'connection'; readonly connection: Connection; readonly attempt: number }
  | { readonly type: 'locked'; readonly isLocked: boolean }
  | { readonly type: 'watch'; readonly account: string | null }
  | { readonly type: 'messages'; readonly messages: readonly ServerMessage[] }
  /** An answer over HTTP that is as good as a message of the stream. */
  | { readonly type: 'detail'; readonly detail: AccountDetail }
  | { readonly type: 'summary'; readonly summary: AccountSummary }
  | { readonly type: 'feed'; readonly feed: FeedView }
  | { readonly type: 'venue-history'; readonly history: VenueHistoryView }
  | { readonly type: 'rehearsal'; readonly rehearsal: RehearsalView | null }
  | { readonly type: 'rehearsal-history'; readonly history: RehearsalHistoryView }

export const initialState: StreamState = {
  connection: 'connecting',
  attempt: 0,
  isLocked: false,
  status: null,
  tick: 0,
  order: null,
  accounts: {},
  details: {},
  watched: null,
  history: emptyHistory,
  venue: null,
  rehearsal: undefined,
}

export function reduce(state: StreamState, event: StreamEvent): StreamState {
  switch (event.type) {
    case 'connection':
      return { ...state, connection: event.connection, attempt: event.attempt }
    case 'locked':
      return state.isLocked === event.isLocked ? state : { ...state, isLocked: event.isLocked }
    case 'watch':
      return state.watched === event.account ? state : { ...state, watched: event.account, history: emptyHistory }
    case 'messages':
      return event.messages.reduce((next, message) => reduceMessage(next, message), state)
    case 'detail':
      return withDetail(withSummary(state, event.detail.summary), event.detail)
    case 'summary':
      return withSummary(state, event.summary)
    case 'feed':
      return state.status === null ? state : { ...state, status: { ...state.status, feed: event.feed } }
    case 'venue-history':
      return { ...state, venue: withHistory(state.venue, event.history) }
    case 'rehearsal':
      return { ...state, rehearsal: withRehearsal(state.rehearsal, event.rehearsal) }
    case 'rehearsal-history':
      return { ...state, rehearsal: withRehearsalHistory(state.rehearsal, event.history) }
  }
}

function reduceMessage(state: StreamState, message: ServerMessage): StreamState {
  switch (message.type) {
    case 'status': {
      const before = state.status?.feed
      const after = message.status.feed
      // A repeated status (a pause, a reconnect) is not a tick: only new market data is.
      const ticked = before?.receivedAt !== after.receivedAt || before?.asOf !== after.asOf
      return {
        ...state,
        status: message.status,
        tick: ticked ? state.tick + 1 : state.tick,
      }
    }
    case 'accounts':
      return withAccounts(state, message.accounts)
    case 'detail': {
      const next = withDetail(state, message.detail)
      return state.watched === message.detail.summary.id
        ? { ...next, history: remember(next.history, message.detail.summary) }
        : next
    }
    case 'venue':
      return { ...state, venue: withView(state.venue, message.venue) }
    case 'rehearsal':
      return { ...state, rehearsal: withRehearsal(state.rehearsal, message.rehearsal) }
    case 'error':
      return state
  }
}

/** Summaries that did not change keep their identity, so that their rows need not be drawn again. */
function withAccounts(state: StreamState, list: readonly AccountSummary[]): StreamState {
  const accounts: Record<string, AccountSummary> = {}
  for (const summary of list) {
    const known = state.accounts[summary.id]
    accounts[summary.id] = known !== undefined && sameSummary(known, summary) ? known : summary
  }
  const ids = list.map((summary) => summary.id)
  const sameOrder = state.order?.length === ids.length && ids.every((id, place) => state.order?.[place] === id)
  return { ...state, accounts, order: sameOrder ? state.order : ids }
}

function withSummary(state: StreamState, summary: AccountSummary): StreamState {
  const order = state.order ?? []
  return {
    ...state,
    accounts: { ...state.accounts, [summary.id]: summary },
    order: order.includes(summary.id) ? state.order : [...order, summary.id],
  }
}

const withDetail = (state: StreamState, detail: AccountDetail): StreamState => ({
  ...state,
  details: { ...state.details, [detail.summary.id]: detail },
})

function sameSummary(a: AccountSummary, b: AccountSummary): boolean {
  // When it was valued changes with every tick and is shown only with an error, which is a change of its own.
  const keys = (Object.keys(a) as (keyof AccountSummary)[]).filter((key) => key !== 'valuedAt')
  return keys.every((key) => a[key] === b[key] || (key === 'error' && a.error?.code === b.error?.code))
}
