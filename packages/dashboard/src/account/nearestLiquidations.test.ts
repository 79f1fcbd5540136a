import { expect, test } from 'vitest'
import { nearestLiquidations } from './nearestLiquidations'

test('the nearest comes first and absent sides are left out', () => {
  const near = nearestLiquidations([
    { underlying: 'BTC', index: 100, below: 60, above: null },
    { underlying: 'ETH', index: 10, below: 8, above: 13 },
  ])
  expect(near.map(({ underlying, side }) => `${underlying} ${side}`)).toEqual(['ETH below', 'ETH above', 'BTC below'])
  expect(near[0]?.distance).toBeCloseTo(-0.2, 12)
  expect(nearestLiquidations([])).toEqual([])
})
