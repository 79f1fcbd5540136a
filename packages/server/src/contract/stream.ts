import { type Static, Type } from 'typebox'
import { RehearsalView } from './rehearsal.js'
import { VenueView } from './venue.js'
import { AccountDetail, AccountSummary, StatusView } from './views.js'

/**
 * WebSocket /v1/stream. The server sends `status` and `accounts` after every tick; a client that sends
 * {"type":"watch","account":"<id>"} also gets that account's `detail` after every tick, until it watches another.
 * A client that sends {"type":"watch-venue","on":true} gets `venue` at once and after every tick of the simulated venue.
 * A client that sends {"type":"watch-rehearsal","on":true} gets `rehearsal` at once and while a crash is rehearsed; null where there
 * is none. At most five a second, each with the last points and events, so that a client can put them together.
 * `error` says that a message was refused or that the watched account has no detail; the stream goes on.
 * Where the service has an API key: send it as `Authorization: Bearer`, or, from a browser, offer the subprotocols
 * `plimsoll` and `bearer.<base64url of the key>`. Messages of clients: at most 4 KiB and 20 a second.
 * A slow client is not queued for: it gets the newest tick when it has drained the last one.
 */
export const ClientMessage = Type.Union([
  Type.Object(
    { type: Type.Literal('watch'), account: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('watch-venue'), on: Type.Boolean() }, { additionalProperties: false }),
  Type.Object({ type: Type.Literal('watch-rehearsal'), on: Type.Boolean() }, { additionalProperties: false }),
])
export const ServerMessage = Type.Union([
  Type.Object({ type: Type.Literal('status'), status: StatusView }),
  Type.Object({ type: Type.Literal('accounts'), accounts: Type.Array(AccountSummary) }),
  Type.Object({ type: Type.Literal('detail'), detail: AccountDetail }),
  Type.Object({ type: Type.Literal('venue'), venue: VenueView }),
  Type.Object({ type: Type.Literal('rehearsal'), rehearsal: Type.Union([RehearsalView, Type.Null()]) }),
  Type.Object({ type: Type.Literal('error'), error: Type.Object({ code: Type.String(), message: Type.String() }) }),
])
export type ClientMessage = Static<typeof ClientMessage>
export type ServerMessage =
  | { type: 'status'; status: import('./views.js').StatusView }
  | { type: 'accounts'; accounts: import('./views.js').AccountSummary[] }
  | { type: 'detail'; detail: import('./views.js').AccountDetail }
  | { type: 'venue'; venue: VenueView }
  | { type: 'rehearsal'; rehearsal: RehearsalView | null }
  | { type: 'error'; error: { code: string; message: string } }
