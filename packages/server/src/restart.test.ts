import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFile } from '@plimsoll/journal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixtureFeed } from './fixture/fixtureFeed.js'
import { fixtureMarket } from './fixture/fixtureMarket.js'
import { fixtureService } from './fixture/fixtureService.js'

let dataDirectory: string
beforeEach(async () => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'plimsoll-restart-'))
  const service = await fixtureService({ dataDirectory })
  for (const id of ['one', 'two']) {
    await service.ask('POST', '/v1/accounts', { id, name: id, specId: 'cross' })
    await service.ask('POST', `/v1/accounts/${id}/transfers`, { asset: 'USDC', amount: '1000' })
  }
  await service.close()
})
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }))

function change(sql: string): void {
  const database = openFile(join(dataDirectory, 'plimsoll.sqlite'))
  database.exec(sql)
  database.close()
}

/** Starts with a feed that would tick at once; how often it was started. */
async function startRefused(code: string): Promise<number> {
  const feed = fixtureFeed(fixtureMarket())
  let started = 0
  const counted = {
    ...feed,
    start: (...each: Parameters<typeof feed.start>) => {
      started++
      feed.start(...each)
    },
  }
  await expect(fixtureService({ dataDirectory, feed: counted })).rejects.toMatchObject({ code })
  return started
}

test.each([
  ['an account is gone', `DELETE FROM accounts WHERE id = 'two'`],
  ['a balance is zero', `UPDATE accounts SET record = replace(record, '"1000"', '"0"') WHERE id = 'two'`],
  [
    'an account is there that no change made',
    `INSERT INTO accounts SELECT 'three', record FROM accounts WHERE id = 'one'`,
  ],
])(
  'G7: where %s, the start is refused before the feed is asked for a price: nothing is ever valued',
  async (_, sql) => {
    change(sql)
    expect(await startRefused('STORE_CORRUPT')).toBe(0)
  },
)

test('P7: a store that a newer version has written stops an older one before it does anything', async () => {
  change('PRAGMA user_version = 99')
  expect(await startRefused('STORE_NEWER')).toBe(0)
})

test('P7: beside a node that runs, of whatever version, no second one runs on the same accounts', async () => {
  const running = await fixtureService({ dataDirectory })
  expect(await startRefused('STORE_BUSY')).toBe(0)
  await running.close()
})
