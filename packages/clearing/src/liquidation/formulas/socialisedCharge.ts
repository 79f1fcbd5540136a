import { divideDirected, PlimsollError } from 'plimsoll'

/**
 * What every whole unit of open interest (or of deposits) is charged to carry a loss, in the smallest unit, rounded up so that the
 * loss is covered. Drift v2 moves cumulative funding, or the index of deposits, by it (programs/drift/src/math/liquidation.rs). Throws
 * INPUT_INVALID where nobody is there to carry it.
 *
 * @example
 * import { socialisedCharge } from '@plimsoll/clearing'
 * // A loss of 100 over 7 long and 4 short, in millionths.
 * socialisedCharge(100_000_000n, 11n, 1n) // => 9090910n
 */
export function socialisedCharge(loss: bigint, open: bigint, perUnit: bigint): bigint {
  if (open <= 0n) throw new PlimsollError('INPUT_INVALID', { where: 'open', value: open, expected: 'above 0' })
  return divideDirected(loss * perUnit, open, 'up')
}
