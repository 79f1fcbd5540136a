import type { RehearsalEvent } from '@plimsoll/server/contract'
import { memo, useRef, useState } from 'react'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Choice } from '../design/Choice'
import { classes } from '../design/classes'
import { copyText } from '../design/copyText'
import { Panel } from '../design/Panel'
import { scrollable } from '../design/scrollable'
import { tight } from '../format/number'
import { time } from '../format/time'
import { eventKinds, eventsText } from './eventTexts'

const filters = {
  all: undefined,
  calls: ['call', 'deposit'],
  liquidations: ['liquidation', 'auction', 'takeover'],
  losses: ['adl', 'loss', 'unpaid'],
} as const satisfies Readonly<Record<string, readonly RehearsalEvent['kind'][] | undefined>>
type Filter = keyof typeof filters

const mostRows = 50

interface EventsPanelProps {
  /** Newest first. */
  readonly events: readonly RehearsalEvent[]
  /** What amounts are of. */
  readonly asset: string
}

/** What happened last: who, what, how much and why. It stands still while it is pointed at, walked through, or held. */
export const EventsPanel = memo(function EventsPanel({ events, asset }: EventsPanelProps) {
  const [filter, setFilter] = useState<Filter>('all')
  const [isKept, setKept] = useState(false)
  const [isHeld, setHeld] = useState(false)
  const shown = useRef(events)
  if (!isKept && !isHeld) shown.current = events
  const kinds: readonly RehearsalEvent['kind'][] | undefined = filters[filter]
  const rows = shown.current.filter(({ kind }) => kinds?.includes(kind) ?? true).slice(0, mostRows)
  const notices = useNotices()
  const copy = (): void => {
    copyText(eventsText(rows)).then(
      () => notices.done(`${rows.length} events copied`),
      (error: unknown) => notices.problem('Not copied', error),
    )
  }
  return (
    <Panel
      title="Events"
      summary={isKept || isHeld ? 'standing still' : 'newest first; the gravest of each step'}
      testId="crash-events"
      actions={
        <>
          <Choice
            label="Which events"
            className="whitespace-nowrap"
            value={filter}
            onChange={setFilter}
            options={[
              { value: 'all', text: 'All' },
              { value: 'calls', text: 'Calls' },
              { value: 'liquidations', text: 'Liquidations' },
              { value: 'losses', text: 'ADL & losses' },
            ]}
          />
          <Button look="quiet" title="Keep the list still while it is read" onClick={() => setKept((now) => !now)}>
            {isKept ? 'Go on' : 'Hold'}
          </Button>
          <Button look="quiet" disabled={rows.length === 0} onClick={copy}>
            Copy
          </Button>
        </>
      }
      bodyClassName="p-0"
    >
      {rows.length === 0 ? (
        <p className="p-3 text-xs text-ink-2">Nothing of this kind has happened yet.</p>
      ) : (
        <section
          {...scrollable}
          aria-label="Events of the rehearsal"
          className="h-96 overflow-auto"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <table className="w-full text-xs">
            <thead className="sticky top-0 bg-panel text-2xs text-ink-2">
              <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:text-left [&>th]:font-medium [&>th]:whitespace-nowrap">
                <th scope="col">Time, UTC</th>
                <th scope="col">What</th>
                <th scope="col">Who</th>
                <th scope="col" className="!text-right">
                  Amount, {asset}
                </th>
                <th scope="col">How, and why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((event) => (
                <EventRow key={event.number} event={event} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  )
})

const EventRow = memo(function EventRow({ event }: { event: RehearsalEvent }) {
  const { text, ink } = eventKinds[event.kind]
  return (
    <tr className="hover:bg-raised [&>*]:border-b [&>*]:border-line [&>*]:px-2 [&>*]:py-0.5 [&>*]:whitespace-nowrap">
      <td className="text-2xs text-ink-2">{time(event.at).slice(0, 8)}</td>
      <td className={classes('text-2xs font-semibold', ink)}>{text}</td>
      <th scope="row" className="text-left font-medium">
        {event.account}
      </th>
      <td className="text-right">{event.amount === null ? '–' : tight(Number(event.amount))}</td>
      <td className="w-full min-w-72 !whitespace-normal">
        <span className="block">{event.what}</span>
        <span className="block text-2xs text-ink-2">{event.why}</span>
      </td>
    </tr>
  )
})
