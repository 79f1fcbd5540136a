import type { NodeView } from '@plimsoll/server/contract'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { classes } from '../design/classes'
import { amount, percent, plain } from '../format/number'
import { kindText, nodeLabel, nodeNumber } from './nodeTexts'
import { treeMove } from './treeKeys'
import { needsWholeTree, type TreeRow, treeRows, type Unfolded } from './treeRows'

interface NodeTreeProps {
  readonly label: string
  readonly tree: NodeView
  /** Called with whether something open needs more than the upper levels without legs. */
  readonly onNeed: (whole: boolean) => void
}

/**
 * The rule book's expression as a tree: what decides stands out, what does not is muted, and numbers stand in one column.
 * Arrow keys move, open and close.
 */
export function NodeTree({ label, tree, onNeed }: NodeTreeProps) {
  const [unfolded, setUnfolded] = useState<Unfolded>({ toggled: new Map(), whole: new Set() })
  const [active, setActive] = useState('0')
  const element = useRef<HTMLDivElement>(null)
  const rows = treeRows(tree, unfolded)
  const needed = needsWholeTree(rows)
  useEffect(() => onNeed(needed), [needed, onNeed])
  // A branch that a tick took away must not take the keyboard with it.
  const current = rows.some(({ path }) => path === active) ? active : '0'

  const goTo = (path: string): void => {
    setActive(path)
    element.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus()
  }
  const unfold = (row: TreeRow, open: boolean): void => {
    setActive(row.path)
    if (row.kind === 'more') {
      setUnfolded(({ toggled, whole }) => ({ toggled, whole: new Set([...whole, row.of]) }))
      goTo(row.of)
    } else setUnfolded(({ toggled, whole }) => ({ toggled: new Map([...toggled, [row.path, open]]), whole }))
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = treeMove(rows, current, event.key)
    if (move === undefined) return
    event.preventDefault()
    if (move.do === 'go') goTo(move.to)
    else {
      const row = rows.find(({ path }) => path === move.path)
      if (row !== undefined) unfold(row, move.do === 'open')
    }
  }
  return (
    <div ref={element} role="tree" aria-label={label} data-testid="tree" className="text-xs">
      {rows.map((row) => (
        <Row
          key={row.path}
          row={row}
          whole={tree.value}
          isActive={row.path === current}
          onKey={onKey}
          onToggle={() => {
            if (row.kind === 'more') unfold(row, true)
            else if ((row.kind === 'node' && row.isExpandable) || row.kind === 'legs') unfold(row, !row.isOpen)
            else setActive(row.path)
          }}
        />
      ))}
    </div>
  )
}

/** Deeper down the words need the room. */
const barLevels = 4

interface RowProps {
  readonly row: TreeRow
  readonly whole: number
  readonly isActive: boolean
  readonly onKey: (event: KeyboardEvent) => void
  readonly onToggle: () => void
}

function Row({ row, whole, isActive, onKey, onToggle }: RowProps) {
  const isOpenable = row.kind === 'legs' || (row.kind === 'node' && row.isExpandable)
  return (
    <div
      role="treeitem"
      data-path={row.path}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.setSize}
      {...(isOpenable ? { 'aria-expanded': row.isOpen } : {})}
      tabIndex={isActive ? 0 : -1}
      className={classes(
        'grid min-h-6 cursor-default grid-cols-[minmax(0,1fr)_auto] items-center gap-3 border-b border-line py-0.5 outline-offset-[-2px] hover:bg-raised',
        row.isMuted ? 'text-ink-3' : 'text-ink',
        row.level === 1 && 'font-semibold',
      )}
      onClick={onToggle}
      onKeyDown={onKey}
    >
      <div className="flex min-w-0 items-baseline gap-1" style={{ paddingLeft: `${(row.level - 1) * 0.75}rem` }}>
        <span aria-hidden="true" className="w-3.5 shrink-0 text-ink-2">
          {isOpenable ? (row.isOpen ? '▾' : '▸') : ''}
        </span>
        <Words row={row} />
      </div>
      <Numbers row={row} whole={whole} />
    </div>
  )
}

function Words({ row }: { row: TreeRow }) {
  switch (row.kind) {
    case 'legs':
      return <span className="text-2xs">{row.count === 1 ? 'one leg' : `${row.count} legs`}</span>
    case 'leg':
      return <span className="truncate">{row.leg.replace(/^balance:(.*)$/, '$1 collateral')}</span>
    case 'more':
      return <span className="text-2xs text-accent underline">show {row.hidden} more</span>
    case 'waiting':
      return <span className="text-2xs text-ink-3">loading…</span>
  }
  const { node, isChosen, isMuted } = row
  return (
    <span className="min-w-0 break-words">
      <span className={classes(!isMuted && row.level <= 3 && 'font-medium')}>{nodeLabel(node.label)}</span>
      {kindText(node.kind) !== node.label && (
        <span className="ml-1.5 text-2xs font-normal text-ink-3">
          {kindText(node.kind)}
          {node.factor !== undefined && ` × ${plain(node.factor)}`}
        </span>
      )}
      {isChosen && <span className="ml-1.5 rounded bg-accent-soft px-1 text-2xs font-medium text-accent">decides</span>}
      {node.scenario !== null && (
        <span className="ml-1.5 text-2xs font-normal text-ink-2" title={node.scenario.id}>
          in {node.scenario.label}
        </span>
      )}
    </span>
  )
}

function Numbers({ row, whole }: { row: TreeRow; whole: number }) {
  if (row.kind === 'leg') return <span className="text-right">{amount(row.part)}</span>
  if (row.kind !== 'node') return null
  const { node, isMuted, share } = row
  const part = isMuted || whole <= 0 ? null : share / whole
  return (
    <div className="flex items-center gap-2">
      {part !== null && (
        <>
          {row.level <= barLevels && (
            <span aria-hidden="true" className="hidden h-1.5 w-12 rounded-sm bg-raised sm:block">
              <span
                className="block h-full rounded-sm bg-accent"
                style={{ width: `${Math.min(100, Math.max(0, part * 100))}%` }}
              />
            </span>
          )}
          <span className="hidden w-10 text-right text-2xs font-normal text-ink-3 sm:block">{percent(part, 0)}</span>
        </>
      )}
      <span className={classes('min-w-20 text-right whitespace-nowrap', !isMuted && 'font-medium')}>
        {nodeNumber(node)}
      </span>
    </div>
  )
}
