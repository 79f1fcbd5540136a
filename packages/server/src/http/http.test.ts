import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountDetail, AccountSummary, OrderView, StatusView, WhatIfView } from '../contract/index.js'
import { fixtureInstrument } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

const perpetual = 'BTC_USDC-PERPETUAL'
const call = fixtureInstrument(
  (instrument) => instrument.kind === 'option' && instrument.right === 'call' && instrument.strike === 77_000,
)

let service: FixtureService
beforeAll(async () => {
  service = await fixtureService()
})
afterAll(() => service.close())

describe('the life of an account', () => {
  test('is created empty', async () => {
    const { status, body } = await service.ask<AccountSummary>('POST', '/v1/accounts', { id: 'life', name: 'Life' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: 'life',
      specId: 'portfolio',
      health: null,
      level: 'safe',
      error: null,
      positions: 0,
    })
    expect((await service.refused('POST', '/v1/accounts', { id: 'life', name: 'Again' })).code).toBe('ACCOUNT_EXISTS')
  })

  test('is funded, trades, rests an order, and takes each back', async () => {
    const funded = await service.ask<AccountDetail>('POST', '/v1/accounts/life/transfers', {
      asset: 'USDC',
      amount: '50000.5',
    })
    expect(funded.status).toBe(201)
    expect(funded.body.balances).toMatchObject([{ asset: 'USDC', amount: '50000.5', value: 50000.5 }])

    const fill = { instrument: perpetual, side: 'buy', quantity: '1', price: '70000' }
    const filled = await service.ask<AccountDetail>('POST', '/v1/accounts/life/fills', fill)
    expect(filled.status).toBe(201)
    expect(filled.body.positions).toMatchObject([
      { instrument: perpetual, quantity: '1', entryPrice: '70000', unrealised: 0 },
    ])
    expect(filled.body.summary.initial).toBeGreaterThan(0)

    const order = { instrument: call, side: 'sell', quantity: '1', price: '0.02' }
    const rested = await service.ask<OrderView>('POST', '/v1/accounts/life/orders', order)
    expect(rested.status).toBe(201)
    const detail = (await service.ask<AccountDetail>('GET', '/v1/accounts/life')).body
    expect(detail.orders).toEqual([rested.body])

    expect((await service.ask('DELETE', `/v1/accounts/life/orders/${rested.body.id}`)).status).toBe(204)
    expect((await service.refused('DELETE', `/v1/accounts/life/orders/${rested.body.id}`)).code).toBe('ORDER_UNKNOWN')

    const undone = async () => (await service.ask<AccountDetail>('POST', '/v1/accounts/life/undo')).body
    expect((await undone()).orders).toEqual([rested.body])
    expect((await undone()).orders).toEqual([])
    expect((await undone()).positions).toEqual([])
    expect((await undone()).balances).toEqual([])
    expect((await service.refused('POST', '/v1/accounts/life/undo')).code).toBe('NOTHING_TO_UNDO')

    const changes = (await service.ask<{ kind: string; undoes: number | null }[]>('GET', '/v1/accounts/life/changes'))
      .body
    expect(changes.map(({ kind, undoes }) => [kind, undoes])).toEqual([
      ['undo', 2],
      ['undo', 3],
      ['undo', 4],
      ['undo', 5],
      ['cancel', null],
      ['order', null],
      ['fill', null],
      ['transfer', null],
      ['create', null],
    ])
  })

  test('changes its name and rule book, and ends', async () => {
    const renamed = await service.ask<AccountSummary>('PATCH', '/v1/accounts/life', { name: 'New', specId: 'isolated' })
    expect(renamed.body).toMatchObject({ name: 'New', specId: 'isolated' })
    expect((await service.ask<{ name: string }>('GET', '/v1/accounts/life/book')).body.name).toBe('New')
    expect((await service.refused('PATCH', '/v1/accounts/life', { specId: 'none' })).code).toBe('SPEC_UNKNOWN')
    expect((await service.ask('DELETE', '/v1/accounts/life')).status).toBe(204)
    expect(await service.refused('GET', '/v1/accounts/life')).toMatchObject({ code: 'ACCOUNT_UNKNOWN', status: 404 })
  })
})

