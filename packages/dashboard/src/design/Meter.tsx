import type { HealthLevel } from '@plimsoll/server/contract'
import { percent } from '../format/number'
import { levelFill } from './LevelMark'

/** Utilisation as a bar, full at 100 %. The percentage stands beside it, so to a screen reader it is decoration. */
export function Meter({ value, level }: { value: number | null; level: HealthLevel }) {
  const shown = value === null ? 1 : Math.min(1, Math.max(0, value))
  return (
    <span
      aria-hidden="true"
      title={value === null ? 'no equity' : `${percent(value)} used`}
      className="relative block h-1.5 w-full overflow-hidden rounded-sm bg-bar"
    >
      <span className={`absolute inset-y-0 left-0 ${levelFill[level]}`} style={{ width: `${shown * 100}%` }} />
    </span>
  )
}
