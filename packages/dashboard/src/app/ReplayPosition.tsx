import { useEffect, useRef, useState } from 'react'
import { percent } from '../format/number'
import { utc } from '../format/time'
import { instantAt, replayStep } from './replayStep'

interface ReplayPositionProps {
  readonly range: { readonly from: string; readonly to: string; readonly progress: number }
  readonly onSeek: (progress: number) => Promise<unknown>
}

/** Presses that follow one another this closely are one movement, sent once. */
const restMilliseconds = 250

/**
 * The replay's slider. From the first touch until the service has answered it shows the hand's position and its instant,
 * not the market's, so that presses add up without waiting for an answer.
 */
export function ReplayPosition({ range, onSeek }: ReplayPositionProps) {
  const [target, setTarget] = useState<number | null>(null)
  const latest = useRef<number | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const aim = (position: number): void => {
    clearTimeout(timer.current)
    latest.current = position
    setTarget(position)
  }
  const send = (): void => {
    clearTimeout(timer.current)
    const position = latest.current
    if (position === null) return
    void onSeek(position).then(() => {
      if (latest.current !== position) return
      latest.current = null
      setTarget(null)
    })
  }
  const shown = target ?? range.progress
  const instant = utc(instantAt(range, shown))
  return (
    <span className="relative flex items-center">
      <input
        type="range"
        min={0}
        max={1}
        step={0.001}
        value={shown}
        aria-label="Position in the replay"
        aria-valuetext={`${instant}, ${percent(shown, 0)} of the replay`}
        title={`${utc(range.from)} to ${utc(range.to)}`}
        className="w-28 accent-(--accent)"
        onChange={(event) => aim(Number(event.target.value))}
        onPointerUp={send}
        onBlur={send}
        onKeyDown={(event) => {
          const next = replayStep(event.key, latest.current ?? range.progress)
          if (next === null) return
          event.preventDefault()
          aim(next)
          timer.current = setTimeout(send, restMilliseconds)
        }}
      />
      {target !== null && (
        <output className="pointer-events-none absolute top-full left-1/2 z-30 mt-1 -translate-x-1/2 rounded border border-line-strong bg-panel px-1.5 py-0.5 text-2xs whitespace-nowrap text-ink shadow-lg">
          {instant}
        </output>
      )}
    </span>
  )
}
