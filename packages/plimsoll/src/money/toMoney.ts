import { type Decimal, decimal, decimalOfNumber, divideDirected, formatDecimal, type Rounding } from './decimal.js'

/**
 * The only place where a risk number (float64) becomes money. The number is taken as the shortest decimal that reads back as it, as
 * everybody sees it written, and rounded to `decimals` places in the named direction: what an account must have goes up, what it
 * has goes down, so that the customer is never favoured by a rounding. So a requirement of 0.1 is 0.1, and what a rule book has
 * rounded to the cent is not rounded up by another one for the tail of its binary form. Throws INPUT_INVALID for NaN and infinities.
 *
 * @example
 * import { toMoney } from 'plimsoll'
 * toMoney(100.001, 2, 'up') // => '100.01'
 * toMoney(-0.001, 2, 'down') // => '-0.01'
 * toMoney(53355.11, 2, 'up') // => '53355.11'
 */
export function toMoney(value: number, decimals: number, rounding: Rounding): string {
  return formatDecimal(moneyDecimal(value, decimals, rounding))
}

/** As {@link toMoney}, as a number to calculate with. */
export function moneyDecimal(value: number, decimals: number, rounding: Rounding): Decimal {
  const { units, scale } = decimalOfNumber(value, 'toMoney')
  const excess = scale - decimals
  if (excess <= 0) return decimal(units * 10n ** BigInt(-excess), decimals)
  return decimal(divideDirected(units, 10n ** BigInt(excess), rounding), decimals)
}

/**
 * As {@link toMoney}, in the asset's smallest units: what a ledger books. 0.1 of an asset of six decimals is 100000.
 *
 * @example
 * import { moneyUnits } from 'plimsoll'
 * moneyUnits(100.001, 2, 'up') // => 10001n
 * moneyUnits(-0.001, 2, 'down') // => -1n
 */
export function moneyUnits(value: number, decimals: number, rounding: Rounding): bigint {
  const { units, scale } = moneyDecimal(value, decimals, rounding)
  return units * 10n ** BigInt(decimals - scale)
}
