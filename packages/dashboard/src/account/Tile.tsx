import type { AccountSummary } from '@plimsoll/server/contract'
import { memo, useEffect, useRef } from 'react'
import { classes } from '../design/classes'
import { Sparkline } from '../design/Sparkline'
import { Tip } from '../design/Tip'
import { useStream } from '../stream/useStream'
import type { TileText } from './tileTexts'
import { isValued } from './valued'

interface TileProps {
  readonly tile: TileText
  readonly summary: AccountSummary
  readonly currency: string
  readonly isOld: boolean
}

const strong: Readonly<Record<AccountSummary['level'], string>> = {
  safe: 'text-ink',
  warning: 'text-warning',
  call: 'text-call',
  liquidation: 'text-liquidation',
}

export const Tile = memo(function Tile({ tile, summary, currency, isOld }: TileProps) {
  const trace = useStream((state) => (state.watched === summary.id ? state.history[tile.name] : undefined))
  const wash = useWash(summary[tile.name], tile.moreIsBetter)
  const short = tile.name === 'excess' && summary.excess < 0
  const colour = tile.name === 'health' ? strong[summary.level] : short ? 'text-loss' : 'text-ink'
  return (
    <Tip
      text={
        <>
          <p className="font-semibold">{tile.title}</p>
          <p className="mt-1">{tile.means}</p>
          <p className="mt-1 text-ink-2">= {tile.formula}</p>
        </>
      }
    >
      <button
        type="button"
        data-testid={tile.testId}
        className={classes('min-w-0 cursor-help px-3 pt-1.5 pb-1 text-left outline-offset-[-2px]', isOld && 'old')}
      >
        <span className="flex items-baseline justify-between gap-1 text-2xs text-ink-2">
          <span className="truncate">{tile.title}</span>
          <span className="text-ink-3">{isOld ? 'old' : tile.isMoney ? currency : ''}</span>
        </span>
        <span
          ref={wash}
          className={classes(
            '-mx-1 block w-fit max-w-full truncate rounded-sm px-1 text-lg font-semibold tracking-tight',
            colour,
          )}
        >
          {isValued(summary) ? tile.show(summary) : '–'}
        </span>
        {tile.note === undefined ? (
          <Sparkline values={trace ?? []} />
        ) : (
          <span className="block h-4 truncate text-2xs text-ink-2">{isValued(summary) ? tile.note(summary) : ''}</span>
        )}
      </button>
    </Tip>
  )
})

/** Smaller moves are seen in the digits; a screen that flashes at every tick says nothing. */
const leastRelativeChange = 0.0005

/** Washes the number when it moves. The class is set on the element directly: a flash is no reason to render. */
function useWash(value: number | null, moreIsBetter: boolean) {
  const element = useRef<HTMLSpanElement>(null)
  const before = useRef(value)
  useEffect(() => {
    const from = before.current
    before.current = value
    if (from === null || value === null || element.current === null) return
    if (Math.abs(value - from) < Math.abs(from) * leastRelativeChange || from === value) return
    const better = value > from === moreIsBetter
    const { classList } = element.current
    classList.remove('wash-up', 'wash-down')
    // Reading a size restarts the animation when the same class is put back.
    if (element.current.offsetWidth > 0) classList.add(better ? 'wash-up' : 'wash-down')
  }, [value, moreIsBetter])
  return element
}
