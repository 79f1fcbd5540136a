/** Range of a class's price moves, as fractions of the price: data of the rule book. */
export interface PriceRange {
  /** How far down, e.g. 0.15 or 0.08. */
  readonly down: number
  readonly up: number
  /** Points on each side, e.g. 5. */
  readonly pointsPerSide: number
}

/**
 * Relative price moves of the valuation points, lowest first: equidistant on each side of the current price, which is not
 * itself a point. Source: Cboe Rule 10.4 / FINRA Rule 4210(g), ten equidistant valuation points.
 *
 * @example
 * import { timsPriceMoves } from 'plimsoll'
 * timsPriceMoves({ down: 0.08, up: 0.06, pointsPerSide: 2 }) // => [-0.08, -0.04, 0.03, 0.06]
 */
export function timsPriceMoves(range: PriceRange): readonly number[] {
  const moves: number[] = []
  for (let step = range.pointsPerSide; step >= 1; step--) moves.push((-range.down * step) / range.pointsPerSide)
  for (let step = 1; step <= range.pointsPerSide; step++) moves.push((range.up * step) / range.pointsPerSide)
  return moves
}
