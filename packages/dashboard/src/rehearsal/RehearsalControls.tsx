import type { RehearsalView } from '@plimsoll/server/contract'
import { useMutation } from '@tanstack/react-query'
import { service } from '../api/service'
import { useNotices } from '../app/notices'
import { Button } from '../design/Button'
import { Select } from '../design/Select'
import { fixed } from '../format/number'
import { utc } from '../format/time'
import { dispatchStream } from '../stream/store'
import { speeds } from './rehearsalFields'

const stateTexts: Readonly<Record<RehearsalView['state'], string>> = {
  starting: 'accounts are being opened',
  playing: 'playing',
  paused: 'paused',
  ended: 'over',
  failed: 'failed',
}

/** How far the rehearsal is, and what can be done with it while it goes. */
export function RehearsalControls({ view }: { view: RehearsalView }) {
  const notices = useNotices()
  const onError = (error: Error): void => notices.problem('The rehearsal was not changed', error)
  const onSuccess = (rehearsal: RehearsalView): void => dispatchStream({ type: 'rehearsal', rehearsal })
  const change = useMutation({ mutationFn: service.changeRehearsal, onSuccess, onError })
  const step = useMutation({ mutationFn: service.stepRehearsal, onSuccess, onError })
  const stop = useMutation({
    mutationFn: service.stopRehearsal,
    onSuccess: () => dispatchStream({ type: 'rehearsal', rehearsal: null }),
    onError,
  })
  const isPaused = view.state === 'paused'
  const isOver = view.state === 'ended' || view.state === 'failed'
  return (
    <div className="flex flex-wrap items-center gap-2" data-testid="crash-controls" data-state={view.state}>
      {!isOver && (
        <>
          <Button
            disabled={view.state === 'starting'}
            aria-pressed={isPaused}
            onClick={() => change.mutate({ paused: !isPaused })}
          >
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
          <Button disabled={!isPaused || step.isPending} onClick={() => step.mutate()}>
            One step
          </Button>
          <Select
            label="Speed of the rehearsal"
            value={view.speed}
            onChange={({ target }) => change.mutate({ speed: Number(target.value) })}
          >
            {speeds.some(({ value }) => value === view.speed) || <option value={view.speed}>{view.speed}×</option>}
            {speeds.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </Select>
        </>
      )}
      <Button look={isOver ? 'primary' : 'plain'} onClick={() => stop.mutate()}>
        {isOver ? 'Another crash' : 'Stop'}
      </Button>
      <span className="text-xs text-ink-2">
        <span role="status" className="font-semibold text-ink">
          {stateTexts[view.state]}
        </span>
        {view.steps > 0 && ` · ${fixed(view.step, 0)} of ${fixed(view.steps, 0)} steps · ${utc(view.at)}`}
      </span>
      <progress
        aria-label="Progress of the rehearsal"
        max={Math.max(1, view.steps)}
        value={view.step}
        className="h-1.5 min-w-24 flex-1 appearance-none overflow-hidden rounded-sm bg-bar [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-bar [&::-webkit-progress-value]:bg-accent"
      />
    </div>
  )
}
