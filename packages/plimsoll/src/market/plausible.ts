import { PlimsollError } from '../error/plimsollError.js'

/** An annual volatility above this is per cent written where a fraction is meant. */
export const volatilityMax = 20

/** Two prices of one thing that are further apart than this factor are not in one unit. */
const sameUnitFactor = 5

/** Refuses a price that cannot be in the unit of the index it belongs to. */
export function requireSameUnit(price: number, index: number, where: string, underlying: string): void {
  if (price >= index / sameUnitFactor && price <= index * sameUnitFactor) return
  throw new PlimsollError('INPUT_INVALID', {
    where,
    value: price,
    expected: `a price in the unit of the index of ${underlying}, ${index}: within a factor of ${sameUnitFactor}`,
  })
}
