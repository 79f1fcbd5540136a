import { Type } from 'typebox'
import { formatBook } from '../../desk/library.js'
import { AccountParams, type Api, type Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['books']

export function bookRoutes(api: Api, { desk, commands, queries }: Parts): void {
  api.get(
    '/v1/accounts/:id/book',
    {
      schema: {
        summary: 'The book as a book/1 document',
        tags,
        params: AccountParams,
        response: { 200: Type.Unknown({ description: 'book/1' }), ...refusals },
      },
    },
    async ({ params }) => formatBook(desk.account(params.id).portfolio),
  )

  api.put(
    '/v1/accounts/:id/book',
    {
      schema: {
        summary: 'Replace the whole book',
        tags,
        params: AccountParams,
        body: Type.Unknown(),
        response: answers(200, 'AccountDetail'),
      },
    },
    async ({ params, body }) => {
      commands.replaceBook(params.id, body)
      return queries.detail(params.id)
    },
  )

  api.post(
    '/v1/accounts/:id/undo',
    {
      schema: {
        summary: 'Take back the last change of the book',
        tags,
        params: AccountParams,
        response: answers(200, 'AccountDetail'),
      },
    },
    async ({ params }) => {
      commands.undo(params.id)
      return queries.detail(params.id)
    },
  )

  api.get(
    '/v1/accounts/:id/changes',
    {
      schema: {
        summary: 'The history of an account, newest first',
        tags,
        params: AccountParams,
        querystring: Type.Object(
          { limit: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })) },
          { additionalProperties: false },
        ),
        response: answers(200, 'ChangeView', 'list'),
      },
    },
    async ({ params, query }) =>
      commands
        .history(params.id, Math.min(Number(query.limit ?? 100), 1000))
        .map(({ sequence, kind, instant, undoes }) => ({ sequence, kind, instant, undoes: undoes ?? null })),
  )
}
