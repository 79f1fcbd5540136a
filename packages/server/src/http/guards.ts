import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ServiceError } from '../error/serviceError.js'
import { keyCheck } from './apiKey.js'
import { hostName, isLoopback } from './loopback.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without an API key: pages and probes that show nothing of an account. */
    open?: boolean
  }
}

const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Who may ask at all; runs before anything of a request is read. */
export function addGuards(app: FastifyInstance, apiKey: string | undefined): void {
  const holdsKey = apiKey === undefined ? undefined : keyCheck(apiKey)
  app.addHook('onRequest', async (request, reply) => {
    if (holdsKey === undefined) requireLoopbackHost(request)
    else if (!request.is404 && request.routeOptions.config.open !== true && !holdsKey(request.raw.headers)) {
      reply.header('www-authenticate', 'Bearer')
      throw new ServiceError('UNAUTHORIZED', 'Send "Authorization: Bearer <API key>".')
    }
    const changes = !readingMethods.has(request.method)
    if (changes || request.raw.headers.upgrade !== undefined) requireOwnOrigin(request)
  })
}

/** A page of the internet can make a browser call 127.0.0.1 under a name of its own (DNS rebinding); the name tells. */
function requireLoopbackHost(request: FastifyRequest): void {
  const host = hostName(request.raw.headers.host)
  if (host !== null && isLoopback(host)) return
  throw new ServiceError('HOST_REFUSED', 'Without an API key this service answers to loopback names only.', {
    where: 'Host',
    value: request.raw.headers.host ?? '',
    expected: 'localhost or 127.0.0.1',
  })
}

/** Browsers say which page asks; programs that say nothing are no browsers. */
function requireOwnOrigin(request: FastifyRequest): void {
  const { origin, host } = request.raw.headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin).host : null
  if (from !== null && from === host?.toLowerCase()) return
  throw new ServiceError(
    'ORIGIN_REFUSED',
    'Only the desk’s own pages may change accounts or open the stream from a browser.',
    {
      where: 'Origin',
      value: origin,
      expected: `a page of ${host ?? 'this service'}`,
    },
  )
}
