import { Type } from 'typebox'
import { VenueTrades } from '../../contract/index.js'
import type { Api, Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['simulated venue']
const AccountNumber = Type.Object({
  number: Type.String({ pattern: '^(0|[1-9]\\d{0,6})$', description: 'The account’s number, from 0 on.' }),
})

/** The venue of simulated accounts. */
export function venueRoutes(api: Api, { venue }: Parts): void {
  api.get(
    '/v1/venue',
    {
      schema: {
        summary: 'Health of all simulated accounts after the last tick',
        tags,
        response: answers(200, 'VenueView'),
      },
    },
    async () => venue().view(),
  )

  api.get(
    '/v1/venue/history',
    {
      schema: {
        summary: 'Level counts and crossings of the last ticks',
        tags,
        response: answers(200, 'VenueHistoryView'),
      },
    },
    async () => venue().history(),
  )

  api.get(
    '/v1/venue/spec',
    {
      schema: {
        summary: 'The rule book of all simulated accounts',
        tags,
        response: { 200: Type.Unknown({ description: 'a rule book' }), ...refusals },
      },
    },
    async () => venue().spec,
  )

  api.get(
    '/v1/venue/accounts/:number',
    {
      schema: {
        summary: 'One simulated account: its numbers and what it holds',
        tags,
        params: AccountNumber,
        response: answers(200, 'VenueAccountView'),
      },
    },
    async ({ params }) => venue().account(Number(params.number)),
  )

  api.get(
    '/v1/venue/accounts/:number/book',
    {
      schema: {
        summary: 'What one simulated account holds, as a book',
        tags,
        params: AccountNumber,
        response: { 200: Type.Unknown({ description: 'book/1' }), ...refusals },
      },
    },
    async ({ params }) => venue().book(Number(params.number)),
  )

  api.post(
    '/v1/venue/accounts/:number/what-if',
    {
      schema: {
        summary: 'Whether a simulated account may trade so; nothing is changed',
        tags,
        params: AccountNumber,
        body: VenueTrades,
        response: answers(200, 'VenueWhatIfView'),
      },
    },
    async ({ params, body: trades }) => venue().whatIf(Number(params.number), trades),
  )
}
