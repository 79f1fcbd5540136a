import { decimalOfNumber } from 'plimsoll'

/** An exact fraction; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The fraction in lowest terms; `denominator` must be positive. */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  let a = numerator < 0n ? -numerator : numerator
  let b = denominator
  while (b !== 0n) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/**
 * The one place of this room where a float64 becomes exact: the number as everybody sees it written, the shortest decimal that
 * reads back as it. Two numbers are equal afterwards if and only if they were the same float64.
 *
 * @throws PlimsollError INPUT_INVALID for NaN and infinities
 */
export function ratioOfNumber(value: number, where: string): Ratio {
  const { units, scale } = decimalOfNumber(value, where)
  return { numerator: units, denominator: 10n ** BigInt(scale) }
}
