import { Type } from 'typebox'
import { MarginRequest } from '../../contract/index.js'
import { AccountParams, type Api, type Parts } from '../api.js'
import { answers } from '../schemas.js'

const tags = ['analysis']
const OfUnderlying = Type.Object(
  { underlying: Type.Optional(Type.String({ maxLength: 100 })) },
  { additionalProperties: false },
)

export function analysisRoutes(api: Api, { queries }: Parts): void {
  api.get(
    '/v1/accounts/:id/heatmap',
    {
      schema: {
        summary: 'Profit and loss over price and volatility moves',
        tags,
        params: AccountParams,
        querystring: OfUnderlying,
        response: answers(200, 'HeatmapView'),
      },
    },
    async ({ params, query }) => queries.heatmap(params.id, query.underlying),
  )

  api.get(
    '/v1/accounts/:id/curve',
    {
      schema: {
        summary: 'Payoff, equity and requirement along one price',
        tags,
        params: AccountParams,
        querystring: OfUnderlying,
        response: answers(200, 'CurveView'),
      },
    },
    async ({ params, query }) => queries.curve(params.id, query.underlying),
  )

  api.get(
    '/v1/accounts/:id/stress',
    {
      schema: {
        summary: 'The account after historical and standard stresses',
        tags,
        params: AccountParams,
        response: answers(200, 'StressView'),
      },
    },
    async ({ params }) => queries.stress(params.id),
  )

  api.post(
    '/v1/margin',
    {
      schema: {
        summary: 'Margin of a book document, without an account',
        tags,
        body: MarginRequest,
        response: answers(200, 'AccountDetail'),
      },
    },
    async ({ body }) => queries.margin(body),
  )
}
