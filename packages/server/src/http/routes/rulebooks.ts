import { Type } from 'typebox'
import { rulebook, rulebooks } from '../../desk/library.js'
import { specView } from '../../desk/views/specView.js'
import { AccountParams, type Api, type Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['rule books']
const SpecId = Type.String({ minLength: 1, maxLength: 100 })
const OfSpec = Type.Object({ spec: Type.Optional(SpecId) }, { additionalProperties: false })

/** The rule books themselves, and what they say of an account. */
export function rulebookRoutes(api: Api, { comparisons, queries }: Parts): void {
  // Rule books do not change while the service runs.
  let specs: ReturnType<typeof specView>[] | undefined
  api.get(
    '/v1/specs',
    {
      schema: {
        summary: 'The rule books, each with its sources and what is missing of it',
        tags,
        response: answers(200, 'SpecView', 'list'),
      },
    },
    async () => (specs ??= rulebooks().map(specView)),
  )

  api.get(
    '/v1/specs/:spec',
    {
      schema: {
        summary: 'One rule book as its document',
        tags,
        params: Type.Object({ spec: SpecId }),
        response: { 200: Type.Unknown({ description: 'a rule book' }), ...refusals },
      },
    },
    async ({ params }) => rulebook(params.spec),
  )

  api.get(
    '/v1/accounts/:id/tree',
    {
      schema: {
        summary: 'Every node of the rule book with its number and legs',
        tags,
        params: AccountParams,
        querystring: OfSpec,
        response: answers(200, 'TreeView'),
      },
    },
    async ({ params, query }) => queries.tree(params.id, query.spec),
  )

  api.get(
    '/v1/accounts/:id/compare',
    {
      schema: {
        summary: 'The account under many rule books',
        description: 'specs: `all` (as without it), or ids with commas between.',
        tags,
        params: AccountParams,
        querystring: Type.Object(
          { specs: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })) },
          { additionalProperties: false },
        ),
        response: answers(200, 'ComparisonView'),
      },
    },
    async ({ params, query: { specs: named } }) =>
      comparisons.compare(params.id, named === undefined || named === 'all' ? undefined : named.split(',')),
  )

  api.get(
    '/v1/accounts/:id/compare/:first/:second',
    {
      schema: {
        summary: 'Why one rule book asks for more than another',
        tags,
        params: Type.Object({ ...AccountParams.properties, first: SpecId, second: SpecId }),
        response: answers(200, 'DifferenceView'),
      },
    },
    async ({ params }) => comparisons.difference(params.id, params.first, params.second),
  )

  api.get(
    '/v1/accounts/:id/record',
    {
      schema: {
        summary: 'The margin record: inputs, numbers and hashes, to be verified elsewhere',
        tags,
        params: AccountParams,
        querystring: OfSpec,
        response: { 200: Type.Unknown({ description: 'record/1, canonical JSON' }), ...refusals },
      },
    },
    async ({ params, query }, reply) => {
      const { name, text } = queries.record(params.id, query.spec)
      // Sent as it stands: another serialiser would not keep the bytes canonical.
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .type('application/json; charset=utf-8')
        .send(text)
    },
  )
}
