import { expect, test } from 'vitest'
import { age, day, time, utc } from './time'

test('instants are written in UTC', () => {
  expect(utc('2026-03-27T08:00:00.000Z')).toBe('2026-03-27 08:00:00 UTC')
  expect(utc('2026-03-27T09:00:00+01:00')).toBe('2026-03-27 08:00:00 UTC')
  expect(utc(null)).toBe('–')
  expect(utc('soon')).toBe('–')
  expect(time('2026-03-27T08:00:00.000Z')).toBe('08:00:00 UTC')
  expect(time(null)).toBe('–')
  expect(day('2026-03-27T08:00:00Z')).toBe('27 Mar 26')
})

test('ages', () => {
  expect(age(340)).toBe('0.3 s')
  expect(age(-5)).toBe('0.0 s')
  expect(age(42_400)).toBe('42 s')
  expect(age(600_000)).toBe('10 min')
})
