import { Type } from 'typebox'
import { NewFill, NewOrder, NewSettlement, NewTransfer, WhatIfRequest } from '../../contract/index.js'
import { orderView } from '../../desk/views/detailView.js'
import { AccountParams, type Api, type Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['trading']

export function tradingRoutes(api: Api, { commands, queries }: Parts): void {
  api.post(
    '/v1/accounts/:id/fills',
    {
      schema: {
        summary: 'Record a trade that happened',
        tags,
        params: AccountParams,
        body: NewFill,
        response: answers(201, 'AccountDetail'),
      },
    },
    async ({ params, body }, reply) => {
      commands.fill(params.id, body)
      return reply.code(201).send(queries.detail(params.id))
    },
  )

  api.post(
    '/v1/accounts/:id/orders',
    {
      schema: {
        summary: 'Rest an order, if the account can carry it',
        tags,
        params: AccountParams,
        body: NewOrder,
        response: answers(201, 'OrderView'),
      },
    },
    async ({ params, body }, reply) => reply.code(201).send(orderView(commands.order(params.id, body))),
  )

  api.delete(
    '/v1/accounts/:id/orders/:order',
    {
      schema: {
        summary: 'Cancel an order',
        tags,
        params: Type.Object({ ...AccountParams.properties, order: Type.String({ maxLength: 100 }) }),
        response: { 204: Type.Null(), ...refusals },
      },
    },
    async ({ params }, reply) => {
      commands.cancel(params.id, params.order)
      return reply.code(204).send(null)
    },
  )

  api.post(
    '/v1/accounts/:id/transfers',
    {
      schema: {
        summary: 'Deposit or withdraw',
        tags,
        params: AccountParams,
        body: NewTransfer,
        response: answers(201, 'AccountDetail'),
      },
    },
    async ({ params, body }, reply) => {
      commands.transfer(params.id, body)
      return reply.code(201).send(queries.detail(params.id))
    },
  )

  api.post(
    '/v1/accounts/:id/settlements',
    {
      schema: {
        summary: 'Pay out an expired option or future and remove it',
        tags,
        params: AccountParams,
        body: NewSettlement,
        response: answers(201, 'AccountDetail'),
      },
    },
    async ({ params, body }, reply) => {
      commands.settlement(params.id, body)
      return reply.code(201).send(queries.detail(params.id))
    },
  )

  api.post(
    '/v1/accounts/:id/what-if',
    {
      schema: {
        summary: 'What orders would change; nothing is stored',
        tags,
        params: AccountParams,
        body: WhatIfRequest,
        response: answers(200, 'WhatIfView'),
      },
    },
    async ({ params, body }) => queries.whatIf(params.id, body),
  )
}
