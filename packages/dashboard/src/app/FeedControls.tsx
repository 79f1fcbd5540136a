import { Button } from '../design/Button'
import { Select } from '../design/Select'
import { isReplayEnded } from '../stream/freshness'
import { useStream } from '../stream/useStream'
import { ReplayPosition } from './ReplayPosition'
import { useFeedChange } from './useFeedChange'

const speeds = [1, 10, 60, 300, 1440, 3600, 86_400]

/** Pause, speed, and for a replay the position. A live market cannot be hurried, so it shows none of them. */
export function FeedControls() {
  const feed = useStream((state) => state.status?.feed)
  const change = useFeedChange()
  if (feed === undefined || feed.kind === 'live') return null
  const offered = speeds.includes(feed.speed) ? speeds : [...speeds, feed.speed].sort((a, b) => a - b)
  const isEnded = isReplayEnded(feed)
  const isStanding = feed.paused || isEnded
  const does = isEnded ? 'Start the replay again' : feed.paused ? 'Resume the market' : 'Pause the market'
  return (
    <fieldset className="flex items-center gap-1.5" aria-label="Feed controls">
      <Button
        className="px-2"
        aria-pressed={isStanding}
        aria-label={does}
        title={`${does} (Shift+P)`}
        data-shortcut="pause"
        disabled={change.isPending}
        onClick={() => change.mutate(isEnded ? { seek: 0, paused: false } : { paused: !feed.paused })}
      >
        <svg viewBox="0 0 12 12" className="size-3 fill-current" aria-hidden="true">
          <path d={isStanding ? 'M2.5 1v10l8-5z' : 'M2 1h3v10H2zM7 1h3v10H7z'} />
        </svg>
      </Button>
      <Select
        label="Speed of the market"
        value={feed.speed}
        onChange={(event) => change.mutate({ speed: Number(event.target.value) })}
      >
        {offered.map((speed) => (
          <option key={speed} value={speed}>
            {speed}×
          </option>
        ))}
      </Select>
      {feed.range !== null && (
        <ReplayPosition range={feed.range} onSeek={(seek) => change.mutateAsync({ seek }).catch(() => undefined)} />
      )}
    </fieldset>
  )
}
