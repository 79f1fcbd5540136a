import type { TreeRow } from './treeRows'

export type TreeMove =
  | { readonly do: 'go'; readonly to: string }
  | { readonly do: 'open' | 'close'; readonly path: string }

const isOpenable = (row: TreeRow): boolean => (row.kind === 'node' ? row.isExpandable : row.kind === 'legs')
const isOpen = (row: TreeRow): boolean => (row.kind === 'node' || row.kind === 'legs') && row.isOpen
const nameOf = (row: TreeRow): string =>
  row.kind === 'node' ? row.node.label : row.kind === 'leg' ? row.leg : row.kind

/** What a key does in a tree, as the ARIA authoring practices have it; undefined for a key that means nothing there. */
export function treeMove(rows: readonly TreeRow[], active: string, key: string): TreeMove | undefined {
  const place = rows.findIndex(({ path }) => path === active)
  const row = rows[place]
  if (row === undefined) return undefined
  const go = (to: TreeRow | undefined): TreeMove | undefined => to && { do: 'go', to: to.path }
  switch (key) {
    case 'ArrowDown':
      return go(rows[place + 1])
    case 'ArrowUp':
      return go(rows[place - 1])
    case 'Home':
      return go(rows[0])
    case 'End':
      return go(rows.at(-1))
    case 'ArrowRight':
      if (!isOpenable(row)) return undefined
      return isOpen(row) ? go(rows[place + 1]) : { do: 'open', path: active }
    case 'ArrowLeft':
      if (isOpen(row)) return { do: 'close', path: active }
      return row.parent === undefined ? undefined : { do: 'go', to: row.parent }
    case 'Enter':
    case ' ':
      if (row.kind === 'more') return { do: 'open', path: active }
      return isOpenable(row) ? { do: isOpen(row) ? 'close' : 'open', path: active } : undefined
  }
  if (key.length !== 1) return undefined
  const wanted = key.toLowerCase()
  return go(
    [...rows.slice(place + 1), ...rows.slice(0, place)].find((one) => nameOf(one).toLowerCase().startsWith(wanted)),
  )
}
