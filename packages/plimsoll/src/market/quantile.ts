/**
 * Empirical quantile of unsorted values, linear between order statistics (Hyndman and Fan 1996, type 7); NaN of
 * nothing.
 */
export function quantile(values: readonly number[], probability: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((left, right) => left - right)
  const position = probability * (sorted.length - 1)
  const below = Math.floor(position)
  const left = sorted[below]!
  const right = sorted[Math.min(below + 1, sorted.length - 1)]!
  return left + (right - left) * (position - below)
}
