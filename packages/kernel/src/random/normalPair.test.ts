import { expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { ulpsBetween } from '../../test-reference/ulps.js'
import { normalPair } from './normalPair.js'

test('normal numbers against 300-bit references: 3 units in the last place', () => {
  const firsts = reference('normalFirstValues')
  const seconds = reference('normalSecondValues')
  const pair = new Float64Array(2)
  let worst = 0
  for (const [row, first] of firsts.entries()) {
    normalPair(Int32Array.from(first.slice(0, 4)), pair)
    worst = Math.max(worst, ulpsBetween(pair[0]!, first[4]!), ulpsBetween(pair[1]!, seconds[row]![4]!))
  }
  expect(worst).toBeLessThanOrEqual(3)
})

test('the largest numbers are 8.49 and the smallest are no zeros', () => {
  const pair = new Float64Array(2)
  normalPair(Int32Array.of(0, 0, 0, 0), pair)
  expect(pair[0]).toBeCloseTo(Math.sqrt(106 * Math.LN2), 12)
  expect(pair[1]).toBeGreaterThan(0)
  normalPair(Int32Array.of(-1, -1, -1, -1), pair)
  expect(pair[0]).toBeLessThan(0)
  expect(pair[1]).toBeLessThan(0)
})
