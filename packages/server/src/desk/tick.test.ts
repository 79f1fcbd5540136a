import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  expect(stuck.error?.message).toContain('POST /v1/accounts/dying/settlements')
  expect(good.level).toBe('safe')
  expect({ ...stuck, error: null }).toEqual({ ...good, level: 'warning' })
  expect((await summary('living'))!.error).toBeNull()
  // The detail is of the last market that could value the book, and says so.
  const detail = (await service.ask<AccountDetail>('GET', '/v1/accounts/dying')).body
  expect(detail.summary).toEqual(stuck)
  expect(detail.positions.map(({ instrument }) => instrument)).toContain(shortLived)

  // Nothing is traded and no money leaves before the settlement; money may come.
  const fill = { instrument: perpetual, side: 'sell', quantity: '1', price: '70700' }
  for (const [path, body] of [
    ['fills', fill],
    ['orders', { ...fill, reduceOnly: true }],
    ['what-if', { orders: [fill] }],
  ] as const) {
    const refusal = await service.refused('POST', `/v1/accounts/dying/${path}`, body)
    expect(refusal, path).toMatchObject({ code: 'ACCOUNT_NOT_VALUED', status: 409 })
    expect(refusal.message).toContain('/settlements')
  }
  expect((await service.ask('POST', '/v1/accounts/dying/transfers', { asset: 'USDC', amount: '1' })).status).toBe(201)
  expect((await service.refused('POST', '/v1/accounts/dying/transfers', { asset: 'USDC', amount: '-1' })).code).toBe(
    'WITHDRAWAL_REJECTED',
  )

  // Settled by a book without it, the account is whole again.
  const book = (await service.ask<{ positions: { instrument: string }[] }>('GET', '/v1/accounts/dying/book')).body
  const settled = { ...book, positions: book.positions.filter(({ instrument }) => instrument !== shortLived) }
  expect((await service.ask<AccountDetail>('PUT', '/v1/accounts/dying/book', settled)).body.summary.error).toBeNull()
})

test('an expired position is settled at the index or a price given, and undo brings it back', async () => {
  const feed = fixtureFeed(fixtureMarket())
  const settling = await fixtureService({ feed })
  const settlements = '/v1/accounts/s/settlements'
  await settling.ask('POST', '/v1/accounts', { id: 's', name: 'S' })
  await settling.ask('POST', '/v1/accounts/s/transfers', { asset: 'BTC', amount: '1' })
  const future = 'BTC-9MAR26'
  const call = 'BTC-9MAR26-70000-C'
  await settling.ask('POST', '/v1/accounts/s/fills', { instrument: call, side: 'buy', quantity: '2', price: '0.03' })
  // Contracts of 10 USD.
  await settling.ask('POST', '/v1/accounts/s/fills', {
    instrument: future,
    side: 'buy',
    quantity: '700',
    price: '70000',
  })
  expect(await settling.refused('POST', settlements, { instrument: call })).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'settlement.instrument',
  })
  expect((await settling.refused('POST', settlements, { instrument: 'BTC-NEVER' })).code).toBe('INSTRUMENT_UNKNOWN')

  feed.tick(fixtureMarket(1.25, 7 * 24 + 1))
  const half = await settling.ask<AccountDetail>('POST', settlements, { instrument: call })
  expect(half.status).toBe(201)
  expect(half.body.positions.map(({ instrument }) => instrument)).toEqual([future])
  expect(half.body.summary.error?.message).not.toContain(call)
  // 1 − 2 · 0.03 + 2 · (87,500 − 70,000) / 87,500
  expect(half.body.balances).toMatchObject([{ asset: 'BTC', amount: '1.34' }])
  const whole = await settling.ask<AccountDetail>('POST', settlements, { instrument: future, price: '80000' })
  expect(whole.body).toMatchObject({ positions: [], summary: { error: null, level: 'safe' } })
  // 700 · 10 · (1/70,000 − 1/80,000)
  expect(whole.body.balances).toMatchObject([{ asset: 'BTC', amount: '1.3525' }])
  expect((await settling.refused('POST', settlements, { instrument: future })).code).toBe('INSTRUMENT_UNKNOWN')
  const changes = (await settling.ask<{ kind: string }[]>('GET', '/v1/accounts/s/changes')).body
  expect(changes.slice(0, 2).map(({ kind }) => kind)).toEqual(['settlement', 'settlement'])

  const undone = await settling.ask<AccountDetail>('POST', '/v1/accounts/s/undo')
  expect(undone.status).toBe(200)
  expect(undone.body).toMatchObject({
    summary: { level: 'warning', error: { code: 'INSTRUMENT_EXPIRED' } },
    positions: [{ instrument: future, quantity: '700', entryPrice: '70000' }],
    balances: [{ asset: 'BTC', amount: '1.34' }],
  })
  await settling.close()
})

test('an account that outlived its positions while the service stood still can be seen and settled', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-'))
  const before = await fixtureService({ dataDirectory: folder })
  await before.ask('POST', '/v1/accounts', { id: 's', name: 'S' })
  await before.ask('POST', '/v1/accounts/s/transfers', { asset: 'BTC', amount: '1' })
  const calls = ['BTC-9MAR26-70000-C', 'BTC-9MAR26-77000-C']
  for (const instrument of calls)
    await before.ask('POST', '/v1/accounts/s/fills', { instrument, side: 'sell', quantity: '1', price: '0.03' })
  await before.close()
  const after = await fixtureService({ dataDirectory: folder, feed: fixtureFeed(fixtureMarket(1, 8 * 24)) })
  const seen = await after.ask<AccountDetail>('GET', '/v1/accounts/s')
  expect(seen.body).toMatchObject({
    summary: { valuedAt: null, level: 'warning', error: { code: 'INSTRUMENT_EXPIRED' } },
    balances: [{ asset: 'BTC', amount: '1.06' }],
    generations: [],
  })
  expect(seen.body.positions.map(({ instrument }) => instrument)).toEqual(calls)
  for (const instrument of calls)
    expect((await after.ask('POST', '/v1/accounts/s/settlements', { instrument })).status).toBe(201)
  expect((await after.ask<AccountDetail>('GET', '/v1/accounts/s')).body.summary).toMatchObject({
    error: null,
    positions: 0,
    accountValue: 1.06 * 70_000,
  })
  await after.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what the feed’s state forbids is refused: withdrawals and orders, not deposits or fills', async () => {
  const feed = fixtureFeed(fixtureMarket())
  const halted = await fixtureService({ feed })
  await halted.ask('POST', '/v1/accounts', { id: 'a', name: 'A' })
  await halted.ask('POST', '/v1/accounts/a/transfers', { asset: 'USDC', amount: '100000' })
  feed.stopFor({ reason: 'failed', message: 'gone' })
  expect(await halted.ask('GET', '/healthz')).toMatchObject({ status: 503, body: { ok: false, feed: 'failed' } })
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
