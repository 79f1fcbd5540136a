import { millsRatio } from './millsRatio.js'
import { normalPdf } from './normalPdf.js'

/**
 * Cumulative standard normal distribution N(x). Full relative accuracy in the lower tail down to where the result turns
 * subnormal (x near −37.5); absolute accuracy of one unit in the last place of 1 above.
 *
 * @example
 * import { normalCdf } from '@plimsoll/kernel'
 * normalCdf(0) // => 0.5
 * normalCdf(-Infinity) // => 0
 */
export function normalCdf(x: number): number {
  if (x <= 0) return normalPdf(x) * millsRatio(-x)
  return 1 - normalPdf(x) * millsRatio(x)
}
