import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import { Type } from 'typebox'
import type { FeedChange, FeedView, StatusView } from '../contract/index.js'
import { AccountId } from '../contract/index.js'
import type { Commands } from '../desk/commands.js'
import type { Comparisons } from '../desk/comparisons.js'
import type { Desk } from '../desk/desk.js'
import type { Queries } from '../desk/queries.js'
import type { Rehearsals } from '../rehearsal/rehearsals.js'
import type { RunningVenue } from '../venue/runningVenue.js'

/** The server as routes see it: what a schema says is what the handler's types say. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What the routes are handlers of. */
export interface Parts {
  readonly desk: Desk
  readonly commands: Commands
  readonly queries: Queries
  readonly comparisons: Comparisons
  /** The simulated venue; VENUE_ABSENT where there is none. */
  readonly venue: () => RunningVenue
  readonly rehearsals: Rehearsals
  readonly status: () => StatusView
  readonly changeFeed: (change: FeedChange) => FeedView
  /** Whether the service can do its work; `feed` is set once the feed has halted. A replay that ended is no fault. */
  readonly health: () => { ok: boolean; feed?: 'ended' | 'failed' }
}

export const AccountParams = Type.Object({ id: AccountId })
