import type {
  AccountChange,
  AccountDetail,
  AccountSummary,
  ChangeView,
  ComparisonView,
  CurveView,
  DifferenceView,
  FeedChange,
  FeedView,
  HeatmapView,
  InstrumentView,
  NewAccount,
  NewFill,
  NewOrder,
  NewRehearsal,
  NewTransfer,
  OrderView,
  RehearsalChange,
  RehearsalDayView,
  RehearsalHistoryView,
  RehearsalView,
  SpecView,
  StatusView,
  StressView,
  TreeView,
  VenueAccountView,
  VenueHistoryView,
  WhatIfRequest,
  WhatIfView,
} from '@plimsoll/server/contract'
import { requestJson, requestText } from './request'

const account = (id: string, rest = ''): string => `/v1/accounts/${encodeURIComponent(id)}${rest}`
const about = (underlying: string | undefined): string =>
  underlying === undefined ? '' : `?underlying=${encodeURIComponent(underlying)}`

/** Every call of the service that the desk makes, one line each. */
export const service = {
  healthy: () => requestText('/healthz'),
  status: () => requestJson<StatusView>('/v1/status'),
  /** Documents as they are sent, for whoever reads them with the library. */
  market: (signal: AbortSignal) => requestText('/v1/market', { signal }),
  spec: (id: string, signal: AbortSignal) => requestText(`/v1/specs/${encodeURIComponent(id)}`, { signal }),
  specs: () => requestJson<SpecView[]>('/v1/specs'),
  instruments: (search: string, signal?: AbortSignal) =>
    requestJson<InstrumentView[]>(`/v1/instruments?search=${encodeURIComponent(search)}`, signal ? { signal } : {}),
  changeFeed: (body: FeedChange) => requestJson<FeedView>('/v1/feed', { method: 'PATCH', body }),
  accounts: () => requestJson<AccountSummary[]>('/v1/accounts'),
  createAccount: (body: NewAccount) => requestJson<AccountSummary>('/v1/accounts', { method: 'POST', body }),
  account: (id: string) => requestJson<AccountDetail>(account(id)),
  changeAccount: (id: string, body: AccountChange) =>
    requestJson<AccountSummary>(account(id), { method: 'PATCH', body }),
  deleteAccount: (id: string) => requestJson<undefined>(account(id), { method: 'DELETE' }),
  book: (id: string, signal?: AbortSignal) => requestText(account(id, '/book'), signal ? { signal } : {}),
  replaceBook: (id: string, text: string) => requestJson<AccountDetail>(account(id, '/book'), { method: 'PUT', text }),
  fill: (id: string, body: NewFill) => requestJson<AccountDetail>(account(id, '/fills'), { method: 'POST', body }),
  order: (id: string, body: NewOrder) => requestJson<OrderView>(account(id, '/orders'), { method: 'POST', body }),
  cancel: (id: string, order: string) =>
    requestJson<undefined>(account(id, `/orders/${encodeURIComponent(order)}`), { method: 'DELETE' }),
  transfer: (id: string, body: NewTransfer) =>
    requestJson<AccountDetail>(account(id, '/transfers'), { method: 'POST', body }),
  changes: (id: string) => requestJson<ChangeView[]>(account(id, '/changes?limit=200')),
  settle: (id: string, body: { readonly instrument: string; readonly price?: string }) =>
    requestJson<AccountDetail>(account(id, '/settlements'), { method: 'POST', body }),
  undo: (id: string) => requestJson<AccountDetail>(account(id, '/undo'), { method: 'POST' }),
  whatIf: (id: string, body: WhatIfRequest, signal: AbortSignal) =>
    requestJson<WhatIfView>(account(id, '/what-if'), { method: 'POST', body, signal }),
  heatmap: (id: string, underlying: string | undefined) =>
    requestJson<HeatmapView>(account(id, `/heatmap${about(underlying)}`)),
  curve: (id: string, underlying: string | undefined) =>
    requestJson<CurveView>(account(id, `/curve${about(underlying)}`)),
  stress: (id: string) => requestJson<StressView>(account(id, '/stress')),
  tree: (id: string) => requestJson<TreeView>(account(id, '/tree')),
  compare: (id: string) => requestJson<ComparisonView>(account(id, '/compare')),
  difference: (id: string, first: string, second: string) =>
    requestJson<DifferenceView>(account(id, `/compare/${encodeURIComponent(first)}/${encodeURIComponent(second)}`)),
  venueHistory: () => requestJson<VenueHistoryView>('/v1/venue/history'),
  venueAccount: (number: number) => requestJson<VenueAccountView>(`/v1/venue/accounts/${number}`),
  rehearsalDays: () => requestJson<RehearsalDayView[]>('/v1/rehearsal/days'),
  rehearsalHistory: () => requestJson<RehearsalHistoryView>('/v1/rehearsal/history'),
  startRehearsal: (body: NewRehearsal) => requestJson<RehearsalView>('/v1/rehearsal', { method: 'POST', body }),
  changeRehearsal: (body: RehearsalChange) => requestJson<RehearsalView>('/v1/rehearsal', { method: 'PATCH', body }),
  stepRehearsal: () => requestJson<RehearsalView>('/v1/rehearsal/steps', { method: 'POST' }),
  stopRehearsal: () => requestJson<undefined>('/v1/rehearsal', { method: 'DELETE' }),
  record: (id: string) => requestText(account(id, '/record')),
}
