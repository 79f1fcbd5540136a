import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { service } from '../api/service'
import { classes } from '../design/classes'
import { Tip } from '../design/Tip'
import { isReplayEnded } from '../stream/freshness'
import { renewStream } from '../stream/store'
import { useStream } from '../stream/useStream'

const words = { connecting: 'Connecting', open: 'Connected', reconnecting: 'Reconnecting' } as const

/** The stream's state in words and the service's own health as a dot. */
export function ConnectionMark() {
  const connection = useStream((state) => state.connection)
  const attempt = useStream((state) => state.attempt)
  const version = useStream((state) => state.status?.version)
  const tickMilliseconds = useStream((state) => state.status?.tickMilliseconds)
  const health = useQuery({ queryKey: ['healthz'], queryFn: service.healthy, refetchInterval: 10_000, retry: false })
  // A socket can look open long after the other side is gone; the health check notices.
  // The service answers 503 in HALT; a replay that was played to its end is no illness.
  const isEnded = useStream((state) => isReplayEnded(state.status?.feed))
  const unreachable = health.isError && health.failureReason?.message === 'The service does not answer.'
  useEffect(() => {
    if (unreachable && connection === 'open') renewStream()
  }, [unreachable, connection])
  const state = connection !== 'open' ? 'waiting' : health.isError && !(isEnded && !unreachable) ? 'ill' : 'well'
  const says = state === 'ill' ? 'The service reports that it is not well.' : 'The service reports that it is well.'
  return (
    <Tip
      text={
        <>
          <p>
            {connection === 'open' ? says : `Attempt ${attempt}. The last numbers stay on the screen, marked as old.`}
          </p>
          <p className="mt-1 text-ink-2">
            Version {version ?? 'unknown'}
            {tickMilliseconds !== undefined && `, last tick took ${tickMilliseconds.toFixed(2)} ms`}
          </p>
        </>
      }
    >
      <button
        type="button"
        data-testid="connection"
        data-connection={connection}
        className={classes(
          'inline-flex h-6 items-center gap-1.5 rounded px-1.5 text-2xs whitespace-nowrap',
          state === 'well' && 'text-ink-2',
          state === 'waiting' && 'bg-warning-soft font-semibold text-warning',
          state === 'ill' && 'bg-liquidation-soft font-semibold text-liquidation',
        )}
      >
        <svg viewBox="0 0 8 8" className={classes('size-2', state === 'well' && 'text-safe')} aria-hidden="true">
          <path
            d={
              state === 'well'
                ? 'M4 0a4 4 0 1 1 0 8 4 4 0 0 1 0-8z'
                : state === 'waiting'
                  ? 'M4 0 8 8H0z'
                  : 'M0 0h8v8H0z'
            }
            fill="currentColor"
          />
        </svg>
        <span role="status">{state === 'ill' ? 'Service unwell' : words[connection]}</span>
      </button>
    </Tip>
  )
}
