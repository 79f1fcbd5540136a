/**
 * The wire contract of the service, shared by server, desk and command line.
 *
 * | method and path | body → answer |
 * |---|---|
 * | GET /healthz | 200 {ok} when the store is open and the feed has not failed, else 503; `feed` says `ended` or `failed` when it halted |
 * | GET /metrics | Prometheus text |
 * | GET /docs, GET /openapi.json | the API's own page and document |
 * | GET /v1/status | StatusView |
 * | GET /v1/specs | SpecView[] |
 * | GET /v1/specs/:id | the rule book itself, as its document |
 * | GET /v1/instruments?underlying=&kind=&search= | InstrumentView[] |
 * | GET /v1/market | the market/1 document now in force |
 * | PATCH /v1/feed | FeedChange → FeedView |
 * | GET /v1/accounts | AccountSummary[] |
 * | POST /v1/accounts | NewAccount → 201 AccountSummary |
 * | GET /v1/accounts/:id | AccountDetail; `?spec=` evaluates under another rule book |
 * | PATCH /v1/accounts/:id | AccountChange → AccountSummary |
 * | DELETE /v1/accounts/:id | 204 |
 * | GET /v1/accounts/:id/book | the book/1 document |
 * | PUT /v1/accounts/:id/book | replaces the whole book by a book/1 document → AccountDetail |
 * | POST /v1/accounts/:id/fills | NewFill → 201 AccountDetail |
 * | POST /v1/accounts/:id/orders | NewOrder → 201 OrderView |
 * | DELETE /v1/accounts/:id/orders/:order | 204 |
 * | POST /v1/accounts/:id/transfers | NewTransfer → 201 AccountDetail |
 * | POST /v1/accounts/:id/settlements | NewSettlement → 201 AccountDetail; pays out an expired option or future and removes it |
 * | POST /v1/accounts/:id/undo | takes back the last change of this account (fill, order, cancel, transfer, settlement, book) → AccountDetail |
 * | GET /v1/accounts/:id/changes?limit= | ChangeView[], newest first (100 unless told, at most 1000) |
 * | POST /v1/accounts/:id/what-if | WhatIfRequest → WhatIfView |
 * | GET /v1/accounts/:id/heatmap?underlying= | HeatmapView |
 * | GET /v1/accounts/:id/curve?underlying= | CurveView |
 * | GET /v1/accounts/:id/stress | StressView |
 * | GET /v1/accounts/:id/tree?spec= | TreeView: every node, with the legs behind it |
 * | GET /v1/accounts/:id/compare?specs=all\|a,b | ComparisonView; a rule book that cannot be evaluated has a refusal for its numbers |
 * | GET /v1/accounts/:id/compare/:first/:second | DifferenceView |
 * | GET /v1/accounts/:id/record?spec= | the margin record, canonical JSON, as a file |
 * | POST /v1/margin | MarginRequest → AccountDetail (id of the book) |
 * | GET /v1/venue | VenueView: the simulated venue after the last tick; 404 VENUE_ABSENT where the service runs none |
 * | GET /v1/venue/history | VenueHistoryView: level counts and crossings of the last ticks |
 * | GET /v1/venue/spec | the venue's rule book, as its document |
 * | GET /v1/venue/accounts/:number | VenueAccountView |
 * | POST /v1/venue/accounts/:number/what-if | VenueTrades → VenueWhatIfView: a pre-trade check, in microseconds |
 * | GET /v1/venue/accounts/:number/book | the book/1 document |
 * | GET /v1/rehearsal/days | RehearsalDayView[]: what can be rehearsed, and where its prices would come from |
 * | GET /v1/rehearsal | RehearsalView: the crash that is played, or was last; 404 REHEARSAL_ABSENT before the first |
 * | POST /v1/rehearsal | NewRehearsal → 201 RehearsalView; 409 REHEARSAL_BUSY while one is played |
 * | PATCH /v1/rehearsal | RehearsalChange → RehearsalView |
 * | POST /v1/rehearsal/steps | plays one step of a paused rehearsal → RehearsalView |
 * | DELETE /v1/rehearsal | 204; stops and forgets it |
 * | GET /v1/rehearsal/history | RehearsalHistoryView |
 * | WS /v1/stream | see stream.ts |
 */
export * from './comparison.js'
export * from './instant.js'
export * from './rehearsal.js'
export * from './requests.js'
export * from './specs.js'
export * from './stream.js'
export * from './tree.js'
export * from './venue.js'
export * from './views.js'