describe('questions', () => {
  beforeAll(async () => {
    await service.ask('POST', '/v1/accounts', { id: 'asked', name: 'Asked' })
    await service.ask('POST', '/v1/accounts/asked/transfers', { asset: 'USDC', amount: '40000' })
    await service.ask('POST', '/v1/accounts/asked/fills', {
      instrument: perpetual,
      side: 'buy',
      quantity: '1',
      price: '69000',
    })
    await service.ask('POST', '/v1/accounts/asked/fills', {
      instrument: call,
      side: 'sell',
      quantity: '1',
      price: '0.02',
    })
  })

  test('the detail explains itself: parts add up to the requirement, steps to the saving', async () => {
    const { body } = await service.ask<AccountDetail>('GET', '/v1/accounts/asked')
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    expect(sum([...body.positions, ...body.balances].map(({ part }) => part ?? 0))).toBeCloseTo(body.summary.initial, 6)
    expect(body.initialTree.value).toBe(body.summary.initial)
    const capital = Object.fromEntries(body.generations.map(({ id, capital: locked }) => [id, locked]))
    expect(sum(body.steps.map(({ saved }) => saved))).toBeCloseTo(capital.isolated! - capital.portfolio!, 6)
    expect(Number(body.money.initial)).toBeGreaterThanOrEqual(body.summary.initial)
    expect(Number(body.money.equity)).toBeLessThanOrEqual(body.summary.equity)
    expect(body.liquidation.map(({ underlying }) => underlying)).toEqual(['BTC'])
    expect(body.summary.valuedAt).toBe('2026-03-02T08:00:00.000Z')
  })

  test('another rule book can be tried without being chosen', async () => {
    const isolated = await service.ask<AccountDetail>('GET', '/v1/accounts/asked?spec=isolated')
    expect(isolated.body.summary.specId).toBe('isolated')
    expect(isolated.body.generationsSpecId).toBe('portfolio')
    expect((await service.ask<AccountDetail>('GET', '/v1/accounts/asked')).body.summary.specId).toBe('portfolio')
  })

  test('what-if says what would change and changes nothing', async () => {
    const before = (await service.ask('GET', '/v1/accounts/asked/book')).body
    const { body } = await service.ask<WhatIfView>('POST', '/v1/accounts/asked/what-if', {
      orders: [{ instrument: call, side: 'buy', quantity: '1' }],
    })
    expect(body.after.initial - body.before.initial).toBeCloseTo(body.initialChange, 9)
    expect(body.accepted).toBe(true)
    expect(body.after.positions).toBe(1)
    expect((await service.ask('GET', '/v1/accounts/asked/book')).body).toEqual(before)
  })

  test('an order that the account cannot carry is rejected and not stored', async () => {
    const order = { instrument: perpetual, side: 'buy', quantity: '100', price: '70000' }
    expect(await service.refused('POST', '/v1/accounts/asked/orders', order)).toMatchObject({
      code: 'ORDER_REJECTED',
      status: 422,
    })
    const reduce = { instrument: call, side: 'sell', quantity: '1', price: '0.02', reduceOnly: true }
    expect((await service.refused('POST', '/v1/accounts/asked/orders', reduce)).code).toBe('ORDER_REJECTED')
    expect((await service.ask<AccountDetail>('GET', '/v1/accounts/asked')).body.orders).toEqual([])
  })

  test('what may leave is what the rule book says, to the last unit', async () => {
    const { summary } = (await service.ask<AccountDetail>('GET', '/v1/accounts/asked')).body
    const withdraw = (amount: number) =>
      ['POST', '/v1/accounts/asked/transfers', { asset: 'USDC', amount: `-${amount.toFixed(6)}` }] as const
    expect((await service.refused(...withdraw(summary.withdrawable + 0.00001))).code).toBe('WITHDRAWAL_REJECTED')
    expect((await service.ask(...withdraw(summary.withdrawable - 0.00001))).status).toBe(201)
    const after = (await service.ask<AccountDetail>('GET', '/v1/accounts/asked')).body.summary
    expect(after.withdrawable).toBeCloseTo(0.00001, 5)
    expect(after.excess).toBeGreaterThanOrEqual(0)
    await service.ask('POST', '/v1/accounts/asked/undo')
  })

  test('heat map, curve and stress answer in the contract’s shapes', async () => {
    const heatmap = (
      await service.ask<{ pnl: number[][]; priceMoves: number[] }>('GET', '/v1/accounts/asked/heatmap?underlying=BTC')
    ).body
    expect(heatmap.pnl.every((row) => row.length === heatmap.priceMoves.length)).toBe(true)
    const curve = (
      await service.ask<{ prices: number[]; equity: number[]; expiry: string }>('GET', '/v1/accounts/asked/curve')
    ).body
    expect(curve.equity).toHaveLength(curve.prices.length)
    expect(Date.parse(curve.expiry)).toBeGreaterThan(0)
    const stress = (await service.ask<{ scenarios: unknown[] }>('GET', '/v1/accounts/asked/stress')).body
    expect(stress.scenarios.length).toBeGreaterThan(3)
    expect(stress.scenarios).toContainEqual(expect.objectContaining({ assets: { USDC: -0.1226 } }))
    expect((await service.refused('GET', '/v1/accounts/asked/heatmap?underlying=XYZ')).code).toBe('UNDERLYING_UNKNOWN')
  })

  test('margin without an account, on the service’s market or on one of your own', async () => {
    const book = (await service.ask('GET', '/v1/accounts/asked/book')).body
    const market = (await service.ask('GET', '/v1/market')).body
    const own = (await service.ask<AccountDetail>('POST', '/v1/margin', { book })).body
    const same = (await service.ask<AccountDetail>('POST', '/v1/margin', { book, market, specId: 'portfolio' })).body
    const stored = (await service.ask<AccountDetail>('GET', '/v1/accounts/asked')).body
    expect(own.summary.initial).toBe(stored.summary.initial)
    expect(same.initialTree).toEqual(stored.initialTree)
  })

  test('status, rule books, instruments', async () => {
    const status = (await service.ask<StatusView>('GET', '/v1/status')).body
    expect(status.feed).toMatchObject({
      kind: 'simulated',
      state: 'VALID',
      asOf: '2026-03-02T08:00:00.000Z',
      range: null,
    })
    expect(status.assets).toEqual(expect.arrayContaining(['USDC', 'BTC']))
    expect(status.feed).not.toHaveProperty('halt')
    expect(status.underlyings).toContainEqual({ id: 'BTC', index: 70_000, change: 0 })
    const specs = (await service.ask<{ id: string }[]>('GET', '/v1/specs')).body
    expect(specs.map(({ id }) => id)).toEqual(expect.arrayContaining(['isolated', 'cross', 'portfolio']))
    const calls = (
      await service.ask<{ id: string }[]>('GET', '/v1/instruments?underlying=BTC&kind=option&search=-77000-c')
    ).body
    expect(calls.map(({ id }) => id)).toContain(call)
    expect(calls.every(({ id }) => id.endsWith('-77000-C'))).toBe(true)
  })

  test('documents, pages and probes', async () => {
    const document = (
      await service.ask<{ openapi: string; paths: object; components: { schemas: object } }>('GET', '/openapi.json')
    ).body
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/accounts/{id}/what-if', '/v1/margin']))
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['AccountDetail', 'NodeView', 'ErrorBody']),
    )
    expect((await service.ask('GET', '/healthz')).body).toEqual({ ok: true })
    const metrics = await service.ask<string>('GET', '/metrics')
    expect(metrics.body).toMatch(/plimsoll_tick_seconds_count 1/)
    expect(metrics.body).toMatch(/plimsoll_feed_valid 1/)
    const docs = await service.ask<string>('GET', '/docs/')
    expect(docs.status).toBe(200)
    expect(docs.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})
