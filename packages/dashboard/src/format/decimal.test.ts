import { expect, test } from 'vitest'
import { decimalOfNumber, negateDecimal, readDecimal, showDecimal } from './decimal'

test('a typed decimal is kept digit for digit', () => {
  expect(readDecimal('0.1000000000000000055511151231257827')).toMatchObject({ kind: 'refused' })
  expect(readDecimal('0.100000000000000005551115123125')).toEqual({
    kind: 'decimal',
    value: '0.100000000000000005551115123125',
  })
  expect(readDecimal('90071992547409931')).toEqual({ kind: 'decimal', value: '90071992547409931' })
  expect(readDecimal('2.50')).toEqual({ kind: 'decimal', value: '2.50' })
})

test('what people type is put into the form of the contract', () => {
  expect(readDecimal(' 1,000,000.5 ')).toEqual({ kind: 'decimal', value: '1000000.5' })
  expect(readDecimal('.5')).toEqual({ kind: 'decimal', value: '0.5' })
  expect(readDecimal('12.')).toEqual({ kind: 'decimal', value: '12' })
  expect(readDecimal('007')).toEqual({ kind: 'decimal', value: '7' })
  expect(readDecimal('−3', 'any')).toEqual({ kind: 'decimal', value: '-3' })
  expect(readDecimal('')).toEqual({ kind: 'empty' })
})

test('what could be read in two ways is refused', () => {
  for (const text of ['0,5', '1,00', '1e5', '-1', '0', '0.000', 'abc', '1.2.3', 'NaN', 'Infinity', '0x10']) {
    expect(readDecimal(text), text).toMatchObject({ kind: 'refused' })
  }
})

test('decimals are shown grouped and can change sign', () => {
  expect(showDecimal('-1234567.50')).toBe('−1,234,567.50')
  expect(showDecimal('999')).toBe('999')
  expect(showDecimal('1000.123456')).toBe('1,000.123456')
  expect(negateDecimal('-2.5')).toBe('2.5')
  expect(negateDecimal('2.5')).toBe('-2.5')
})

test('a mark becomes a decimal without an exponent', () => {
  expect(decimalOfNumber(1e-7)).toBe('0.0000001')
  expect(decimalOfNumber(-1.25e-9)).toBe('-0.00000000125')
  expect(decimalOfNumber(1.5e21)).toBe('1500000000000000000000')
  expect(decimalOfNumber(0.0425)).toBe('0.0425')
})
