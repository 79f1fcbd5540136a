import { divideDirected, type Rounding } from 'plimsoll'

/** One, in parts per million. */
export const million = 1_000_000n

/** So many parts per million of an amount, with the named rounding. */
export function partOf(amount: bigint, ppm: bigint, rounding: Rounding): bigint {
  return divideDirected(amount * ppm, million, rounding)
}

/** A fraction in parts per million as a risk number. */
export function fraction(ppm: bigint): number {
  return Number(ppm) / 1_000_000
}
