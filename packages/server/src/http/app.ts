import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyServerOptions, LogController } from 'fastify'
import { errorBody } from '../error/errorBody.js'
import { ServiceError } from '../error/serviceError.js'
import type { Metrics } from '../metrics/metrics.js'
import type { Stream } from '../stream/stream.js'
import type { Api, Parts } from './api.js'
import { streamProtocol } from './apiKey.js'
import { bodyBytesMax } from './bodyLimit.js'
import { clientErrorReply } from './clientError.js'
import { addDocsPage, addDocument } from './docs.js'
import { errorReply } from './errorReply.js'
import { addGuards } from './guards.js'
import { deskPolicy } from './pagePolicies.js'
import { addPages } from './pages.js'
import { accountRoutes } from './routes/accounts.js'
import { analysisRoutes } from './routes/analysis.js'
import { bookRoutes } from './routes/books.js'
import { marketRoutes } from './routes/market.js'
import { probeRoutes } from './routes/probes.js'
import { rehearsalRoutes } from './routes/rehearsal.js'
import { rulebookRoutes } from './routes/rulebooks.js'
import { tradingRoutes } from './routes/trading.js'
import { venueRoutes } from './routes/venue.js'
import { addSchemas } from './schemas.js'

export interface AppOptions {
  readonly parts: Parts
  readonly stream: Stream
  readonly metrics: Metrics
  readonly apiKey: string | undefined
  readonly dashboard: string | undefined
  readonly logLevel: string
}

const streamMessageBytesMax = 4096
/** Requests of one address a minute; counted only where the service can be reached from elsewhere. */
const requestsPerMinuteMax = 6000

const serverOptions: FastifyServerOptions = {
  bodyLimit: bodyBytesMax,
  requestTimeout: 30_000,
  // Metrics count requests; the log is for what went wrong.
  logController: new LogController({ disableRequestLogging: true }),
  clientErrorHandler: clientErrorReply,
  routerOptions: { maxParamLength: 200 },
  genReqId: () => randomUUID(),
  ajv: {
    customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: false, verbose: true },
  },
  frameworkErrors: (error, request, reply) => errorReply(error, request, reply),
}

/** The HTTP server with every route, not yet listening. */
export async function createApp({ parts, stream, metrics, apiKey, dashboard, logLevel }: AppOptions): Promise<Api> {
  const api: Api = Fastify({
    ...serverOptions,
    logger: logLevel === 'silent' ? false : { level: logLevel, redact: ['req.headers'] },
  })
  // Bodies are JSON. A form or text body is what a foreign page can send without asking first.
  api.removeContentTypeParser('text/plain')
  api.setErrorHandler((error, request, reply) => errorReply(error, request, reply))
  addGuards(api, apiKey)
  api.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  api.addHook('onResponse', async (request, reply) => {
    // An upgrade that was refused leaves its connection to nobody; without this it would stay open for good.
    if (request.raw.headers.upgrade !== undefined) request.raw.socket.destroySoon()
    metrics.request(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime)
  })
  if (apiKey !== undefined) {
    await api.register(rateLimit, {
      max: requestsPerMinuteMax,
      timeWindow: 60_000,
      errorResponseBuilder: (_request, context) =>
        new ServiceError('RATE_LIMITED', `Too many requests; try again in ${context.after}.`),
    })
  }
  await api.register(helmet, { global: false })
  await api.register(websocket, {
    options: {
      maxPayload: streamMessageBytesMax,
      handleProtocols: (offered: Set<string>) => (offered.has(streamProtocol) ? streamProtocol : false),
    },
  })
  addSchemas(api)
  await addDocument(api)

  await api.register(async (scope) => {
    const routes = scope as Api
    accountRoutes(routes, parts)
    bookRoutes(routes, parts)
    tradingRoutes(routes, parts)
    analysisRoutes(routes, parts)
    marketRoutes(routes, parts)
    rulebookRoutes(routes, parts)
    venueRoutes(routes, parts)
    rehearsalRoutes(routes, parts)
    probeRoutes(routes, parts, metrics.registry)
    routes.get('/v1/stream', { websocket: true, schema: { hide: true } }, (socket) => stream.add(socket))
  })
  await addDocsPage(api)
  const pageOf = await addPages(api, dashboard)

  api.setNotFoundHandler(async (request, reply) => {
    const [path = '/'] = request.url.split('?')
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    const page = wantsPage ? pageOf(path) : null
    if (page !== null) {
      reply.helmet(deskPolicy)
      return reply
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(await page)
    }
    return reply
      .code(404)
      .send(errorBody(new ServiceError('NOT_FOUND', `There is nothing at ${request.method} ${path}.`)))
  })
  return api
}
