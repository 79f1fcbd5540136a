import { Button } from '../design/Button'
import { classes } from '../design/classes'
import { utc } from '../format/time'
import { freshness, isReplayEnded } from '../stream/freshness'
import { useStream } from '../stream/useStream'
import { useFeedChange } from './useFeedChange'

/** Says in words, across the screen, that the numbers are not those of now. */
export function OldNumbersBanner() {
  const fresh = useStream(freshness)
  const asOf = useStream((state) => state.status?.feed.asOf)
  const halt = useStream((state) => state.status?.feed.halt)
  const isSeen = useStream((state) => state.order !== null)
  const isEnded = useStream((state) => isReplayEnded(state.status?.feed))
  const change = useFeedChange()
  if (fresh.kind === 'live') {
    if (!isEnded) return null
    return (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-accent bg-accent-soft px-3 py-1 text-sm font-medium text-accent">
        <p role="status">Replay ended. The numbers below are those of its last instant, {utc(asOf)}.</p>
        <Button disabled={change.isPending} onClick={() => change.mutate({ seek: 0, paused: false })}>
          Start again
        </Button>
      </div>
    )
  }
  const until = asOf === undefined || asOf === null ? '' : ` The numbers below are those of ${utc(asOf)}.`
  const says = {
    disconnected: isSeen
      ? `No connection to the service, trying again.${until}`
      : 'The service does not answer yet, trying again.',
    stale: `Market data is STALE: no tick for longer than the feed promises.${until} Do not act on them as if they were current.`,
    halt: `The feed is in HALT: ${halt?.message ?? 'it ended or failed'}.${until} They will not change until it runs again.`,
  }[fresh.because]
  return (
    <p
      role="alert"
      className={classes(
        'border-b px-3 py-1.5 text-sm font-medium',
        fresh.because === 'halt'
          ? 'border-liquidation bg-liquidation-soft text-liquidation'
          : 'border-warning bg-warning-soft text-warning',
      )}
    >
      {says}
    </p>
  )
}
