import type { DatedFuture, Perpetual } from '../instrument/instrument.js'

/**
 * Profit of `quantity` contracts entered at `entry` and now marked at `mark`, in the settlement asset.
 * Linear: q·size·(mark − entry). Inverse: q·size·(1/entry − 1/mark), in coin. Quanto: the linear profit times the multiplier.
 */
export function unrealisedProfit(
  future: Perpetual | DatedFuture,
  quantity: number,
  entry: number,
  mark: number,
): number {
  const contracts = quantity * future.contractSize
  switch (future.settlement.kind) {
    case 'linear':
      return contracts * (mark - entry)
    case 'inverse':
      return contracts * (1 / entry - 1 / mark)
    case 'quanto':
      return contracts * future.settlement.multiplier * (mark - entry)
  }
}
