import { expect, test } from 'vitest'
import { answer, capture } from '../../test/capture.js'

interface Attacked {
  readonly plimsoll: string
  readonly seed: number
  readonly plans: number
  readonly results: readonly { readonly strategy: string; readonly policy: string; readonly gain: string }[]
}

test('an attack in JSON: the same for the same seed, a result for each strategy, gains as decimal texts', async () => {
  const words = ['attack', '--policy', 'drift', '--tries', '1', '--seed', '7']
  const first = await answer<Attacked>(words)
  expect(first).toMatchObject({ plimsoll: 'attack/1', seed: 7 })
  expect(first.results.map(({ policy }) => policy)).toEqual(Array.from({ length: 9 }, () => 'drift'))
  for (const { gain } of first.results) expect(gain).toMatch(/^\d+(\.\d+)?$/)
  expect(await answer<Attacked>(words)).toEqual(first)
})

test('in text', async () => {
  const { out, code } = await capture(['attack', '--policy', 'plimsoll', '--tries', '1', '--seed', '7'])
  expect(code).toBe(0)
  expect(out).toContain('withdrawal-race')
  expect(out).toContain('a lower bound')
  expect(out).not.toMatch(/NaN|undefined|\[object/)
})

test.each([
  ['--tries', '0'],
  ['--policy', 'fairest'],
  ['--seed', '-1'],
])('%s %s is refused', async (option, value) => {
  const { code, err } = await capture(['attack', option, value])
  expect(code).toBe(2)
  expect(err).toContain(value)
})
