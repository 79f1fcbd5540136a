import { keep, recall } from '../design/remembered'
import { positionColumns } from './columns'

export type Visibility = Record<string, boolean>

const byDefault = (): Visibility =>
  Object.fromEntries(positionColumns.map((column) => [column.id, column.isHiddenAtFirst !== true]))

/** The columns as they were left in this browser. */
export function initialVisibility(): Visibility {
  const kept = recall('columns')
  if (kept === null) return byDefault()
  const shown = new Set(kept.split(','))
  return Object.fromEntries(
    positionColumns.map((column) => [column.id, column.id === 'instrument' || shown.has(column.id)]),
  )
}

export function keepVisibility(visibility: Visibility): Visibility {
  keep(
    'columns',
    Object.keys(visibility)
      .filter((id) => visibility[id])
      .join(','),
  )
  return visibility
}
