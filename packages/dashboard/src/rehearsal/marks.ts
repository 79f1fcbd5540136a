import type { RehearsalPoint } from '@plimsoll/server/contract'

/** What is marked under the price: a row for each, with a shape and a colour of its own. */
export const markRows = [
  { key: 'calls', text: 'margin calls', colour: '--call', shape: 'diamond' },
  { key: 'liquidations', text: 'liquidations begun', colour: '--liquidation', shape: 'square' },
  { key: 'deleveragings', text: 'deleveraging fills', colour: '--accent', shape: 'cross' },
] as const

export type MarkRow = (typeof markRows)[number]

/** Half the width of a mark in pixels: one is seen, a thousand is not ten times as wide. */
export function markSize(count: number): number {
  return count <= 0 ? 0 : Math.min(5.5, 2 + Math.log10(count) * 1.5)
}

/** The span of the whole rehearsal in seconds, so that the line grows into it; undefined before there is a second point. */
export function spanOf(points: readonly RehearsalPoint[], steps: number): readonly [number, number] | undefined {
  const [first, second] = points
  if (first === undefined || second === undefined) return undefined
  const from = Date.parse(first.at) / 1000
  const stride = (Date.parse(second.at) / 1000 - from) / (second.step - first.step)
  const start = from - stride * first.step
  return [start, start + stride * steps]
}

/** A mark around a middle, as the data of a path. */
export function markPath(shape: MarkRow['shape'], x: number, y: number, size: number): string {
  if (shape === 'square') return `M${x - size} ${y - size}h${2 * size}v${2 * size}h${-2 * size}z`
  const reach = size * 1.3
  if (shape === 'diamond') return `M${x} ${y - reach}l${reach} ${reach}l${-reach} ${reach}l${-reach} ${-reach}z`
  const arm = size / 3
  return `M${x - reach} ${y - arm}h${2 * reach}v${2 * arm}h${-2 * reach}zM${x - arm} ${y - reach}h${2 * arm}v${2 * reach}h${-2 * arm}z`
}
