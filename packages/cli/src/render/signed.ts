import type { Paint } from '../terminal/paint.js'
import { formatNumber } from './number.js'

/** A number in red when it is below zero. */
export function signed(value: number, decimals: number, paint: Paint): string {
  const text = formatNumber(value, decimals)
  return text.startsWith('−') ? paint.red(text) : text
}
