import type { CombinedCommodity, SpanPosition } from './combinedCommodity.js'

export interface SpanPart {
  readonly leg: string
  readonly part: number
}

/**
 * What each position adds to risk − net option value: where the scan decides, its loss in the active scenario and a share of
 * the spread and delivery charges by its delta; where the minimum decides, the minimum of its short options; less its option
 * value in both.
 */
export function spanParts(
  commodity: CombinedCommodity,
  positions: readonly SpanPosition[],
  decided:
    | { readonly by: 'scan'; readonly scanRisk: number; readonly activeScenario: number; readonly charges: number }
    | { readonly by: 'short option minimum'; readonly calls: number; readonly puts: number },
): readonly SpanPart[] {
  let deltas = 0
  for (const { quantity, delta } of positions) deltas += Math.abs(quantity * delta)
  const share = ({ quantity, delta }: SpanPosition): number =>
    deltas > 0 ? Math.abs(quantity * delta) / deltas : 1 / positions.length
  return positions.map((position) => {
    const risk =
      decided.by === 'scan'
        ? (decided.scanRisk > 0 ? position.quantity * (position.riskArray[decided.activeScenario] ?? 0) : 0) +
          (decided.charges === 0 ? 0 : decided.charges * share(position))
        : minimumOf(position, commodity, decided)
    const value = position.option === undefined ? 0 : position.quantity * position.option.value
    return { leg: position.id, part: risk - value }
  })
}

function minimumOf(
  { option, quantity }: SpanPosition,
  { shortOptionMinimum: { rate, method } }: CombinedCommodity,
  shorts: { readonly calls: number; readonly puts: number },
): number {
  if (option === undefined || quantity >= 0) return 0
  const counted = method === 'sum' || (option.right === 'call') === shorts.calls >= shorts.puts
  return counted ? -quantity * rate : 0
}
