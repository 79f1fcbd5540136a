import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountDetail, AccountSummary } from '../contract/index.js'
import { fixtureFeed } from '../fixture/fixtureFeed.js'
import { fixtureInstrument, fixtureMarket } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

/** Dies seven days after the fixture's start. */
const shortLived = fixtureInstrument(
  (instrument) => instrument.kind === 'option' && instrument.underlying === 'BTC' && instrument.strike === 70_000,
)
const perpetual = 'BTC_USDC-PERPETUAL'

let service: FixtureService
const summary = async (id: string) =>
  (await service.ask<AccountSummary[]>('GET', '/v1/accounts')).body.find((account) => account.id === id)

beforeAll(async () => {
  service = await fixtureService()
  for (const id of ['dying', 'living', 'empty']) await service.ask('POST', '/v1/accounts', { id, name: id })
  for (const id of ['dying', 'living']) {
    await service.ask('POST', `/v1/accounts/${id}/transfers`, { asset: 'USDC', amount: '20000' })
    await service.ask('POST', `/v1/accounts/${id}/transfers`, { asset: 'BTC', amount: '1' })
    await service.ask('POST', `/v1/accounts/${id}/fills`, {
      instrument: perpetual,
      side: 'buy',
      quantity: '1',
      price: '70000',
    })
  }
  await service.ask('POST', '/v1/accounts/dying/fills', {
    instrument: shortLived,
    side: 'buy',
    quantity: '1',
    price: '0.03',
  })
})
afterAll(() => service.close())

test('a tick recomputes every account', async () => {
  const before = await summary('living')
  service.feed.tick(fixtureMarket(0.99, 1))
  const after = await summary('living')
  // One coin and one perpetual, each losing 1 % of 70,000.
  expect(after!.accountValue - before!.accountValue).toBeCloseTo(-1400, 6)
  expect(after!.valuedAt).toBe('2026-03-02T09:00:00.000Z')
})

test('a falling price takes an account through every level, in order', async () => {
  const levels: string[] = []
  for (let level = 1; level > 0.3; level -= 0.01) {
    service.feed.tick(fixtureMarket(level, 2))
    const { level: now } = (await summary('living'))!
    if (levels.at(-1) !== now) levels.push(now)
  }
  expect(levels).toEqual(['safe', 'warning', 'call', 'liquidation'])
})

test('an expired position keeps the last good numbers and is named; others go on', async () => {
  service.feed.tick(fixtureMarket(1, 3))
  const good = (await summary('dying'))!
  service.feed.tick(fixtureMarket(1.01, 7 * 24 + 1))
  const stuck = (await summary('dying'))!
  expect(stuck.error).toEqual({ code: 'INSTRUMENT_EXPIRED', message: expect.stringContaining(shortLived) })
  expect({ ...stuck, error: null }).toEqual(good)
  expect((await summary('living'))!.error).toBeNull()
  // The detail is of the last market that could value the book, and says so.
  const detail = (await service.ask<AccountDetail>('GET', '/v1/accounts/dying')).body
  expect(detail.summary).toEqual(stuck)
  expect(detail.positions.map(({ instrument }) => instrument)).toContain(shortLived)

  // A trade that happened is recorded all the same; money does not leave.
  const fill = { instrument: perpetual, side: 'sell', quantity: '1', price: '70700' }
  expect((await service.ask('POST', '/v1/accounts/dying/fills', fill)).status).toBe(201)
  expect((await service.refused('POST', '/v1/accounts/dying/transfers', { asset: 'USDC', amount: '-1' })).code).toBe(
    'WITHDRAWAL_REJECTED',
  )
  expect((await service.refused('POST', '/v1/accounts/dying/what-if', { orders: [fill] })).code).toMatch(/INSTRUMENT_/)
  expect(
    (await service.refused('POST', '/v1/accounts/dying/fills', { ...fill, instrument: shortLived, price: '0.1' })).code,
  ).toMatch(/INSTRUMENT_/)

  // Settled by a book without it, the account is whole again.
  const book = (await service.ask<{ positions: { instrument: string }[] }>('GET', '/v1/accounts/dying/book')).body
  const settled = { ...book, positions: book.positions.filter(({ instrument }) => instrument !== shortLived) }
  expect((await service.ask<AccountDetail>('PUT', '/v1/accounts/dying/book', settled)).body.summary.error).toBeNull()
})

test('what the feed’s state forbids is refused: withdrawals and orders, not deposits or fills', async () => {
  const feed = fixtureFeed(fixtureMarket())
  const halted = await fixtureService({ feed })
  await halted.ask('POST', '/v1/accounts', { id: 'a', name: 'A' })
  await halted.ask('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '100000' })
  feed.stopFor({ reason: 'failed', message: 'gone' })
  const trade = { instrument: perpetual, side: 'buy', quantity: '1', price: '70000' }
  expect(await halted.refused('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '-1' })).toMatchObject({
    code: 'MARKET_NOT_VALID',
    status: 503,
  })
  expect((await halted.refused('POST', '/v1/accounts/a/orders', trade)).code).toBe('MARKET_NOT_VALID')
  expect((await halted.ask('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '1' })).status).toBe(201)
  expect((await halted.ask('POST', '/v1/accounts/a/fills', trade)).status).toBe(201)
  const reduce = { ...trade, side: 'sell', reduceOnly: true }
  expect((await halted.ask('POST', '/v1/accounts/a/orders', reduce)).status).toBe(201)
  await halted.close()
})

test('before the first market everything that needs one says so', async () => {
  const feed = fixtureFeed(null)
  const early = await fixtureService({ feed })
  expect((await early.ask('GET', '/healthz')).status).toBe(503)
  expect(await early.refused('GET', '/v1/market')).toMatchObject({ code: 'MARKET_NOT_READY', status: 503 })
  expect((await early.ask('POST', '/v1/accounts', { id: 'a', name: 'A' })).status).toBe(201)
  expect((await early.refused('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '1' })).code).toBe(
    'MARKET_NOT_READY',
  )
  feed.tick(fixtureMarket())
  expect((await early.ask('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '1' })).status).toBe(201)
  await early.close()
})
