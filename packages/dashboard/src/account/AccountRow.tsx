import { Link } from '@tanstack/react-router'
import { memo, useEffect, useRef } from 'react'
import { classes } from '../design/classes'
import { LevelMark } from '../design/LevelMark'
import { Meter } from '../design/Meter'
import { compact, health, utilisation } from '../format/number'
import { useStream } from '../stream/useStream'
import { isValued } from './valued'

/** One account of the list. It reads its own summary, so a tick draws only the rows that changed. */
export const AccountRow = memo(function AccountRow({ id, selected }: { id: string; selected: boolean }) {
  const summary = useStream((state) => state.accounts[id])
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [selected])
  if (summary === undefined) return null
  return (
    <li ref={row}>
      <Link
        to="/accounts/$accountId"
        params={{ accountId: id }}
        data-testid={`account-${id}`}
        data-account-row={id}
        aria-current={selected ? 'page' : undefined}
        className={classes(
          'block border-l-3 px-3 py-2 outline-offset-[-2px]',
          selected ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-raised',
        )}
      >
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate text-sm font-medium text-ink">{summary.name}</span>
          {summary.error === null ? (
            <LevelMark level={summary.level} />
          ) : (
            <span className="text-2xs font-semibold whitespace-nowrap text-warning">Not valued</span>
          )}
        </span>
        <span className="mt-1 flex items-center gap-2 text-2xs text-ink-2">
          <span className="w-22 shrink-0 whitespace-nowrap">
            <span className="sr-only">Health </span>
            <strong className="font-semibold text-ink">
              {isValued(summary) ? health(summary.health, summary.equity) : '–'}
            </strong>{' '}
            health
          </span>
          <Meter value={isValued(summary) ? summary.utilisation : 0} level={summary.level} />
          <span className="w-14 shrink-0 text-right">
            <span className="sr-only">Utilisation </span>
            {isValued(summary) ? utilisation(summary.utilisation, 0) : '–'}
          </span>
        </span>
        <span className="mt-0.5 flex justify-between text-2xs text-ink-3">
          <span>
            {summary.positions} {summary.positions === 1 ? 'position' : 'positions'}
          </span>
          {summary.error === null ? (
            <span>{compact(summary.equity)} equity</span>
          ) : (
            <span className="font-semibold text-liquidation">{summary.error.code}</span>
          )}
        </span>
      </Link>
    </li>
  )
})
