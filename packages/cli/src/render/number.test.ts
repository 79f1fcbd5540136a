import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatHealth,
  formatMoney,
  formatMove,
  formatNumber,
  formatPercent,
  formatPrice,
  formatRequirement,
  formatUtilisation,
  groupDigits,
} from './number.js'

test('thousands apart, a real minus sign, no minus before zero', () => {
  expect(formatNumber(-1234.5, 2)).toBe('−1,234.50')
  expect(formatNumber(1_000_000, 0)).toBe('1,000,000')
  expect(formatNumber(999, 0)).toBe('999')
  expect(formatNumber(-0.001, 2)).toBe('0.00')
  expect(formatNumber(Number.POSITIVE_INFINITY, 2)).toBe('∞')
  expect(formatNumber(Number.NaN, 2)).toBe('–')
  expect(formatMoney('24406.5', 2)).toBe('24,406.50')
  expect(formatMoney('-240000', 2)).toBe('−240,000.00')
})

test('prices keep the digits that a price has', () => {
  expect(formatPrice(71483.63)).toBe('71,483.63')
  expect(formatPrice(0.03201946)).toBe('0.03201946')
  expect(formatPrice(0.00000001)).toBe('0.00000001')
  expect(formatPrice(2130)).toBe('2,130.00')
  expect(formatPrice(0)).toBe('0')
})

test('moves carry their sign, and zero none', () => {
  expect(formatPercent(0.2413)).toBe('24.1 %')
  expect(formatMove(0.0301)).toBe('+3.0 %')
  expect(formatMove(-0.148)).toBe('−14.8 %')
  expect(formatMove(0.00001)).toBe('0.0 %')
  expect(formatHealth(5e8)).toBe('> 9,999')
  expect(formatHealth(Number.POSITIVE_INFINITY)).toBe('∞')
  expect(formatHealth(Number.NEGATIVE_INFINITY)).toBe('–')
  expect(formatHealth(-1.5)).toBe('−1.50')
  expect(formatUtilisation(0.5)).toBe('50.0 %')
  expect(formatUtilisation(1e6)).toBe('> 9,999 %')
  expect(formatUtilisation(Number.POSITIVE_INFINITY)).toBe('∞ %')
  expect(formatRequirement(1234.5601, 2)).toBe('1,234.57')
  expect(formatRequirement(0, 2)).toBe('0.00')
})

test('taking the grouping away gives the number back', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
      fc.integer({ min: 0, max: 8 }),
      (value, decimals) => {
        const plain = groupDigits(value.toFixed(decimals)).replaceAll(',', '').replace('−', '-')
        expect(Number(plain) + 0).toBe(Number(value.toFixed(decimals)) + 0)
      },
    ),
  )
})
