import type { RehearsalPoint } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { markSize, spanOf } from './marks'

const at = (step: number): RehearsalPoint =>
  ({ step, at: new Date(1_000_000 + step * 20_000).toISOString() }) as RehearsalPoint

test('the span is that of all steps, also for a page that came late', () => {
  expect(spanOf([at(0), at(1), at(2)], 10)).toEqual([1000, 1200])
  expect(spanOf([at(4), at(6)], 10)).toEqual([1000, 1200])
  expect(spanOf([at(0)], 10)).toBeUndefined()
})

test('marks grow slowly with what they count, and nothing has none', () => {
  expect(markSize(0)).toBe(0)
  expect(markSize(1)).toBe(2)
  expect(markSize(10)).toBeGreaterThan(markSize(2))
  expect(markSize(1e9)).toBe(5.5)
})
