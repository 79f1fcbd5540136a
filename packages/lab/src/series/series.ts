import { PlimsollError } from 'plimsoll'

/** Numbers in the order of time, oldest first. */
export type Series = ArrayLike<number>

/** Refuses a series that is too short or holds what is no finite number. */
export function checkSeries(where: string, series: Series, lengthMin: number = 1): void {
  if (series.length < lengthMin) {
    throw new PlimsollError('INPUT_INVALID', { where, value: series.length, expected: `at least ${lengthMin} entries` })
  }
  for (let t = 0; t < series.length; t++) {
    const value = series[t]!
    if (Number.isFinite(value)) continue
    throw new PlimsollError('INPUT_INVALID', { where: `${where}[${t}]`, value, expected: 'a finite number' })
  }
}

/** Refuses two series of different lengths. */
export function checkSameLength(where: string, series: Series, length: number): void {
  if (series.length === length) return
  throw new PlimsollError('INPUT_INVALID', { where, value: series.length, expected: `${length} entries` })
}

/** Refuses a number outside [min, max], or outside (min, max) where the ends are not open to it. */
export function checkRange(
  where: string,
  value: number,
  min: number,
  max: number,
  ends: 'included' | 'excluded' = 'included',
): void {
  if (ends === 'included' ? value >= min && value <= max : value > min && value < max) return
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: `a number from ${min} to ${max}, ends ${ends}` })
}

/** Refuses what is no whole number of at least `min`. */
export function checkWhole(where: string, value: number, min: number): void {
  if (Number.isInteger(value) && value >= min) return
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: `a whole number of at least ${min}` })
}

/** Arithmetic mean; NaN of nothing. */
export function mean(series: Series): number {
  let sum = 0
  for (let t = 0; t < series.length; t++) sum += series[t]!
  return sum / series.length
}
