import { expect, test } from 'vitest'
import {
  amount,
  compact,
  computingTime,
  fixed,
  greek,
  health,
  narrow,
  percent,
  price,
  signed,
  signedNarrow,
  signedPercent,
  signedTight,
  tight,
  utilisation,
} from './number'

test('amounts keep cents until a hundred thousand', () => {
  expect(amount(1234.5)).toBe('1,234.50')
  expect(amount(-99999.994)).toBe('−99,999.99')
  expect(amount(1234567.8)).toBe('1,234,568')
  expect(amount(null)).toBe('–')
  expect(amount(Number.NaN)).toBe('–')
})

test('tight amounts drop the cents from a thousand upwards', () => {
  expect(tight(999.994)).toBe('999.99')
  expect(tight(-25545.98)).toBe('−25,546')
  expect(signedTight(0.004)).toBe('0.00')
  expect(signedTight(1234.5)).toBe('+1,235')
})

test('what rounds to zero carries no sign', () => {
  expect(fixed(-0.004, 2)).toBe('0.00')
  expect(signed(0.004)).toBe('0.00')
  expect(signed(-0)).toBe('0.00')
  expect(signedPercent(0.00001)).toBe('0.0 %')
})

test('compact keeps three figures and never writes 1000k', () => {
  expect(compact(1250)).toBe('1.25k')
  expect(compact(-34_120_000)).toBe('−34.1M')
  expect(compact(999_960)).toBe('1M')
  expect(compact(999.4)).toBe('999')
  expect(compact(0)).toBe('0')
  expect(compact(100_000)).toBe('100k')
  expect(compact(2e9)).toBe('2B')
})

test('prices show the decimals their size needs', () => {
  expect(price(91204.5)).toBe('91,204.50')
  expect(price(0.0425)).toBe('0.0425')
  expect(price(0.04251234)).toBe('0.042512')
  expect(price(3.5)).toBe('3.50')
})

test('ratios', () => {
  expect(percent(0.1234)).toBe('12.3 %')
  expect(signedPercent(0.1234)).toBe('+12.3 %')
  expect(signedPercent(-0.1234)).toBe('−12.3 %')
  expect(health(2.409)).toBe('2.41×')
  expect(health(null)).toBe('∞')
  expect(health(12345)).toBe('12.3k×')
})

test('Greeks of every size stay short', () => {
  expect(greek(0.00001234)).toBe('1.2e−5')
  expect(greek(0.0123)).toBe('0.0123')
  expect(greek(-12.345)).toBe('−12.35')
  expect(greek(-0.00004712)).toBe('−4.7e−5')
  expect(greek(123456)).toBe('123k')
})

test('health without a requirement is endless unless equity is negative; a huge utilisation is only huge', () => {
  expect(health(null, 100)).toBe('∞')
  expect(health(null, -1)).toBe('–')
  expect(utilisation(99.98)).toBe('9,998.0 %')
  expect(utilisation(1234)).toBe('> 9,999 %')
  expect(utilisation(null)).toBe('–')
})

test('what stands in a row of four stays narrow', () => {
  expect(narrow(9_999_999)).toBe('9,999,999')
  expect(narrow(-1_439_271_954)).toBe('−1.44B')
  expect(signedNarrow(999_999)).toBe('+999,999')
  expect(signedNarrow(12_345_678)).toBe('+12.3M')
  expect(signedNarrow(-12_345_678)).toBe('−12.3M')
})

test('the time of a computation is said as exactly as a browser can tell it', () => {
  const written = [0, 99, 300, 3240, 9949, 9951, 104_900].map((time) => computingTime(time).replace('\u00a0', ' '))
  expect(written).toEqual(['under 0.1 ms', 'under 0.1 ms', '0.3 ms', '3.2 ms', '9.9 ms', '10 ms', '105 ms'])
})
