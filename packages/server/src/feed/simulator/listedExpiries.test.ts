import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listedExpiries } from './listedExpiries.js'

const counts = { daily: 2, weekly: 2, monthly: 2, quarterly: 2 }
const at = (text: string): number => Date.parse(`${text}Z`)
const dates = (expiries: readonly number[]): readonly string[] =>
  expiries.map((expiry) => new Date(expiry).toISOString().slice(0, 10))

test('days, Fridays, last Fridays of months and quarters, at 08:00 UTC', () => {
  // 2026-02-05 is a Thursday; Deribit's chain of that day lists all of these (data: deribit_chain_6h).
  expect(dates(listedExpiries(at('2026-02-05T09:00'), counts))).toEqual([
    '2026-02-06',
    '2026-02-07',
    '2026-02-13',
    '2026-02-27',
    '2026-03-27',
    '2026-06-26',
  ])
  expect(dates(listedExpiries(at('2026-02-05T07:59'), { daily: 1, weekly: 0, monthly: 0, quarterly: 0 }))).toEqual([
    '2026-02-05',
  ])
})

test('an expiry leaves at its instant and the next takes its place', () => {
  const only = { daily: 0, weekly: 1, monthly: 0, quarterly: 0 }
  expect(dates(listedExpiries(at('2026-02-06T07:59:59'), only))).toEqual(['2026-02-06'])
  expect(dates(listedExpiries(at('2026-02-06T08:00:00'), only))).toEqual(['2026-02-13'])
})

test('always in the future, increasing, at 08:00, and as many as counted at least', () => {
  fc.assert(
    fc.property(fc.integer({ min: at('2020-01-01T00:00'), max: at('2060-01-01T00:00') }), (asOf) => {
      const expiries = listedExpiries(asOf, counts)
      expect(expiries.length).toBeGreaterThanOrEqual(5)
      expect(expiries.length).toBeLessThanOrEqual(8)
      expiries.forEach((expiry, row) => {
        expect(expiry).toBeGreaterThan(expiries[row - 1] ?? asOf)
        expect(expiry % 86_400_000).toBe(8 * 3_600_000)
      })
    }),
  )
})
