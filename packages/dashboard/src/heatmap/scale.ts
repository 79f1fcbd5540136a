import { fixed } from '../format/number'

export interface Scale {
  readonly divisor: number
  /** What one unit of the map is, before the currency: `k`. */
  readonly title: string
}

const scales: readonly Scale[] = [
  { divisor: 1e9, title: 'bn' },
  { divisor: 1e6, title: 'M' },
  { divisor: 1e3, title: 'k' },
]
const units: Scale = { divisor: 1, title: '' }

/** One unit for the whole map, so that cells can be compared without reading suffixes and stay three figures wide. */
export const scaleOf = (largest: number): Scale => scales.find((scale) => largest >= scale.divisor) ?? units

/** A cell's number in the map's unit: at most three digits, and no leading zero, because cells are narrow. */
export function cellText(pnl: number, scale: Scale): string {
  const value = pnl / scale.divisor
  const size = Math.abs(value)
  if (scale.divisor === 1 || size >= 9.95) return fixed(value, 0)
  if (size < 0.005) return '0'
  return size >= 0.995 ? fixed(value, 1) : fixed(value, 2).replace('0.', '.')
}
