import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimal,
  decimalOfNumber,
  decimalToNumber,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
  roundDecimal,
} from './decimal.js'
import { toMoney } from './toMoney.js'

const anyDecimal: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }))
  .map(([units, scale]) => decimal(units, scale))

/** The exact rational that a decimal is: [numerator, denominator]. */
const rational = (value: Decimal): [bigint, bigint] => [value.units, 10n ** BigInt(value.scale)]

describe('decimal', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(parseDecimal(formatDecimal(value), 'x')).toEqual(value)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['', '-', '1.', '.5', '01', '1e5', '+1', ' 1', '1_000', '1,5', 'NaN', 'Infinity', '٣', '--1', '0x10'])(
    '%j is refused',
    (text) => {
      expect(() => parseDecimal(text, 'amount')).toThrow(PlimsollError)
    },
  )

  test('a JSON number is refused with what to write', () => {
    expect(() => parseDecimal(2.5, 'balances[0].amount')).toThrow(
      'balances[0].amount: got 2.5, expected a decimal string, "2.5"',
    )
  })

  test('adds, multiplies and compares exactly', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const [an, ad] = rational(a)
        const [bn, bd] = rational(b)
        const [sn, sd] = rational(addDecimals(a, b))
        expect(sn * ad * bd).toBe((an * bd + bn * ad) * sd)
        const [pn, pd] = rational(multiplyDecimals(a, b))
        expect(pn * ad * bd).toBe(an * bn * pd)
        expect(compareDecimals(a, b)).toBe(an * bd < bn * ad ? -1 : an * bd > bn * ad ? 1 : 0)
        expect(compareDecimals(addDecimals(a, negateDecimal(a)), decimal(0n, 0))).toBe(0)
      }),
      { numRuns: 2000 },
    )
  })

  test('divides and rounds towards the named side, by less than one unit of the last place', () => {
    fc.assert(
      fc.property(
        anyDecimal,
        anyDecimal.filter((b) => b.units !== 0n),
        fc.integer({ min: 0, max: 12 }),
        (a, b, scale) => {
          const down = divideDecimals(a, b, scale, 'down')
          const up = divideDecimals(a, b, scale, 'up')
          // down · b ≤ a ≤ up · b for positive b, the other way round for negative b.
          const low = compareDecimals(multiplyDecimals(down, b), a)
          const high = compareDecimals(multiplyDecimals(up, b), a)
          expect(b.units > 0n ? low <= 0 && high >= 0 : low >= 0 && high <= 0).toBe(true)
          expect(compareDecimals(addDecimals(up, negateDecimal(down)), decimal(1n, scale))).toBeLessThanOrEqual(0)
          expect(compareDecimals(roundDecimal(a, scale, 'down'), a)).toBeLessThanOrEqual(0)
          expect(compareDecimals(roundDecimal(a, scale, 'up'), a)).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('as a number is the nearest float64, whichever way it is computed', () => {
    const units = fc.oneof(fc.bigInt(-(2n ** 53n), 2n ** 53n), fc.bigInt(-(10n ** 40n), 10n ** 40n))
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 40 }), (whole, scale) => {
        const value = decimal(whole, scale)
        expect(decimalToNumber(value)).toBe(Number(formatDecimal(value)))
        expect(value).toEqual(parseShort(whole, scale))
      }),
      { numRuns: 5000 },
    )
  })

  test('of a number is the shortest that reads back as it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), (value) => {
        expect(decimalToNumber(decimalOfNumber(value, 'x'))).toBe(value === 0 ? 0 : value)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('toMoney', () => {
  test('never rounds in the customer’s favour: up ≥ the number as written ≥ down, less than one unit apart', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
        fc.integer({ min: 0, max: 8 }),
        (value, decimals) => {
          const exact = written(value)
          const up = parseDecimal(toMoney(value, decimals, 'up'), 'up')
          const down = parseDecimal(toMoney(value, decimals, 'down'), 'down')
          expect(compareDecimals(up, exact)).toBeGreaterThanOrEqual(0)
          expect(compareDecimals(down, exact)).toBeLessThanOrEqual(0)
          expect(compareDecimals(addDecimals(up, negateDecimal(down)), decimal(1n, decimals))).toBeLessThanOrEqual(0)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('keeps what needs no rounding, and adds nothing for the tail of a binary fraction', () => {
    expect(toMoney(0.5, 2, 'up')).toBe('0.5')
    expect(toMoney(-0, 2, 'down')).toBe('0')
    // 0.1 is a little more than one tenth in binary, 0.3 a little less than three tenths.
    expect(toMoney(0.1, 1, 'up')).toBe('0.1')
    expect(toMoney(0.3, 1, 'down')).toBe('0.3')
    expect(toMoney(0.1 + 0.2, 1, 'up')).toBe('0.4')
    expect(toMoney(1e21, 0, 'up')).toBe('1000000000000000000000')
    expect(toMoney(5e-324, 2, 'up')).toBe('0.01')
    expect(toMoney(5e-324, 2, 'down')).toBe('0')
  })

  test('refuses what is not a number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => toMoney(value, 2, 'up')).toThrow(PlimsollError)
  })
})

/** The shortest decimal that reads back: JavaScript's own digits with the point put in its place. */
function written(value: number): Decimal {
  const [digits, exponent] = value.toExponential().split('e')
  const [whole, fraction = ''] = digits!.split('.')
  const scale = fraction.length - Number(exponent)
  const units = BigInt(`${whole}${fraction}`)
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** By its digits alone. */
function parseShort(units: bigint, scale: number): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  const fraction = digits.slice(point).replace(/0+$/, '')
  const whole = BigInt(digits.slice(0, point) + fraction)
  return { units: units < 0n ? -whole : whole, scale: fraction.length }
}
