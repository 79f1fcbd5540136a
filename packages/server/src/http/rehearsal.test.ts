import { deleveragingPolicies } from '@plimsoll/clearing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import {
  type NewRehearsal,
  type RehearsalDayView,
  type RehearsalHistoryView,
  type RehearsalView,
  rehearsalPolicies,
  rehearsalTailMax,
  type ServerMessage,
} from '../contract/index.js'
import { type FixtureService, fixtureService } from '../fixture/fixtureService.js'

/** A fall of 40 % within ten minutes, played as fast as it goes. */
const asked: NewRehearsal = {
  day: 'custom',
  shock: { move: -0.4, overMinutes: 10, recovery: 0.5 },
  accounts: 100,
  policy: 'plimsoll',
  seed: 7,
  speed: 1_000_000,
}
const path = '/v1/rehearsal'

async function ended(service: FixtureService): Promise<RehearsalView> {
  for (;;) {
    const { body } = await service.ask<RehearsalView>('GET', path)
    if (body.state === 'ended' || body.state === 'failed') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('the contract’s policies are the clearing machine’s', () => {
  expect([...rehearsalPolicies].sort()).toEqual(Object.keys(deleveragingPolicies).sort())
})

describe('a crash rehearsed by the service', () => {
  let service: FixtureService
  beforeAll(async () => {
    service = await fixtureService({ recordings: '/nowhere' })
  })
  afterAll(() => service.close())

  test('there is none at first; the days say where their prices would come from', async () => {
    expect(await service.refused('GET', path)).toMatchObject({ status: 404, code: 'REHEARSAL_ABSENT' })
    for (const [method, rest, body] of [
      ['PATCH', '', { paused: true }],
      ['POST', '/steps', undefined],
      ['DELETE', '', undefined],
      ['GET', '/history', undefined],
    ] as const)
      expect((await service.refused(method, path + rest, body)).code, method + rest).toBe('REHEARSAL_ABSENT')
    const days = (await service.ask<RehearsalDayView[]>('GET', `${path}/days`)).body
    expect(days.map(({ day, prices }) => [day, prices.kind])).toEqual([
      ['custom', 'custom'],
      ['2020-03-12', 'shape'],
      ['2025-10-10', 'shape'],
    ])
  })

  test('refuses what cannot be rehearsed', async () => {
    const refusal = (body: object) => service.refused('POST', path, body)
    const { shock: _, ...withoutShock } = asked
    expect(await refusal(withoutShock)).toMatchObject({ status: 400, where: 'body.shock' })
    expect(await refusal({ ...asked, day: '2025-10-10' })).toMatchObject({ status: 400, where: 'body.shock' })
    expect(await refusal({ ...asked, day: '1929-10-29' })).toMatchObject({ status: 400, where: 'body.day' })
    expect(await refusal({ ...asked, policy: 'mine' })).toMatchObject({ status: 400, where: 'body.policy' })
    expect(await refusal({ ...asked, accounts: 99 })).toMatchObject({ status: 400, where: 'body.accounts' })
    expect(await refusal({ ...asked, speed: 0 })).toMatchObject({ status: 400, where: 'body.speed' })
    expect(await refusal({ ...asked, shock: { ...asked.shock, move: -0.95 } })).toMatchObject({ status: 400 })
    expect(await refusal({ ...asked, also: 1 })).toMatchObject({ status: 400, code: 'INPUT_UNKNOWN_FIELD' })
    expect((await service.refused('GET', path)).code).toBe('REHEARSAL_ABSENT')
  })

  test('plays to its end; calls, liquidations and what the fund paid add up, and the stream can be put together', async () => {
    const socket = new WebSocket(`${service.address.replace('http', 'ws')}/v1/stream`)
    const views: RehearsalView[] = []
    const firsts: unknown[] = []
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as ServerMessage
      if (message.type !== 'rehearsal') return
      if (message.rehearsal === null) firsts.push(null)
      else views.push(message.rehearsal)
    })
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(JSON.stringify({ type: 'watch-rehearsal', on: true }))
    await expect.poll(() => firsts).toEqual([null])

    const started = await service.ask<RehearsalView>('POST', path, asked)
    expect(started.status).toBe(201)
    expect(started.body).toMatchObject({ label: 'simulated population', state: 'starting', asked, step: 0 })
    const last = await ended(service)
    expect(last).toMatchObject({ state: 'ended', failure: null, step: 120, steps: 120, accounts: 100, lead: 'BTC' })
    const { totals, levels, fund } = last
    expect(Object.values(levels).reduce((sum, count) => sum + count, 0)).toBe(100)
    expect(totals.calls).toBeGreaterThan(5)
    expect(totals.liquidations).toBeGreaterThan(2)
    expect(totals.deficit).toBeCloseTo(totals.paidByFund + totals.paidByVenue + totals.unpaid, 6)
    expect(Number(fund.least)).toBeLessThanOrEqual(Number(fund.start))

    const history = (await service.ask<RehearsalHistoryView>('GET', `${path}/history`)).body
    expect(history.points.map(({ step }) => step)).toEqual(Array.from({ length: 121 }, (_, step) => step))
    expect(history.points.reduce((sum, { calls }) => sum + calls, 0)).toBe(totals.calls)
    expect(history.points.reduce((sum, { deleveragings }) => sum + deleveragings, 0)).toBe(totals.deleveragingFills)
    expect(history.events.length).toBeLessThanOrEqual(1000)
    expect(history.events.at(-1)).toEqual(last.events.at(-1))
    expect(last.points).toEqual(history.points.slice(-rehearsalTailMax))

    await expect.poll(() => views.at(-1)?.state).toBe('ended')
    const seen = new Set(views.flatMap(({ points }) => points.map(({ step }) => step)))
    expect(seen.size).toBe(121)
    socket.send(JSON.stringify({ type: 'watch-rehearsal', on: false }))
    socket.terminate()
  })

  test('one that is over gives its place, and the same seed plays the same crash', async () => {
    const before = (await service.ask<RehearsalHistoryView>('GET', `${path}/history`)).body
    const { body } = await service.ask<RehearsalView>('POST', path, asked)
    expect(body.id).toBe(before.id + 1)
    await ended(service)
    const again = (await service.ask<RehearsalHistoryView>('GET', `${path}/history`)).body
    expect({ ...again, id: 0 }).toEqual({ ...before, id: 0 })
  })

  test('a second start is refused while one is played; pause, step, go on and stop', async () => {
    const slow = await service.ask<RehearsalView>('POST', path, { ...asked, speed: 0.001 })
    expect(await service.refused('POST', path, asked)).toMatchObject({ status: 409, code: 'REHEARSAL_BUSY' })
    const state = async () => (await service.ask<RehearsalView>('GET', path)).body
    await expect.poll(async () => (await state()).state).toBe('playing')
    expect(await service.refused('POST', `${path}/steps`)).toMatchObject({ status: 409, code: 'REHEARSAL_NOT_PAUSED' })
    const paused = await service.ask<RehearsalView>('PATCH', path, { paused: true })
    expect(paused.body).toMatchObject({ id: slow.body.id, state: 'paused', step: 0 })
    expect((await service.ask<RehearsalView>('POST', `${path}/steps`)).body).toMatchObject({ state: 'paused', step: 1 })
    expect((await service.ask<RehearsalView>('POST', `${path}/steps`)).body.step).toBe(2)
    const faster = await service.ask<RehearsalView>('PATCH', path, { paused: false, speed: 1_000_000 })
    expect(faster.body).toMatchObject({ state: 'playing', speed: 1_000_000 })
    await expect.poll(async () => (await state()).step).toBeGreaterThan(5)
    const still = (await service.ask<RehearsalView>('PATCH', path, { paused: true })).body
    // The step that was asked for before the pause may still come, and none after it.
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await state()).step).toBeLessThanOrEqual(still.step + 1)
    expect(still.step).toBeLessThan(100)
    expect((await service.ask('DELETE', path)).status).toBe(204)
    expect(await service.refused('GET', path)).toMatchObject({ code: 'REHEARSAL_ABSENT' })
    // A market goes on underneath.
    expect((await service.ask('GET', '/v1/market')).status).toBe(200)
  })

  test('stands in the metrics and in the API’s document', async () => {
    const metrics = (await service.ask<string>('GET', '/metrics')).body
    expect(metrics).toMatch(/plimsoll_rehearsal_step_seconds_count \d{3}/)
    expect(metrics).toMatch(/plimsoll_rehearsal_accounts_at_level\{level="safe"\} \d+/)
    const { paths } = (await service.ask<{ paths: object }>('GET', '/openapi.json')).body
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/rehearsal', '/v1/rehearsal/days', '/v1/rehearsal/history', '/v1/rehearsal/steps']),
    )
  })
})
