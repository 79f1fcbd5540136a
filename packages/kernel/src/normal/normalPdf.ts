import { expHalfSquare } from './expHalfSquare.js'

const oneOverRootTwoPi = 0.3989422804014327

/**
 * Density of the standard normal distribution, full relative accuracy into the subnormal range (|x| near 38.6).
 *
 * @example
 * import { normalPdf } from '@plimsoll/kernel'
 * normalPdf(0) // => 0.3989422804014327
 */
export function normalPdf(x: number): number {
  return oneOverRootTwoPi * expHalfSquare(x, -1)
}
