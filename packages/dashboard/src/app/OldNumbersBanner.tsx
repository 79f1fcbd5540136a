import { classes } from '../design/classes'
import { utc } from '../format/time'
import { freshness } from '../stream/freshness'
import { useStream } from '../stream/useStream'

/** Says in words, across the screen, that the numbers are not those of now. */
export function OldNumbersBanner() {
  const fresh = useStream(freshness)
  const asOf = useStream((state) => state.status?.feed.asOf)
  const isSeen = useStream((state) => state.order !== null)
  if (fresh.kind === 'live') return null
  const until = asOf === undefined || asOf === null ? '' : ` The numbers below are those of ${utc(asOf)}.`
  const says = {
    disconnected: isSeen
      ? `No connection to the service, trying again.${until}`
      : 'The service does not answer yet, trying again.',
    stale: `Market data is STALE: no tick for longer than the feed promises.${until} Do not act on them as if they were current.`,
    halt: `The feed is in HALT: it ended or failed.${until} They will not change until it runs again.`,
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
