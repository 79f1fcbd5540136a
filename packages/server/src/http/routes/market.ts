import { Type } from 'typebox'
import { FeedChange } from '../../contract/index.js'
import { formatMarket } from '../../desk/library.js'
import type { Api, Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['market']
const text = Type.Optional(Type.String({ maxLength: 100 }))

export function marketRoutes(api: Api, { desk, queries, status, changeFeed }: Parts): void {
  api.get(
    '/v1/status',
    { schema: { summary: 'Service, feed and index prices', tags, response: answers(200, 'StatusView') } },
    async () => status(),
  )

  api.get(
    '/v1/instruments',
    {
      schema: {
        summary: 'Listed instruments with their marks',
        tags,
        querystring: Type.Object({ underlying: text, kind: text, search: text }, { additionalProperties: false }),
        response: answers(200, 'InstrumentView', 'list'),
      },
    },
    async ({ query }) => queries.instruments(query),
  )

  api.get(
    '/v1/market',
    {
      schema: {
        summary: 'The market in force as a market/1 document',
        tags,
        response: { 200: Type.Unknown({ description: 'market/1' }), ...refusals },
      },
    },
    async () => formatMarket(desk.valuations().market),
  )

  api.patch(
    '/v1/feed',
    {
      schema: {
        summary: 'Pause, speed up or seek the feed',
        tags,
        body: FeedChange,
        response: answers(200, 'FeedView'),
      },
    },
    async ({ body }) => changeFeed(body),
  )
}
