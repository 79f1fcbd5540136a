import type { VenueView } from '@plimsoll/server/contract'
import { memo, useRef, useState } from 'react'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { classes } from '../design/classes'
import { copyText } from '../design/copyText'
import { LevelMark } from '../design/LevelMark'
import { Panel } from '../design/Panel'
import { fixed, tight } from '../format/number'
import { time } from '../format/time'
import { crossingsText } from './crossingsText'
import type { Crossing } from './trace'

interface CrossedPanelProps {
  /** Newest first. */
  readonly crossed: readonly Crossing[]
  readonly last: VenueView['crossed']
  readonly chosen: number | undefined
  readonly onChoose: (account: number) => void
}

const mostRows = 60

/** Who crossed a level in the last ticks. It stands still while it is pointed at, walked through, or paused. */
export function CrossedPanel({ crossed, last, chosen, onChoose }: CrossedPanelProps) {
  const [isPaused, setPaused] = useState(false)
  const [isHeld, setHeld] = useState(false)
  const shown = useRef(crossed)
  if (!isPaused && !isHeld) shown.current = crossed
  const rows = shown.current.slice(0, mostRows)
  const newest = shown.current[0]
  const newer = newest === undefined ? crossed.length : crossed.indexOf(newest)
  const notices = useNotices()
  const copy = (): void => {
    copyText(crossingsText(rows)).then(
      () => notices.done(`${rows.length} crossings copied`),
      (error: unknown) => notices.problem('Not copied', error),
    )
  }
  return (
    <Panel
      title="Crossed a level"
      summary={
        <>
          {fixed(last.total, 0)} in the last tick
          {last.total > last.listed.length && `, ${last.listed.length} of them listed`}
          {(isPaused || isHeld) && ` · standing still${newer > 0 ? `, ${newer} newer` : ''}`}
        </>
      }
      testId="venue-crossed"
      actions={
        <>
          <Button look="quiet" title="Keep the list still while it is read" onClick={() => setPaused((now) => !now)}>
            {isPaused ? 'Go on' : 'Hold'}
          </Button>
          <Button look="quiet" disabled={rows.length === 0} onClick={copy}>
            Copy
          </Button>
        </>
      }
      bodyClassName="p-0"
    >
      {rows.length === 0 ? (
        <p className="p-3 text-xs text-ink-2">Nobody has crossed a level yet.</p>
      ) : (
        <section
          aria-label="Accounts that crossed a level"
          className="max-h-96 overflow-auto"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) setHeld(false)
          }}
        >
          <table className="w-full text-xs">
            <thead className="sticky top-0 bg-panel text-2xs text-ink-2">
              <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:font-medium">
                <th scope="col" className="text-left">
                  Time, UTC
                </th>
                <th scope="col" className="text-right">
                  Account
                </th>
                <th scope="col" className="text-left">
                  From
                </th>
                <th scope="col" className="text-left">
                  To
                </th>
                <th scope="col" className="text-right">
                  Health
                </th>
                <th scope="col" className="text-right max-sm:hidden">
                  Equity
                </th>
                <th scope="col" className="text-right max-sm:hidden">
                  Maintenance
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((crossing) => (
                <CrossedRow
                  key={`${crossing.asOf} ${crossing.account}`}
                  crossing={crossing}
                  isChosen={crossing.account === chosen}
                  onChoose={onChoose}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  )
}

interface CrossedRowProps {
  readonly crossing: Crossing
  readonly isChosen: boolean
  readonly onChoose: (account: number) => void
}

const CrossedRow = memo(
  function CrossedRow({ crossing, isChosen, onChoose }: CrossedRowProps) {
    return (
      <tr
        className={classes(
          '[&>*]:border-b [&>*]:border-line [&>*]:px-2 [&>*]:py-0.5 [&>*]:whitespace-nowrap',
          isChosen ? 'bg-accent-soft' : 'hover:bg-raised',
        )}
      >
        <td className="text-2xs text-ink-2">{time(crossing.asOf).slice(0, 8)}</td>
        <th scope="row" className="text-right font-medium">
          <button
            type="button"
            className="min-h-6 text-accent underline outline-offset-[-2px]"
            aria-pressed={isChosen}
            onClick={() => onChoose(crossing.account)}
          >
            {crossing.account}
          </button>
        </th>
        <td>
          <LevelMark level={crossing.from} />
        </td>
        <td>
          <LevelMark level={crossing.to} />
        </td>
        <td className="text-right font-medium">{crossing.health === null ? '–' : `${fixed(crossing.health, 4)}×`}</td>
        <td className="text-right max-sm:hidden">{tight(crossing.equity)}</td>
        <td className="text-right max-sm:hidden">{tight(crossing.maintenance)}</td>
      </tr>
    )
  },
  (a, b) => a.crossing === b.crossing && a.isChosen === b.isChosen,
)
