/** Net delta of one contract month: positive long. */
export interface MonthDelta {
  readonly month: string
  readonly delta: number
}

/** Net deltas by month, entries of one month added. */
export function netByMonth(deltas: readonly MonthDelta[]): Map<string, number> {
  const net = new Map<string, number>()
  for (const { month, delta } of deltas) net.set(month, (net.get(month) ?? 0) + delta)
  return net
}

/** Delta of that sign in a month, ≥ 0. */
export function availableDelta(net: ReadonlyMap<string, number>, month: string, sign: 1 | -1): number {
  return Math.max(0, sign * (net.get(month) ?? 0))
}

/** What is left of a month's delta of that sign after `amount` is used. */
export function deltaLeft(net: ReadonlyMap<string, number>, month: string, sign: 1 | -1, amount: number): number {
  const before = availableDelta(net, month, sign)
  const left = before - amount
  // Rounding must turn a used-up delta neither into a sliver of itself nor into one of the other side.
  return left > 1e-12 * before ? sign * left : 0
}
