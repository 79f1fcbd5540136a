import type { Registry } from 'prom-client'
import { Type } from 'typebox'
import type { Api, Parts } from '../api.js'

const Health = Type.Object({
  ok: Type.Boolean(),
  feed: Type.Optional(Type.Union([Type.Literal('ended'), Type.Literal('failed')])),
})

export function probeRoutes(api: Api, { health }: Parts, metrics: Registry): void {
  api.get(
    '/healthz',
    {
      config: { open: true },
      schema: {
        summary: 'Whether the service can do its work',
        tags: ['probes'],
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      const body = health()
      return reply.code(body.ok ? 200 : 503).send(body)
    },
  )

  api.get(
    '/metrics',
    {
      schema: { summary: 'Metrics in the Prometheus text format', tags: ['probes'], response: { 200: Type.String() } },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
