import type { LiquidationPricesView } from '@plimsoll/server/contract'

export interface LiquidationDistance {
  readonly underlying: string
  readonly side: 'below' | 'above'
  readonly price: number
  /** Relative move of the index that gets there; negative below. */
  readonly distance: number
}

/** Every liquidation price as a distance from the index, nearest first. */
export function nearestLiquidations(views: readonly LiquidationPricesView[]): readonly LiquidationDistance[] {
  const all: LiquidationDistance[] = []
  for (const { underlying, index, below, above } of views) {
    for (const [side, price] of [
      ['below', below],
      ['above', above],
    ] as const) {
      if (price !== null && index > 0) all.push({ underlying, side, price, distance: price / index - 1 })
    }
  }
  return all.sort((a, b) => Math.abs(a.distance) - Math.abs(b.distance))
}
