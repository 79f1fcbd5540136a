import type { NodeView } from '@plimsoll/server/contract'
import { useState } from 'react'
import { classes } from '../design/classes'
import { amount, percent } from '../format/number'

/** Nodes of this depth start open; deeper ones wait to be asked for. */
const openDepth = 3

/** The expression as nested lists with buttons: known to every screen reader, and no keys to learn. */
export function NodeTree({ tree }: { tree: NodeView }) {
  return (
    <ul className="text-xs">
      <Node node={tree} whole={tree.value} depth={0} />
    </ul>
  )
}

/** `of the largest` kinds take one child; marking the one that binds tells the reader which. */
const choosesOne = (kind: string): 'max' | 'min' | null => (kind === 'max' || kind === 'min' ? kind : null)

interface NodeProps {
  readonly node: NodeView
  readonly whole: number
  readonly depth: number
  readonly binds?: boolean
}

function Node({ node, whole, depth, binds }: NodeProps) {
  const [isOpen, setOpen] = useState(depth < openDepth)
  const hasChildren = node.children.length > 0
  // A rule book's nodes have no names of their own and never move: their place is their identity.
  const placed = node.children.map((child, index) => ({ place: `${depth}.${index}`, child }))
  const choice = choosesOne(node.kind)
  const bound = choice === null ? null : Math[choice](...node.children.map((child) => child.value))
  return (
    <li>
      <div
        className={classes(
          'grid grid-cols-[1fr_auto] items-center gap-3 border-b border-line py-1',
          depth === 0 && 'font-semibold',
        )}
        style={{ paddingLeft: `${depth * 0.875}rem` }}
      >
        <div className="flex min-w-0 items-center gap-1.5">
          {hasChildren ? (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? 'Close' : 'Open'} ${node.label}`}
              className="w-4 shrink-0 text-ink-2"
              onClick={() => setOpen((now) => !now)}
            >
              {isOpen ? '▾' : '▸'}
            </button>
          ) : (
            <span className="w-4 shrink-0" />
          )}
          <span className="min-w-0">
            {node.label} <span className="text-2xs font-normal text-ink-3">{node.kind}</span>
            {binds === true && (
              <span className="ml-1 rounded bg-accent-soft px-1 text-2xs font-medium text-accent">decides</span>
            )}
            {node.scenario !== null && (
              <span className="ml-1.5 text-2xs font-normal text-ink-2" title={node.scenario.id}>
                in {node.scenario.label}
              </span>
            )}
          </span>
        </div>
        <div className="flex items-center gap-2">
          <span aria-hidden="true" className="hidden h-1.5 w-12 rounded-sm bg-raised sm:block">
            <span
              className="block h-full rounded-sm bg-accent"
              style={{ width: `${whole > 0 ? Math.min(100, (node.value / whole) * 100) : 0}%` }}
            />
          </span>
          <span className="hidden w-10 text-right text-2xs font-normal text-ink-3 sm:block">
            {whole > 0 ? percent(node.value / whole, 0) : ''}
          </span>
          <span className="w-20 text-right">{amount(node.value)}</span>
        </div>
      </div>
      {hasChildren && isOpen && (
        <ul>
          {placed.map(({ place, child }) => (
            <Node
              key={place}
              node={child}
              whole={whole}
              depth={depth + 1}
              binds={bound !== null && node.children.length > 1 && child.value === bound}
            />
          ))}
        </ul>
      )}
    </li>
  )
}
