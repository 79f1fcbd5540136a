import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import { StartError } from '../error/serviceError.js'
import type { Api } from './api.js'
import { deskPolicy } from './pagePolicies.js'

/** Paths that belong to the API: a wrong one is an error, never a page. */
const apiPath = /^\/(v1|metrics|healthz|openapi\.json|docs)(\/|$)/
/** The build puts hashed names here, so a file of one name never changes. */
const assetPath = /^\/assets\//

/** The desk's page for a path that is neither the API's nor a file's; null where there is no such page. */
export type PageOf = (path: string) => Promise<Buffer> | null

/** Serves the desk; every path that is neither the API's nor a file's is the desk's own and gets its page. */
export async function addPages(api: Api, dashboard: string | undefined): Promise<PageOf> {
  if (dashboard === undefined) {
    api.get('/', { config: { open: true }, schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'))
    return () => null
  }
  const root = resolve(dashboard)
  if (!existsSync(join(root, 'index.html'))) {
    throw new StartError('DASHBOARD_MISSING', `${root} has no index.html; build the dashboard or start without it.`)
  }
  await api.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, open: true }
      route.schema = { ...route.schema, hide: true }
    })
    pages.addHook('onRequest', async (_request, reply) => {
      reply.helmet(deskPolicy)
    })
    await pages.register(fastifyStatic, {
      root,
      cacheControl: false,
      setHeaders: (response, path) => {
        const asset = assetPath.test(path.slice(root.length).replaceAll('\\', '/'))
        response.setHeader('cache-control', asset ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  })
  return (path) => (apiPath.test(path) || assetPath.test(path) ? null : readFile(join(root, 'index.html')))
}
