import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answer, capture } from '../../test/capture.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const data = `${shared}/data`
const present = existsSync(data)
if (!present) console.warn(`SKIPPED: crashes of real days, no folder ${data} (set PLIMSOLL_SHARED)`)

interface Rehearsed {
  readonly plimsoll: string
  readonly day: string
  readonly accounts: number
  readonly published?: { readonly deleveraged: number; readonly winners: number }
  readonly policies: readonly {
    readonly policy: string
    readonly end: Readonly<Record<string, number>>
    readonly steps: readonly { readonly at: string; readonly prices: Readonly<Record<string, number>> }[]
  }[]
}

test('a custom crash in JSON, the same for the same seed', async () => {
  const words = ['rehearse', '--accounts', '100', '--shock', '-40%']
  const first = await answer<Rehearsed>(words)
  expect(first).toMatchObject({ plimsoll: 'rehearsal/1', day: 'custom', seed: 1, accounts: 100, toppedUp: 0 })
  expect(first.policies.map(({ policy, steps }) => [policy, steps.length])).toEqual([['plimsoll', 121]])
  expect(first.policies[0]!.end.liquidations).toBeGreaterThan(0)
  expect(await answer<Rehearsed>(words)).toEqual(first)
})

test('in text: how it went and how it ended', async () => {
  const { out, code } = await capture(['rehearse', '--accounts', '100', '--shock', '-15%', '--policy', 'drift'])
  expect(code).toBe(0)
  expect(out).toMatch(/ Policy +drift\n/)
  expect(out).toMatch(/ Liquidations +\d/)
  expect(out).toContain('are a model')
  expect(out).not.toMatch(/NaN|undefined|\[object/)
})

test.each([
  ['--accounts', '99'],
  ['--shock', '30%'],
  ['--shock', '-96%'],
  ['--seed', '-1'],
  ['--day', '2021-05-19'],
  ['--policy', 'fair'],
])('%s %s is refused', async (option, value) => {
  const { code, err } = await capture(['rehearse', option, value])
  expect(code).toBe(2)
  expect(err).toContain(option)
})

test('a day of the past says which file it looks for', async () => {
  const { code, err } = await capture(['rehearse', '--day', '2025-10-10', '--data', '/nowhere'])
  expect(code).toBe(3)
  expect(err).toContain('crash_intraday/')
})

test.skipIf(!present)('10 October 2025 beside what was published', async () => {
  const words = ['rehearse', '--day', '2025-10-10', '--data', data, '--accounts', '100']
  const { policies, published } = await answer<Rehearsed>(words)
  expect(policies.map(({ policy }) => policy)).toEqual(['hyperliquid'])
  expect(policies[0]!.steps[0]!.at).toBe('2025-10-10T20:50:00Z')
  expect(published!.winners).toBe(19_337)
  expect(Math.round(published!.deleveraged / 1e6)).toBe(1403)
  expect(policies[0]!.end.deleveraged).toBeGreaterThan(0)
  const { out } = await capture(words)
  expect(out).toMatch(/ Published +1,403.0 M .*\(2,103.1 M in all\), 19,337 accounts/)
})

test.skipIf(!present)('12 March 2020 from hour to hour, down to a mark of 3,801.83', async () => {
  const { policies } = await answer<Rehearsed>(['rehearse', '--day', '2020-03-12', '--data', data, '--accounts', '100'])
  const prices = policies[0]!.steps.map((step) => step.prices.BTC!)
  // The low of the hour from 02:00 on 13 March, which ended higher than it began: a third into it.
  const least = Math.min(...prices)
  expect(least).toBeCloseTo(3801.83, 1)
  expect(policies[0]!.steps[prices.indexOf(least)]!.at).toBe('2020-03-13T02:20:00Z')
})
