import type { PositionView } from '@plimsoll/server/contract'

/** One line of the table: a position, or the heading of a group with its subtotals. */
export type Line =
  | { readonly kind: 'position'; readonly key: string; readonly position: PositionView }
  | {
      readonly kind: 'group'
      readonly key: string
      readonly underlying: string
      readonly positions: readonly PositionView[]
    }

/** The rows in the order given; grouped, each underlying follows its heading and keeps that order inside. */
export function lines(positions: readonly PositionView[], isGrouped: boolean): readonly Line[] {
  const line = (position: PositionView): Line => ({ kind: 'position', key: position.instrument, position })
  if (!isGrouped) return positions.map(line)
  const groups = new Map<string, PositionView[]>()
  for (const position of positions) {
    const group = groups.get(position.underlying)
    if (group === undefined) groups.set(position.underlying, [position])
    else group.push(position)
  }
  return [...groups].flatMap(([underlying, members]) => [
    { kind: 'group' as const, key: `group ${underlying}`, underlying, positions: members },
    ...members.map(line),
  ])
}

/** The sum of a column over some positions; null when none has a value, or when it would add units of different underlyings. */
export function totalOf(
  positions: readonly PositionView[],
  column: {
    readonly total: 'book' | 'underlying' | 'none'
    readonly value: (position: PositionView) => string | number | null
  },
): number | null {
  if (column.total === 'none' || positions.length === 0) return null
  if (column.total === 'underlying' && new Set(positions.map((position) => position.underlying)).size > 1) return null
  const values = positions.map(column.value).filter((value) => typeof value === 'number')
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}
