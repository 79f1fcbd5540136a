import { expect, test } from 'vitest'
import { cellGround, largestOf } from './colour'
import { cellText, scaleOf } from './scale'

test('the whole map has one unit', () => {
  const scale = scaleOf(44_358)
  expect(scale.title).toBe('k')
  expect(cellText(-44_358, scale)).toBe('−44')
  expect(cellText(-4890, scale)).toBe('−4.9')
  expect(cellText(-240, scale)).toBe('−.24')
  expect(cellText(996, scale)).toBe('1.0')
  expect(cellText(-3, scale)).toBe('0')
  expect(cellText(9960, scale)).toBe('10')
  expect(cellText(-309.4, scaleOf(900))).toBe('−309')
  expect(scaleOf(2_500_000).title).toBe('M')
})

test('colours grow with the square root of the share and keep their side', () => {
  expect(cellGround(0, 10)).toBe('transparent')
  expect(cellGround(5, 0)).toBe('transparent')
  expect(cellGround(10, 10)).toContain('--heat-gain) 100%')
  expect(cellGround(-2.5, 10)).toContain('--heat-loss) 50%')
  expect(largestOf([[1, -7], [3]])).toBe(7)
})
