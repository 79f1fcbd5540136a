import { Type } from 'typebox'
import { NewRehearsal, RehearsalChange } from '../../contract/index.js'
import type { Api, Parts } from '../api.js'
import { answers, refusals } from '../schemas.js'

const tags = ['crash rehearsal']

/** A crash, played through the clearing machine with a simulated population. */
export function rehearsalRoutes(api: Api, { rehearsals }: Parts): void {
  api.get(
    '/v1/rehearsal/days',
    {
      schema: {
        summary: 'What can be rehearsed, and where its prices would come from',
        tags,
        response: answers(200, 'RehearsalDayView', 'list'),
      },
    },
    async () => rehearsals.days(),
  )

  api.get(
    '/v1/rehearsal',
    {
      schema: {
        summary: 'The crash that is played, or was last',
        tags,
        response: answers(200, 'RehearsalView'),
      },
    },
    async () => rehearsals.view(),
  )

  api.post(
    '/v1/rehearsal',
    {
      schema: {
        summary: 'Start the rehearsal of a crash',
        tags,
        body: NewRehearsal,
        response: answers(201, 'RehearsalView'),
      },
    },
    async ({ body }, reply) => reply.code(201).send(rehearsals.start(body)),
  )

  api.patch(
    '/v1/rehearsal',
    {
      schema: {
        summary: 'Pause it, let it go on, or change its speed',
        tags,
        body: RehearsalChange,
        response: answers(200, 'RehearsalView'),
      },
    },
    async ({ body }) => rehearsals.change(body),
  )

  api.post(
    '/v1/rehearsal/steps',
    {
      schema: {
        summary: 'Play one step of a paused rehearsal',
        tags,
        response: answers(200, 'RehearsalView'),
      },
    },
    async () => rehearsals.step(),
  )

  api.delete(
    '/v1/rehearsal',
    {
      schema: {
        summary: 'Stop the rehearsal and forget it',
        tags,
        response: { 204: Type.Null(), ...refusals },
      },
    },
    async (_request, reply) => {
      await rehearsals.stop()
      return reply.code(204).send(null)
    },
  )

  api.get(
    '/v1/rehearsal/history',
    {
      schema: {
        summary: 'All points of the rehearsal, and its last events',
        tags,
        response: answers(200, 'RehearsalHistoryView'),
      },
    },
    async () => rehearsals.history(),
  )
}
