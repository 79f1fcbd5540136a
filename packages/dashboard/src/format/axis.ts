import { fixed } from './number'

const units = [
  [1e9, 1e9, 'B'],
  [1e6, 1e6, 'M'],
  // Up to ten thousand whole numbers are as short as their thousands.
  [1e4, 1e3, 'k'],
  [0, 1, ''],
] as const

const mostPlaces = 10

/**
 * What stands beside the lines of an axis: one unit for all, and as many digits as say each of them exactly,
 * so that no two are the same and none is rounded away from its line.
 */
export function axisLabels(splits: readonly number[]): string[] {
  const sizes = splits.map(Math.abs)
  const [, unit, suffix] = units.find(([from]) => Math.max(...sizes) >= from) ?? units[3]
  const scaled = splits.map((value) => value / unit)
  // What a sum of steps is off in floating point is far below a thousandth of a step.
  const slack = Math.abs((scaled[1] ?? 0) - (scaled[0] ?? 0)) / 1000
  const isSaid = (places: number): boolean =>
    scaled.every((value) => Math.abs(Number(value.toFixed(places)) - value) <= slack)
  let places = 0
  while (places < mostPlaces && !isSaid(places)) places++
  return scaled.map((value) => (Math.abs(value) <= slack ? '0' : fixed(value, places) + suffix))
}
