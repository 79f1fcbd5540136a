import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccountSummary } from './contract/index.js'
import { demoBooks } from './demo/seedDemo.js'
import { fixtureFeed } from './fixture/fixtureFeed.js'
import { fixtureMarket } from './fixture/fixtureMarket.js'
import { fixtureService } from './fixture/fixtureService.js'

let dataDirectory: string
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'plimsoll-service-'))
})
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }))

test('accounts, books and undo survive a restart', async () => {
  const first = await fixtureService({ dataDirectory })
  await first.ask('POST', '/v1/accounts', { id: 'kept', name: 'Kept', description: 'here', specId: 'cross' })
  await first.ask('POST', '/v1/accounts/kept/transfers', { asset: 'USDC', amount: '1000.25' })
  await first.ask('POST', '/v1/accounts/kept/fills', {
    instrument: 'BTC_USDC',
    side: 'buy',
    quantity: '0.01',
    price: '70000',
  })
  const book = (await first.ask('GET', '/v1/accounts/kept/book')).body
  const accounts = (await first.ask('GET', '/v1/accounts')).body
  await first.close()

  const second = await fixtureService({ dataDirectory })
  expect((await second.ask('GET', '/v1/accounts/kept/book')).body).toEqual(book)
  expect((await second.ask('GET', '/v1/accounts')).body).toEqual(accounts)
  expect((await second.ask('POST', '/v1/accounts/kept/undo')).status).toBe(200)
  expect((await second.ask<{ balances: object[] }>('GET', '/v1/accounts/kept/book')).body.balances).toEqual([
    { asset: 'USDC', amount: '1000.25' },
  ])
  await second.close()
})

test('demonstration books: six strategies of varied health, once', async () => {
  const service = await fixtureService({ dataDirectory, demo: true })
  const { body: accounts } = await service.ask<AccountSummary[]>('GET', '/v1/accounts')
  expect(accounts.map(({ id }) => id)).toEqual(demoBooks.map(({ id }) => id))
  expect(accounts.map(({ error }) => error)).toEqual(accounts.map(() => null))
  const by = Object.fromEntries(accounts.map((account) => [account.id, account]))
  expect(by['market-maker']!.positions).toBe(200)
  expect(by['short-strangle']).toMatchObject({ level: 'warning' })
  expect(by['short-strangle']!.utilisation).toBeGreaterThan(0.9)
  expect(by['long-only']!.level).toBe('safe')
  expect(by['iron-condor']!.utilisation).toBeLessThan(0.6)
  await service.ask('DELETE', '/v1/accounts/long-only')
  await service.close()

  const again = await fixtureService({ dataDirectory, demo: true })
  expect((await again.ask<AccountSummary[]>('GET', '/v1/accounts')).body).toHaveLength(demoBooks.length - 1)
  await again.close()
})

test('a damaged store stops the start, names the file and leaves it as it was', async () => {
  const first = await fixtureService({ dataDirectory })
  await first.ask('POST', '/v1/accounts', { id: 'a', name: 'A' })
  const { storeFile } = first
  await first.close()
  const bytes = readFileSync(storeFile)
  bytes.fill(0, 4096)
  writeFileSync(storeFile, bytes)
  await expect(fixtureService({ dataDirectory })).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    message: expect.stringContaining(storeFile),
  })
  expect(readFileSync(storeFile)).toEqual(bytes)
})

test('one data directory serves one process, and is free again after close', async () => {
  const first = await fixtureService({ dataDirectory })
  await expect(fixtureService({ dataDirectory })).rejects.toMatchObject({ code: 'STORE_BUSY' })
  await first.close()
  await first.close()
  await (await fixtureService({ dataDirectory })).close()
})

test('after close the feed ticks into nothing', async () => {
  const feed = fixtureFeed(fixtureMarket())
  const service = await fixtureService({ feed })
  await service.close()
  feed.tick(fixtureMarket(1.1))
  await expect(fetch(service.address)).rejects.toThrow()
})
