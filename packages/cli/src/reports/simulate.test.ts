import { expect, test } from 'vitest'
import { answer, capture } from '../../test/capture.js'

interface Simulated {
  readonly plimsoll: string
  readonly seed: number
  readonly events: number
  readonly commands: number
  readonly violations: number
  readonly eventsPerSecond: number
  readonly hash: string
}

test('a simulation in JSON, the same for the same seed but for its speed', async () => {
  const words = ['simulate', '--events', '1.5e3', '--seed', '7']
  const { eventsPerSecond, ...first } = await answer<Simulated>(words)
  expect(first).toMatchObject({ plimsoll: 'simulation/1', seed: 7, violations: 0 })
  expect(first.events).toBeGreaterThanOrEqual(1500)
  expect(eventsPerSecond).toBeGreaterThan(0)
  const { eventsPerSecond: _, ...second } = await answer<Simulated>(words)
  expect(second).toEqual(first)
})

test('in text', async () => {
  const { out, code } = await capture(['simulate', '--events', '500', '--seed', '7'])
  expect(code).toBe(0)
  expect(out).toMatch(/ Violations +0\n/)
  expect(out).not.toMatch(/NaN|undefined|\[object/)
})

test.each([
  ['--events', '0'],
  ['--events', '1.5'],
  ['--events', 'many'],
  ['--seed', '-1'],
  ['--threads', '0'],
])('%s %s is refused', async (option, value) => {
  const { code, err } = await capture(['simulate', option, value])
  expect(code).toBe(2)
  expect(err).toContain(option)
})
