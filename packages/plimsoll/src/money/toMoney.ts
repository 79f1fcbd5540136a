import { PlimsollError } from '../error/plimsollError.js'
import { type Decimal, decimal, divideDirected, formatDecimal, type Rounding } from './decimal.js'

/**
 * The only place where a risk number (float64) becomes money. The binary value is taken exactly and rounded to
 * `decimals` places in the named direction: what an account must have goes up, what it has goes down, so that the
 * customer is never favoured by a rounding. Throws INPUT_INVALID for NaN and infinities.
 *
 * @example
 * import { toMoney } from 'plimsoll'
 * toMoney(100.001, 2, 'up') // => '100.01'
 * toMoney(-0.001, 2, 'down') // => '-0.01'
 */
export function toMoney(value: number, decimals: number, rounding: Rounding): string {
  return formatDecimal(moneyDecimal(value, decimals, rounding))
}

/** As {@link toMoney}, as a number to calculate with. */
export function moneyDecimal(value: number, decimals: number, rounding: Rounding): Decimal {
  if (!Number.isFinite(value)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'toMoney', value, expected: 'a finite number' })
  }
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponentBits = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xf_ffff_ffff_ffffn
  const mantissa = exponentBits === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075
  const signed = value < 0 ? -mantissa : mantissa
  const scaled = signed * 10n ** BigInt(decimals)
  if (exponent >= 0) return decimal(scaled << BigInt(exponent), decimals)
  return decimal(divideDirected(scaled, 1n << BigInt(-exponent), rounding), decimals)
}
