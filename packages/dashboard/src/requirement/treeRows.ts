import type { NodeView } from '@plimsoll/server/contract'

/** What of the tree is open beyond the usual: paths opened or closed by hand, and lists shown to their end. */
export interface Unfolded {
  readonly toggled: ReadonlyMap<string, boolean>
  readonly whole: ReadonlySet<string>
}

interface Place {
  /** `0.2.1`: the way from the root by child; with `.legs` and `.more` for what is no node. */
  readonly path: string
  readonly parent: string | undefined
  readonly level: number
  readonly position: number
  readonly setSize: number
  /** Not part of what decides the requirement: the smaller side of a maximum, a cell that gains. */
  readonly isMuted: boolean
}

export type TreeRow = Place &
  (
    | {
        readonly kind: 'node'
        readonly node: NodeView
        readonly isExpandable: boolean
        readonly isOpen: boolean
        /** It was chosen where a sibling was not. */
        readonly isChosen: boolean
        /** How much of the root's number it is. */
        readonly share: number
      }
    | { readonly kind: 'legs'; readonly count: number; readonly isOpen: boolean }
    | { readonly kind: 'leg'; readonly leg: string; readonly part: number }
    | { readonly kind: 'more'; readonly hidden: number; readonly of: string }
    | { readonly kind: 'waiting' }
  )

/** Levels that stand open at first; deeper ones wait to be asked for. */
const openLevels = 2
/** A list of more than this many shows so many, and the rest when asked for. */
const listMax = 30

/** The rows in sight, in order. A tree of thousands of nodes costs only what is open of it. */
export function treeRows(root: NodeView, { toggled, whole }: Unfolded): readonly TreeRow[] {
  const rows: TreeRow[] = []
  const list = <Item>(path: string, level: number, items: readonly Item[], add: (item: Item, row: number) => void) => {
    const shown = whole.has(path) || items.length <= listMax + 1 ? items.length : listMax
    items.slice(0, shown).forEach(add)
    if (shown === items.length) return
    rows.push({
      kind: 'more',
      path: `${path}.more`,
      parent: path,
      level,
      position: shown + 1,
      setSize: shown + 1,
      isMuted: false,
      hidden: items.length - shown,
      of: path,
    })
  }
  const visit = (node: NodeView, weight: number, isChosen: boolean, place: Place): void => {
    const { path, level, isMuted } = place
    const legCount = node.legCount ?? 0
    const isExpandable = node.children.length + legCount + (node.cut ?? 0) > 0
    const opensByItself = level <= openLevels && !isMuted && node.cut === undefined && node.children.length > 0
    const isOpen = isExpandable && (toggled.get(path) ?? opensByItself)
    rows.push({ kind: 'node', node, isExpandable, isOpen, isChosen, share: weight * node.value, ...place })
    if (!isOpen) return
    const below = { parent: path, level: level + 1 }
    if (node.cut !== undefined) {
      rows.push({ kind: 'waiting', path: `${path}.waiting`, ...below, position: 1, setSize: 1, isMuted })
      return
    }
    const counts = node.counts ?? []
    const isChoice = counts.length > 1 && counts.some((count) => count === 0)
    const setSize = node.children.length + (legCount > 0 ? 1 : 0)
    list(path, level + 1, node.children, (child, row) => {
      const count = counts[row] ?? 0
      visit(child, weight * count, isChoice && count !== 0 && !isMuted, {
        path: `${path}.${row}`,
        ...below,
        position: row + 1,
        setSize,
        isMuted: isMuted || count === 0,
      })
    })
    if (legCount > 0) {
      const legs = `${path}.legs`
      const areShown = toggled.get(legs) ?? false
      rows.push({
        kind: 'legs',
        path: legs,
        ...below,
        position: setSize,
        setSize,
        isMuted,
        count: legCount,
        isOpen: areShown,
      })
      if (!areShown) return
      const leg = { parent: legs, level: level + 2, isMuted }
      if (node.legs === undefined) {
        rows.push({ kind: 'waiting', path: `${legs}.waiting`, ...leg, position: 1, setSize: 1 })
        return
      }
      const largestFirst = [...node.legs].sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
      list(legs, level + 2, largestFirst, (part, row) => {
        rows.push({ kind: 'leg', path: `${legs}.${row}`, ...leg, position: row + 1, setSize: legCount, ...part })
      })
    }
  }
  visit(root, 1, false, { path: '0', parent: undefined, level: 1, position: 1, setSize: 1, isMuted: false })
  return rows
}

/** Whether something open needs more of the tree than goes out with every tick. */
export const needsWholeTree = (rows: readonly TreeRow[]): boolean =>
  rows.some((row) => row.kind === 'waiting' || row.kind === 'leg')
