/**
 * Whole numbers that sum to `total`, each the floor or the ceiling of its exact share `numerators[i] / denominator`: floors first,
 * then one more to each of the largest remainders (Hamilton's method). `total` lies between the sum of the floors and the
 * sum of the ceilings. Of equal remainders the one that `precedes` puts first (negative) is served first.
 */
export function largestRemainder(
  total: bigint,
  numerators: readonly bigint[],
  denominator: bigint,
  precedes: (i: number, j: number) => number,
): bigint[] {
  const whole = numerators.map((numerator) => numerator / denominator)
  let left = total
  for (const part of whole) left -= part
  if (left === 0n) return whole
  const order = numerators.map((numerator, row) => ({ row, remainder: numerator % denominator }))
  order.sort((a, b) => (a.remainder === b.remainder ? precedes(a.row, b.row) : a.remainder > b.remainder ? -1 : 1))
  for (const { row } of order.slice(0, Number(left))) whole[row] = whole[row]! + 1n
  return whole
}
