import type { FeedView } from '@plimsoll/server/contract'
import { classes } from '../design/classes'
import { Tip } from '../design/Tip'
import { age, local, utc } from '../format/time'
import { useStream } from '../stream/useStream'
import { useNow } from './useNow'

const kinds: Readonly<Record<FeedView['kind'], { text: string; says: string }>> = {
  simulated: { text: 'Simulated market', says: 'Prices come from a simulation. They are not those of any venue.' },
  replay: { text: 'Replayed market', says: 'Prices are recorded ones, played again. They are not those of now.' },
  live: { text: 'Live market', says: 'Prices arrive from a venue as they are made.' },
}

/** Where the prices come from, whether they can be trusted now, how old they are, and the market's own instant. */
export function FeedBadge() {
  const feed = useStream((state) => state.status?.feed)
  const tickAt = useStream((state) => state.tickAt)
  const connected = useStream((state) => state.connection === 'open')
  const now = useNow(500)
  if (feed === undefined)
    return (
      <span data-testid="feed-badge" className="text-xs text-ink-3">
        No market yet
      </span>
    )
  const kind = kinds[feed.kind]
  const trouble = feed.state !== 'VALID'
  const old = trouble || !connected
  return (
    <div className="flex items-center gap-2.5">
      <Tip
        text={
          <>
            <p className="font-semibold">{feed.name}</p>
            <p className="mt-1 text-ink-2">{kind.says}</p>
          </>
        }
      >
        <button
          type="button"
          data-testid="feed-badge"
          data-state={feed.state}
          className={classes(
            'inline-flex h-6 items-center gap-1.5 rounded px-2 text-xs font-semibold whitespace-nowrap',
            feed.state === 'HALT' && 'bg-liquidation text-panel',
            feed.state === 'STALE' && 'bg-warning text-panel',
            !trouble && feed.kind === 'live' && 'bg-safe-soft text-safe',
            !trouble && feed.kind !== 'live' && 'bg-accent-soft text-accent',
          )}
        >
          {kind.text}
          {trouble && <span>· {feed.state}</span>}
          {feed.paused && !trouble && <span>· paused</span>}
        </button>
      </Tip>
      <Tip
        text={
          <>
            <p>{local(feed.asOf)}</p>
            <p className="mt-1 text-ink-2">
              The instant the market numbers belong to; beside it, how long ago they came.
            </p>
          </>
        }
      >
        <button type="button" className="hidden flex-col items-start text-left leading-tight whitespace-nowrap sm:flex">
          <time dateTime={feed.asOf ?? undefined} className="text-xs text-ink">
            {utc(feed.asOf)}
          </time>
          <span className={classes('text-2xs', old ? 'font-semibold text-warning' : 'text-ink-3')}>
            {tickAt === null ? 'no tick yet' : `${age(now - tickAt)} old`}
          </span>
        </button>
      </Tip>
    </div>
  )
}
