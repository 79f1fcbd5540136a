import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import { version } from '../version.js'
import type { Api } from './api.js'
import { docsPolicy } from './pagePolicies.js'

/** Collects the API's document from the routes' schemas; registered before them. */
export async function addDocument(api: Api): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Plimsoll',
        version,
        description:
          'Portfolio margin for crypto derivatives. Money is a decimal string, risk numbers are JSON numbers, instants are ISO 8601 in UTC. The stream at /v1/stream is a WebSocket and therefore not listed here.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'Only when the service was started with an API key.' },
        },
      },
      security: [{}, { key: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `shape-${index}`) },
  })
}

/** The document at /openapi.json and its page, served from our own files, at /docs. */
export async function addDocsPage(api: Api): Promise<void> {
  api.get('/openapi.json', { config: { open: true }, schema: { hide: true } }, async () => api.swagger())
  await api.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true }
    })
    await pages.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: 'never',
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
      },
      hooks: {
        onRequest: (_request, reply, done) => {
          reply.helmet(docsPolicy)
          done()
        },
      },
    })
  })
}
