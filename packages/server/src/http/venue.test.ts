import { margin, parseBook, parseDecimal, parseSpec, whatIf } from 'plimsoll'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type {
  ErrorBody,
  ServerMessage,
  StatusView,
  VenueAccountView,
  VenueHistoryView,
  VenueView,
  VenueWhatIfView,
} from '../contract/index.js'
import { fixtureFeed } from '../fixture/fixtureFeed.js'
import { fixtureMarket } from '../fixture/fixtureMarket.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

const accounts = 400

/** Asks until the venue has seen so many ticks. */
async function viewAfter(service: FixtureService, tick: number): Promise<VenueView> {
  for (;;) {
    const { status, body } = await service.ask<VenueView>('GET', '/v1/venue')
    if (status === 200 && body.tick >= tick) return body
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('a service with a venue', () => {
  let service: FixtureService
  beforeAll(async () => {
    service = await fixtureService({ venue: { accounts, seed: 3 } })
    await viewAfter(service, 0)
  })
  afterAll(() => service.close())

  test('says what the venue is and how its accounts stand', async () => {
    const view = await viewAfter(service, 0)
    expect(view).toMatchObject({
      label: 'simulated accounts',
      accounts,
      asOf: '2026-03-02T08:00:00.000Z',
      rulebook: { id: 'simulated-venue', path: 'exact', scenarios: 33 },
      tickMilliseconds: { last: null, p50: null, p99: null },
      crossed: { total: 0, listed: [] },
    })
    expect(Object.values(view.levels).reduce((sum, count) => sum + count, 0)).toBe(accounts)
    expect(view.histogram.reduce((sum, bin) => sum + bin.accounts, 0)).toBe(accounts)
    expect(view.memoryBytes).toBeGreaterThan(100_000)
    const status = (await service.ask<StatusView>('GET', '/v1/status')).body
    expect(status.venue).toEqual({ accounts, state: 'running' })
  })

  test('checks trades before they are made as the library does, and changes nothing', async () => {
    const market = fixtureMarket(1, 0)
    const spec = parseSpec((await service.ask('GET', '/v1/venue/spec')).body)
    const answers = { true: 0, false: 0 }
    for (let account = 0; account < 40; account++) {
      const held = (await service.ask<VenueAccountView>('GET', `/v1/venue/accounts/${account}`)).body
      const { instrument } = held.positions[0]!
      const price = held.positions[0]!.mark!.toFixed(6)
      const quantity = account % 2 === 0 ? '0.5' : '5000'
      const trade = { instrument, side: 'sell', quantity, price }
      const path = `/v1/venue/accounts/${account}`
      const { status, body } = await service.ask<VenueWhatIfView>('POST', `${path}/what-if`, { trades: [trade] })
      expect(status).toBe(200)
      const portfolio = parseBook((await service.ask('GET', `${path}/book`)).body)
      const order = {
        instrument,
        side: 'sell' as const,
        quantity: parseDecimal(quantity, 'q'),
        price: parseDecimal(price, 'p'),
        as: 'fill' as const,
      }
      const { accepted, after } = whatIf(portfolio, market, spec, [order])
      expect(body).toMatchObject({ label: 'simulated accounts', account, accepted })
      expect(body.after.initial / after.initial).toBeCloseTo(1, 9)
      expect(Math.abs(body.after.equity - after.initialEquity)).toBeLessThan(
        1e-9 * Math.abs(after.initialEquity) + 0.01,
      )
      answers[`${accepted}`]++
      expect((await service.ask<VenueAccountView>('GET', path)).body).toEqual(held)
    }
    expect(answers.true).toBeGreaterThan(3)
    expect(answers.false).toBeGreaterThan(3)
  })

  test('refuses trades that mean nothing', async () => {
    const ask = async (account: number, trade: object) =>
      service.ask<ErrorBody>('POST', `/v1/venue/accounts/${account}/what-if`, { trades: [trade] })
    const trade = { instrument: 'BTC-PERPETUAL', side: 'buy', quantity: '1', price: '70000' }
    expect((await ask(0, { ...trade, instrument: 'X' })).body.error.code).toBe('INSTRUMENT_UNKNOWN')
    expect((await ask(0, { ...trade, quantity: '0' })).body.error).toMatchObject({ where: 'trades[0].quantity' })
    expect((await ask(0, { ...trade, quantity: 1 })).status).toBe(400)
    expect((await ask(accounts, trade)).body.error.code).toBe('ACCOUNT_UNKNOWN')
  })

  test('follows the ticks, and streams them to whoever asks', async () => {
    const socket = new WebSocket(`${service.address.replace('http', 'ws')}/v1/stream`)
    const views: VenueView[] = []
    const errors: string[] = []
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as ServerMessage
      if (message.type === 'venue') views.push(message.venue)
      if (message.type === 'error') errors.push(message.error.code)
    })
    await new Promise((resolve) => socket.on('open', resolve))
    service.feed.tick(fixtureMarket(0.98, 1))
    await viewAfter(service, 1)
    expect(views).toEqual([])
    socket.send(JSON.stringify({ type: 'watch-venue', on: true }))
    await expect.poll(() => views.length).toBe(1)
    service.feed.tick(fixtureMarket(0.95, 2))
    await expect.poll(() => views.length).toBe(2)
    expect(views[1]).toEqual(await viewAfter(service, 2))
    expect(views[1]!.crossed.total).toBeGreaterThan(0)
    expect(views[1]!.evaluated).toBe(accounts)
    expect(views[1]!.tickMilliseconds.p99).toBeGreaterThan(0)
    socket.send(JSON.stringify({ type: 'watch-venue', on: false }))
    socket.send(JSON.stringify({ type: 'watch-venue', on: 1 }))
    await expect.poll(() => errors).toEqual(['MESSAGE_INVALID'])
    service.feed.tick(fixtureMarket(0.96, 3))
    await viewAfter(service, 3)
    expect(views).toHaveLength(2)
    socket.terminate()
  })

  test('remembers the last ticks', async () => {
    const { tick, crossed } = await viewAfter(service, 0)
    const history = (await service.ask<VenueHistoryView>('GET', '/v1/venue/history')).body
    expect(history.tick).toEqual(Array.from({ length: tick + 1 }, (_, k) => k))
    expect(history.asOf).toHaveLength(tick + 1)
    for (const counts of Object.values(history.levels)) expect(counts).toHaveLength(tick + 1)
    expect(history.crossed.slice(0, crossed.listed.length).map(({ account }) => account)).toEqual(
      crossed.listed.map(({ account }) => account),
    )
  })

  test('an account’s numbers can be computed again from its book, the market and the rule book', async () => {
    const get = async <Body>(path: string): Promise<Body> => (await service.ask<Body>('GET', path)).body
    const shown = await get<VenueAccountView>('/v1/venue/accounts/17')
    const book = parseBook(await get('/v1/venue/accounts/17/book'))
    const result = margin(book, fixtureMarket(0.96, 3), parseSpec(await get('/v1/venue/spec')))
    expect(shown.equity).toBeCloseTo(result.equity, 6)
    expect(shown.initial).toBeCloseTo(result.initial, 6)
    expect(shown.positions.map(({ instrument }) => instrument)).toEqual(
      book.positions.map(({ instrument }) => instrument),
    )
    const worth = shown.positions.reduce((sum, { value }) => sum + value!, Number(shown.balances[0]!.amount))
    expect(worth).toBeCloseTo(result.equity, 6)
  })

  test('refuses accounts that are not there and numbers that are none', async () => {
    expect(await service.refused('GET', '/v1/venue/accounts/400')).toMatchObject({
      status: 404,
      code: 'ACCOUNT_UNKNOWN',
      where: 'number',
    })
    expect((await service.refused('GET', '/v1/venue/accounts/-1')).status).toBe(400)
    expect((await service.refused('GET', '/v1/venue/accounts/1e3/book')).status).toBe(400)
    expect((await service.refused('GET', '/v1/venue/accounts/12345678')).status).toBe(400)
  })

  test('stands in the metrics and in the API’s document', async () => {
    const metrics = (await service.ask<string>('GET', '/metrics')).body
    expect(metrics).toMatch(/plimsoll_venue_accounts 400/)
    expect(metrics).toMatch(/plimsoll_venue_accounts_at_level\{level="safe"\} \d+/)
    expect(metrics).toMatch(/plimsoll_venue_tick_seconds_count 3/)
    const { paths } = (await service.ask<{ paths: object }>('GET', '/openapi.json')).body
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/venue', '/v1/venue/accounts/{number}']))
  })
})

