import { Type } from 'typebox'
import { AccountChange, NewAccount } from '../../contract/index.js'
import { summaryView } from '../../desk/views/summaryView.js'
import { AccountParams, type Api, type Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['accounts']

export function accountRoutes(api: Api, { desk, commands, queries }: Parts): void {
  api.get(
    '/v1/accounts',
    { schema: { summary: 'Every account with its health', tags, response: answers(200, 'AccountSummary', 'list') } },
    async () => desk.summaries(),
  )

  api.post(
    '/v1/accounts',
    {
      schema: { summary: 'Create an empty account', tags, body: NewAccount, response: answers(201, 'AccountSummary') },
    },
    async (request, reply) => reply.code(201).send(summaryView(commands.create(request.body))),
  )

  api.get(
    '/v1/accounts/:id',
    {
      schema: {
        summary: 'One account in full; spec tries another rule book',
        tags,
        params: AccountParams,
        querystring: Type.Object(
          { spec: Type.Optional(Type.String({ maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: answers(200, 'AccountDetail'),
      },
    },
    async ({ params, query }) => queries.detail(params.id, query.spec),
  )

  api.patch(
    '/v1/accounts/:id',
    {
      schema: {
        summary: 'Rename an account or choose its rule book',
        tags,
        params: AccountParams,
        body: AccountChange,
        response: answers(200, 'AccountSummary'),
      },
    },
    async ({ params, body }) => summaryView(commands.change(params.id, body)),
  )

  api.delete(
    '/v1/accounts/:id',
    {
      schema: {
        summary: 'Delete an account; its history is kept',
        tags,
        params: AccountParams,
        response: { 204: Type.Null(), ...refusals },
      },
    },
    async ({ params }, reply) => {
      commands.remove(params.id)
      return reply.code(204).send(null)
    },
  )
}
