import { expect, test } from 'vitest'
import type { AccountDetail, AccountSummary } from './contract/index.js'
import { demoBooks } from './demo/seedDemo.js'
import { manualClock, simulatedFeed } from './feed/index.js'
import { fixtureService } from './fixture/fixtureService.js'
import { createService } from './service.js'

const startAt = Date.UTC(2026, 2, 2, 9)

test('the demonstration runs on the simulator: all books valued, tick after tick, until options expire', async () => {
  const clock = manualClock(startAt)
  const feed = simulatedFeed({ seed: 7, startAt, speed: 3600, clock })
  const service = await createService({ dataDirectory: ':memory:', port: 0, logLevel: 'silent', demo: true, feed })
  const accounts = async () => (await (await fetch(`${service.address}/v1/accounts`)).json()) as AccountSummary[]
  const first = await accounts()
  expect(first.map(({ id }) => id)).toEqual(demoBooks.map(({ id }) => id))
  expect(first.map(({ error }) => error)).toEqual(first.map(() => null))
  expect(first.find(({ id }) => id === 'market-maker')?.positions).toBe(200)
  expect(new Set(first.map(({ level }) => level)).size).toBeGreaterThan(1)
  for (const { id } of first) {
    const detail = (await (await fetch(`${service.address}/v1/accounts/${id}`)).json()) as AccountDetail
    expect(detail.positions.length).toBe(detail.summary.positions)
    expect(detail.generations.map((generation) => generation.id)).toEqual(['isolated', 'cross', 'portfolio'])
  }

  clock.advance(5000)
  const later = await accounts()
  expect(later[0]?.valuedAt).not.toBe(first[0]?.valuedAt)
  expect(later.map(({ error }) => error)).toEqual(later.map(() => null))

  // A month on, short options are dead: said by name, with the last good numbers, and the service goes on.
  feed.setSpeed(86_400)
  clock.advance(40_000)
  const last = await accounts()
  const dead = last.find(({ id }) => id === 'iron-condor')
  expect(dead?.error).toMatchObject({ code: 'INSTRUMENT_EXPIRED', message: expect.stringContaining('ETH-') })
  expect(dead?.initial).toBeGreaterThan(0)
  await service.close()
})

test('the same demonstration twice gives the same books', async () => {
  const book = async () => {
    const service = await fixtureService({ demo: true })
    const { body } = await service.ask('GET', '/v1/accounts/market-maker/book')
    await service.close()
    return body
  }
  expect(await book()).toEqual(await book())
})
