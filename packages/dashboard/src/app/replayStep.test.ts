import { expect, test } from 'vitest'
import { instantAt, replayStep } from './replayStep'

test('fifty presses of an arrow go through the whole replay, and it ends at its ends', () => {
  let at = 0
  for (let press = 0; press < 50; press++) at = replayStep('ArrowRight', at) ?? 0
  expect(at).toBeCloseTo(1, 9)
  expect(replayStep('ArrowUp', 1)).toBe(1)
  expect(replayStep('ArrowLeft', 0.01)).toBe(0)
  expect(replayStep('Home', 0.4)).toBe(0)
  expect(replayStep('End', 0.4)).toBe(1)
  expect(replayStep('a', 0.4)).toBeNull()
})

test('a position is an instant', () => {
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-11T00:00:00Z' }
  expect(instantAt(range, 0.1)).toBe('2026-01-02T00:00:00.000Z')
  expect(instantAt(range, 1)).toBe('2026-01-11T00:00:00.000Z')
})