describe('a service without a venue, or with one that is not there yet', () => {
  test('has none unless asked', async () => {
    const service = await fixtureService()
    expect(await service.refused('GET', '/v1/venue')).toMatchObject({ status: 404, code: 'VENUE_ABSENT' })
    expect(await service.refused('GET', '/v1/venue/accounts/1')).toMatchObject({ status: 404, code: 'VENUE_ABSENT' })
    expect((await service.ask<StatusView>('GET', '/v1/status')).body.venue).toBeUndefined()
    expect((await service.ask<string>('GET', '/metrics')).body).not.toContain('plimsoll_venue')
    await service.close()
  })

  test('waits for the first market, and says when it cannot be made', async () => {
    const feed = fixtureFeed(null)
    const service = await fixtureService({ feed, venue: { accounts: 10 } })
    expect(await service.refused('GET', '/v1/venue')).toMatchObject({ status: 503, code: 'VENUE_UNAVAILABLE' })
    feed.tick({ ...fixtureMarket(), instruments: new Map() })
    await expect
      .poll(async () => (await service.ask<StatusView>('GET', '/v1/status')).body.venue)
      .toEqual({ accounts: 10, state: 'failed' })
    expect((await service.refused('GET', '/v1/venue')).message).toContain('market.instruments')
    // The accounts of the desk go on.
    expect((await service.ask('GET', '/v1/market')).status).toBe(200)
    await service.close()
  })

  test('a number of accounts that cannot be is refused at the start', async () => {
    for (const count of [0, 1.5, 2_000_001, Number.NaN])
      await expect(fixtureService({ venue: { accounts: count } })).rejects.toThrow('venue.accounts')
  })
})
