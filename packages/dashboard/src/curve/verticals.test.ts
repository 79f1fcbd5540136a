import type { CurveView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { curveSummary, thinned, verticals } from './verticals'

const view = (below: number | null, above: number | null): CurveView => ({
  underlying: 'BTC',
  index: 100,
  prices: [],
  pnl: [],
  pnlAtExpiry: [],
  expiry: null,
  equity: [],
  initial: [],
  maintenance: [],
  below,
  above,
})

test('the lines and words for both sides, one, and none', () => {
  expect(curveSummary(view(80, 130), false)).toBe('Liquidation at 80.00 (−20.0 %) and 130.00 (+30.0 %)')
  expect(curveSummary(view(80, null), false)).toBe('Liquidation at 80.00 (−20.0 %)')
  expect(curveSummary(view(null, null), false)).toBe('No liquidation price in reach')
  expect(curveSummary(view(null, null), true)).toBe('Equity is below the maintenance margin now')
  expect(verticals(view(80, null)).map((line) => line.kind)).toEqual(['index', 'liquidation'])
})

test('thinning keeps both ends', () => {
  expect(thinned(3, 5)).toEqual([0, 1, 2])
  expect(thinned(101, 5)).toEqual([0, 25, 50, 75, 100])
})
