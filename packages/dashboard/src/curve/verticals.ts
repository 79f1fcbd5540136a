import type { CurveView } from '@plimsoll/server/contract'
import { axisPrice, signedPercent } from '../format/number'

export interface Vertical {
  readonly kind: 'index' | 'liquidation'
  readonly price: number
  readonly title: string
}

/** The prices that matter on the curve: where the index is, and where liquidation would begin on either side. */
export function verticals(view: CurveView): readonly Vertical[] {
  const marks: Vertical[] = [{ kind: 'index', price: view.index, title: `index ${axisPrice(view.index)}` }]
  for (const at of [view.below, view.above]) {
    if (at !== null) marks.push({ kind: 'liquidation', price: at, title: `liq. ${axisPrice(at)}` })
  }
  return marks
}

/** The curve in words. */
export function curveSummary(view: CurveView, isBreached: boolean): string {
  if (isBreached) return 'Equity is below the maintenance margin now'
  const sides = [view.below, view.above].filter((at) => at !== null)
  if (sides.length === 0) return 'No liquidation price in reach'
  return `Liquidation at ${sides.map((at) => `${axisPrice(at)} (${signedPercent(at / view.index - 1)})`).join(' and ')}`
}

/** Every n-th point, so that the table beside the curve has at most `most` rows and keeps both ends. */
export function thinned(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index)
  return Array.from({ length: most }, (_, place) => Math.round((place * (count - 1)) / (most - 1)))
}
