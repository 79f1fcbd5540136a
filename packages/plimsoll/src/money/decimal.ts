import { PlimsollError } from '../error/plimsollError.js'

/**
 * An exact decimal number: `units / 10^scale`. Balances, quantities, prices of fills and orders are of this kind;
 * they never pass through binary floating point on their way from document to document.
 */
export interface Decimal {
  readonly units: bigint
  /** Number of decimal places, 0 to 60. */
  readonly scale: number
}

/** Named rounding of an exact number to fewer places. `down` is towards −∞ and `up` towards +∞. */
export type Rounding = 'down' | 'up'

const decimalPattern = /^-?(0|[1-9]\d{0,29})(\.\d{1,30})?$/

/** Zero, of scale 0. */
export const zero: Decimal = Object.freeze({ units: 0n, scale: 0 })

/** One, of scale 0. */
export const one: Decimal = Object.freeze({ units: 1n, scale: 0 })

/**
 * Reads a decimal string such as `"-2.50"`; the shortest scale is kept (`-2.5`).
 * Throws NUMBER_INSTEAD_OF_DECIMAL for a JSON number and INPUT_INVALID for any other text.
 *
 * @example
 * import { parseDecimal, formatDecimal } from 'plimsoll'
 * formatDecimal(parseDecimal('0.10', 'quantity')) // => '0.1'
 */
export function parseDecimal(value: unknown, where: string): Decimal {
  if (typeof value === 'number') {
    throw new PlimsollError('NUMBER_INSTEAD_OF_DECIMAL', { where, value, expected: `a decimal string, "${value}"` })
  }
  if (typeof value !== 'string' || !decimalPattern.test(value)) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a decimal string such as "-2.5"' })
  }
  const point = value.indexOf('.')
  if (point < 0) return decimal(BigInt(value), 0)
  return decimal(BigInt(value.slice(0, point) + value.slice(point + 1)), value.length - point - 1)
}

/** A decimal of the shortest scale that holds `units / 10^scale`. */
export function decimal(units: bigint, scale: number): Decimal {
  let shortScale = scale
  let safe = Number(units)
  if (Number.isSafeInteger(safe)) {
    if (scale === 0 || safe % 10 !== 0) return Object.freeze({ units, scale })
    while (shortScale > 0 && safe % 10 === 0) {
      safe /= 10
      shortScale--
    }
    return Object.freeze({ units: BigInt(safe), scale: shortScale })
  }
  let shortUnits = units
  while (shortScale > 0 && shortUnits % 10n === 0n) {
    shortUnits /= 10n
    shortScale--
  }
  return Object.freeze({ units: shortUnits, scale: shortScale })
}

/** The decimal string of an exact number, without exponent or trailing zeros. */
export function formatDecimal(value: Decimal): string {
  if (value.scale === 0) return value.units.toString()
  const negative = value.units < 0n
  const digits = (negative ? -value.units : value.units).toString().padStart(value.scale + 1, '0')
  const point = digits.length - value.scale
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** The float64 nearest to an exact number (correctly rounded); for risk, never for money. */
export function decimalToNumber(value: Decimal): number {
  const units = Number(value.units)
  // Both are exact, and one division of exact numbers is correctly rounded.
  if (value.scale < powersOfTen.length && Number.isSafeInteger(units)) return units / powersOfTen[value.scale]!
  return Number(formatDecimal(value))
}

/** Those that a float64 holds exactly. */
const powersOfTen = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
] as const

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = a.scale > b.scale ? a.scale : b.scale
  return decimal(unitsAt(a, scale) + unitsAt(b, scale), scale)
}

export function negateDecimal(value: Decimal): Decimal {
  return Object.freeze({ units: -value.units, scale: value.scale })
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return decimal(a.units * b.units, a.scale + b.scale)
}

/** a / b to `scale` places with the named rounding. Throws RangeError when b is zero. */
export function divideDecimals(a: Decimal, b: Decimal, scale: number, rounding: Rounding): Decimal {
  let numerator = a.units * 10n ** BigInt(scale + b.scale)
  let denominator = b.units * 10n ** BigInt(a.scale)
  if (denominator < 0n) {
    numerator = -numerator
    denominator = -denominator
  }
  return decimal(divideDirected(numerator, denominator, rounding), scale)
}

/** The number with at most `scale` places, rounded as named. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (value.scale <= scale) return value
  return decimal(divideDirected(value.units, 10n ** BigInt(value.scale - scale), rounding), scale)
}

/** −1, 0 or 1. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = a.scale > b.scale ? a.scale : b.scale
  const left = unitsAt(a, scale)
  const right = unitsAt(b, scale)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The shortest decimal that reads back as this float64, e.g. a contract size of 0.01. */
export function decimalOfNumber(value: number, where: string): Decimal {
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text)
  if (match === null) throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a finite number' })
  const fraction = match[3] ?? ''
  const exponent = Number(match[4] ?? 0)
  const units = BigInt(`${match[1]}${match[2]}${fraction}`)
  const scale = fraction.length - exponent
  return scale >= 0 ? decimal(units, scale) : decimal(units * 10n ** BigInt(-scale), 0)
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale)
}

/** Integer division with a positive denominator, towards −∞ or +∞. */
export function divideDirected(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  if (remainder === 0n) return quotient
  if (rounding === 'down') return remainder < 0n ? quotient - 1n : quotient
  return remainder > 0n ? quotient + 1n : quotient
}
