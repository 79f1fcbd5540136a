/**
 * The ground of one cell: between the panel's colour and full gain or loss, by the square root of its share of the
 * largest amount, so that small losses are seen beside a large one. The text stays readable on every step.
 */
export function cellGround(pnl: number, largest: number): string {
  if (largest <= 0 || pnl === 0) return 'transparent'
  const share = Math.round(Math.sqrt(Math.min(1, Math.abs(pnl) / largest)) * 100)
  return `color-mix(in oklab, var(${pnl > 0 ? '--heat-gain' : '--heat-loss'}) ${share}%, var(--panel))`
}

/** The largest profit or loss of the map, which its colours are scaled to. */
export const largestOf = (pnl: readonly (readonly number[])[]): number =>
  pnl.reduce((most, row) => row.reduce((held, value) => Math.max(held, Math.abs(value)), most), 0)
