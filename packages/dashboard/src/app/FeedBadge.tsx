import type { FeedView } from '@plimsoll/server/contract'
import { classes } from '../design/classes'
import { Tip } from '../design/Tip'
import { age, local, utc } from '../format/time'
import { isReplayEnded } from '../stream/freshness'
import { serverClock } from '../stream/serverClock'
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
  const connected = useStream((state) => state.connection === 'open')
  const now = useNow(500)
  if (feed === undefined)
    return (
      <span data-testid="feed-badge" className="text-xs text-ink-3">
        No market yet
      </span>
    )
  const kind = kinds[feed.kind]
  const ended = isReplayEnded(feed)
  const trouble = feed.state !== 'VALID' && !ended
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
            trouble && feed.state === 'HALT' && 'bg-liquidation text-panel',
            feed.state === 'STALE' && 'bg-warning text-panel',
            !trouble && feed.kind === 'live' && 'bg-safe-soft text-safe',
            !trouble && feed.kind !== 'live' && 'bg-accent-soft text-accent',
          )}
        >
          {kind.text}
          {trouble && <span>· {feed.state}</span>}
          {ended && <span>· ended</span>}
          {feed.paused && !trouble && !ended && <span>· paused</span>}
        </button>
      </Tip>
      <Tip
        text={
          <>
            <p>{local(feed.asOf)}</p>
            <p className="mt-1 text-ink-2">
              The instant the market numbers belong to; beside it, how long ago the service received them.
            </p>
          </>
        }
      >
        <button type="button" className="flex flex-col items-start text-left leading-tight whitespace-nowrap">
          <time dateTime={feed.asOf ?? undefined} className="text-xs text-ink">
            {utc(feed.asOf)}
          </time>
          <span className={classes('text-2xs', old ? 'font-semibold text-warning' : 'text-ink-3')}>
            {feed.receivedAt === null ? 'no tick yet' : `${age(serverClock.at(now) - Date.parse(feed.receivedAt))} old`}
          </span>
        </button>
      </Tip>
    </div>
  )
}
