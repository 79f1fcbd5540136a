import type { FeedChange } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { service } from '../api/service'
import { Button } from '../design/Button'
import { Select } from '../design/Select'
import { percent } from '../format/number'
import { utc } from '../format/time'
import { dispatchStream } from '../stream/store'
import { useStream } from '../stream/useStream'

const speeds = [1, 10, 60, 300, 1440, 3600, 86_400]

/** Pause, speed, and for a replay the position. A live market cannot be hurried, so it shows none of them. */
export function FeedControls() {
  const feed = useStream((state) => state.status?.feed)
  const change = useMutation({
    mutationFn: (body: FeedChange) => service.changeFeed(body),
    onSuccess: (changed) => dispatchStream({ type: 'feed', feed: changed }),
  })
  if (feed === undefined || feed.kind === 'live') return null
  const offered = speeds.includes(feed.speed) ? speeds : [...speeds, feed.speed].sort((a, b) => a - b)
  return (
    <fieldset className="flex items-center gap-1.5" aria-label="Feed controls">
      <Button
        className="px-2"
        aria-pressed={feed.paused}
        aria-label={feed.paused ? 'Resume the market' : 'Pause the market'}
        title={feed.paused ? 'Resume (p)' : 'Pause (p)'}
        data-shortcut="pause"
        onClick={() => change.mutate({ paused: !feed.paused })}
      >
        <svg viewBox="0 0 12 12" className="size-3 fill-current" aria-hidden="true">
          <path d={feed.paused ? 'M2.5 1v10l8-5z' : 'M2 1h3v10H2zM7 1h3v10H7z'} />
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
      {feed.range !== null && <ReplayPosition range={feed.range} onSeek={(seek) => change.mutate({ seek })} />}
    </fieldset>
  )
}

interface ReplayPositionProps {
  readonly range: { readonly from: string; readonly to: string; readonly progress: number }
  readonly onSeek: (progress: number) => void
}

/** While the slider is dragged it shows the hand's position, not the market's. */
function ReplayPosition({ range, onSeek }: ReplayPositionProps) {
  const [dragged, setDragged] = useState<number | null>(null)
  const { progress } = range
  useEffect(() => {
    if (dragged !== null && Math.abs(dragged - progress) < 0.005) setDragged(null)
  }, [dragged, progress])
  const shown = dragged ?? progress
  const release = (): void => {
    if (dragged !== null) onSeek(dragged)
  }
  return (
    <input
      type="range"
      min={0}
      max={1}
      step={0.001}
      value={shown}
      aria-label="Position in the replay"
      aria-valuetext={`${percent(shown, 0)} of ${utc(range.from)} to ${utc(range.to)}`}
      title={`${utc(range.from)} to ${utc(range.to)}`}
      className="w-28 accent-(--accent)"
      onChange={(event) => setDragged(Number(event.target.value))}
      onPointerUp={release}
      onKeyUp={release}
    />
  )
}
