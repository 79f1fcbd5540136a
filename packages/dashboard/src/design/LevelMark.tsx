import type { HealthLevel } from '@plimsoll/server/contract'
import { classes } from './classes'

const levelText: Readonly<Record<HealthLevel, string>> = {
  safe: 'Safe',
  warning: 'Warning',
  call: 'Margin call',
  liquidation: 'Liquidation',
}
export const levelInk: Readonly<Record<HealthLevel, string>> = {
  safe: 'text-safe',
  warning: 'text-warning',
  call: 'text-call',
  liquidation: 'text-liquidation',
}
export const levelFill: Readonly<Record<HealthLevel, string>> = {
  safe: 'bg-safe',
  warning: 'bg-warning',
  call: 'bg-call',
  liquidation: 'bg-liquidation',
}
const softs: Readonly<Record<HealthLevel, string>> = {
  safe: 'bg-safe-soft',
  warning: 'bg-warning-soft',
  call: 'bg-call-soft',
  liquidation: 'bg-liquidation-soft',
}
/** A shape of its own for each level, so that colour is never what tells them apart. */
const shapes: Readonly<Record<HealthLevel, string>> = {
  safe: 'M6 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z',
  warning: 'M6 1.5 11 10.5H1z',
  call: 'M6 .8 11.2 6 6 11.2 .8 6z',
  liquidation: 'M1.5 1.5h9v9h-9z',
}

interface LevelMarkProps {
  readonly level: HealthLevel
  readonly look?: 'text' | 'pill'
}

export function LevelMark({ level, look = 'text' }: LevelMarkProps) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 text-2xs font-semibold whitespace-nowrap',
        levelInk[level],
        look === 'pill' && `rounded-full px-2 py-0.5 ${softs[level]}`,
      )}
    >
      <svg viewBox="0 0 12 12" className="size-2.5 fill-current" aria-hidden="true">
        <path d={shapes[level]} />
      </svg>
      {levelText[level]}
    </span>
  )
}
