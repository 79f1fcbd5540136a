import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

const apiKey = 'a-key-that-nobody-guesses-0123456789'
const account = { id: 'new', name: 'New' }

/** A request with headers that fetch does not let one choose. */
function raw(
  address: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, address), { method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

describe('without a key', () => {
  let service: FixtureService
  beforeAll(async () => {
    service = await fixtureService()
  })
  afterAll(() => service.close())

  test('it listens on loopback only', async () => {
    expect(new URL(service.address).hostname).toBe('127.0.0.1')
    await expect(fixtureService({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'KEY_REQUIRED' })
    await expect(fixtureService({ host: '::' })).rejects.toMatchObject({ code: 'KEY_REQUIRED' })
  })

  test.each(['evil.example', 'evil.example:4180', '127.0.0.1.evil.example', 'localhost@evil.example'])(
    'the Host "%s" is refused',
    async (host) => {
      const { status, body } = await raw(service.address, '/v1/accounts', { host })
      expect(status).toBe(403)
      expect(JSON.parse(body).error.code).toBe('HOST_REFUSED')
    },
  )

  test.each(['localhost:4180', '127.0.0.1', '[::1]:80'])('the Host "%s" is answered', async (host) => {
    expect((await raw(service.address, '/v1/accounts', { host })).status).toBe(200)
  })

  test('a page of another origin changes nothing, and may not even from another port', async () => {
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect(await service.refused('POST', '/v1/accounts', account, { origin })).toMatchObject({
        code: 'ORIGIN_REFUSED',
        status: 403,
      })
    }
    expect((await service.ask('GET', '/v1/accounts')).body).toEqual([])
    expect((await service.ask('POST', '/v1/accounts', account, { origin: service.address })).status).toBe(201)
  })
})

describe('with a key', () => {
  let service: FixtureService
  beforeAll(async () => {
    service = await fixtureService({ apiKey })
  })
  afterAll(() => service.close())

  test('accounts, market and metrics need it; health and the API page do not', async () => {
    for (const path of ['/v1/accounts', '/v1/market', '/v1/status', '/metrics']) {
      expect(await service.refused('GET', path)).toMatchObject({ code: 'UNAUTHORIZED', status: 401 })
      expect((await service.ask('GET', path, undefined, { authorization: `Bearer ${apiKey}` })).status).toBe(200)
    }
    for (const path of ['/healthz', '/openapi.json', '/docs/'])
      expect((await service.ask('GET', path)).status).toBe(200)
  })

  test.each([`Bearer ${apiKey}x`, `Bearer ${apiKey.slice(0, -1)}`, 'Bearer ', `Basic ${apiKey}`, apiKey])(
    '"%s" is not it',
    async (authorization) => {
      expect((await service.refused('GET', '/v1/accounts', undefined, { authorization })).code).toBe('UNAUTHORIZED')
    },
  )

  test('it may have another name in front of it', async () => {
    const headers = { host: 'margin.example', authorization: `Bearer ${apiKey}` }
    expect((await raw(service.address, '/v1/accounts', headers)).status).toBe(200)
  })

  test('a key that could be guessed is refused at the start', async () => {
    await expect(fixtureService({ apiKey: 'short' })).rejects.toMatchObject({ code: 'KEY_REQUIRED' })
  })
})

describe('the desk’s pages', () => {
  let service: FixtureService
  let directory: string
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'plimsoll-pages-'))
    mkdirSync(join(directory, 'desk', 'assets'), { recursive: true })
    writeFileSync(join(directory, 'desk', 'index.html'), '<!doctype html><title>Desk</title>')
    writeFileSync(join(directory, 'desk', 'assets', 'desk-abc123.js'), 'export {}')
    writeFileSync(join(directory, 'secret.txt'), 'secret')
    service = await fixtureService({ dashboard: join(directory, 'desk'), apiKey })
  })
  afterAll(async () => {
    await service.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test('every path of the desk gets its page, with a policy against foreign scripts', async () => {
    for (const path of ['/', '/accounts/market-maker', '/accounts/a/stress?x=1']) {
      const page = await service.ask<string>('GET', path, undefined, { accept: 'text/html' })
      expect(page.status, path).toBe(200)
      expect(page.body).toContain('<title>Desk</title>')
      expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*worker-src 'self'(;|$)/)
      expect(page.headers.get('cache-control')).toBe('no-cache')
      expect(page.headers.get('x-frame-options')).toBe('DENY')
    }
  })

  test('a hashed file never changes; a missing one is missing, not a page', async () => {
    const asset = await service.ask('GET', '/assets/desk-abc123.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await service.refused('GET', '/assets/gone.js', undefined, { accept: 'text/html' })).code).toBe('NOT_FOUND')
    expect((await service.refused('GET', '/v1/nothing', undefined, { accept: 'text/html' })).code).toBe('NOT_FOUND')
  })

  test('nothing beside the folder is served', async () => {
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
      expect((await raw(service.address, path, {})).body).not.toContain('secret\n')
      expect((await raw(service.address, path, {})).status).not.toBe(200)
    }
  })

  test('a folder without a page is refused at the start', async () => {
    await expect(fixtureService({ dashboard: directory })).rejects.toMatchObject({ code: 'DASHBOARD_MISSING' })
  })
})

test('a port in use is refused in plain words', async () => {
  const first = await fixtureService()
  await expect(fixtureService({ port: first.port })).rejects.toMatchObject({
    code: 'PORT_BUSY',
    message: expect.stringContaining(`Port ${first.port}`),
  })
  await first.close()
})
