import type { HealthLevel, RehearsalPoint, RehearsalView } from '@plimsoll/server/contract'
import { LevelMark, levelFill } from '../design/LevelMark'
import { Panel } from '../design/Panel'
import { fixed, percent } from '../format/number'

const levels: readonly HealthLevel[] = ['liquidation', 'call', 'warning', 'safe']

/** How many accounts stand at each level now, and stood there at most. The numbers stand beside the bars. */
export function LevelBars({ view, points }: { view: RehearsalView; points: readonly RehearsalPoint[] }) {
  return (
    <Panel
      title="Accounts by level"
      summary={`${fixed(view.accounts, 0)} simulated, ${fixed(view.hedged, 0)} of them hedged`}
      testId="crash-levels"
      bodyClassName="p-3"
    >
      <dl className="grid grid-cols-[auto_auto_minmax(0,1fr)] items-center gap-x-3 gap-y-2">
        {levels.map((level) => (
          <div key={level} className="contents">
            <dt>
              <LevelMark level={level} />
            </dt>
            <dd className="text-right text-sm font-semibold" data-testid={`crash-level-${level}`}>
              {fixed(view.levels[level], 0)}
            </dd>
            <dd className="flex items-center gap-2 text-2xs text-ink-2">
              <span aria-hidden="true" className="h-3 min-w-0 flex-1 overflow-hidden rounded-sm bg-raised">
                <span
                  className={`block h-full ${levelFill[level]}`}
                  style={{ width: `${(view.levels[level] / Math.max(1, view.accounts)) * 100}%` }}
                />
              </span>
              <span className="w-12 text-right">{percent(view.levels[level] / Math.max(1, view.accounts))}</span>
              <span className="w-18 text-right max-sm:hidden">
                most {fixed(Math.max(...points.map(({ levels: at }) => at[level])), 0)}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
