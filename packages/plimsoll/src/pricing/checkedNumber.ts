import { PlimsollError } from '../error/plimsollError.js'

/** The value, if it is a finite number of the wanted sign; else INPUT_INVALID. */
export function checkedNumber(where: string, value: number, sign: 'any' | 'positive' | 'notNegative'): number {
  const fits = Number.isFinite(value) && (sign === 'any' || (sign === 'positive' ? value > 0 : value >= 0))
  if (fits) return value
  const expected =
    sign === 'any' ? 'a finite number' : sign === 'positive' ? 'a finite number above 0' : 'a finite number, 0 or above'
  throw new PlimsollError('INPUT_INVALID', { where, value, expected })
}
