import type { HealthLevel } from '@plimsoll/server/contract'
import { classes } from './classes'
import { levelInk } from './LevelMark'
import { Tip } from './Tip'

export interface GlanceTile {
  readonly id: string
  readonly title: string
  /** What the number is, read on demand. */
  readonly means: string
  readonly value: string
  /** Of the value, beside the title. */
  readonly unit?: string
  readonly note: string
  /** The level whose colour the number has. */
  readonly level?: HealthLevel | undefined
}

interface GlanceTilesProps {
  readonly label: string
  /** Before each tile's id. */
  readonly testId: string
  readonly tiles: readonly GlanceTile[]
  readonly isOld?: boolean
}

/** A page at a glance: numbers in a row, each with a note below it. */
export function GlanceTiles({ label, testId, tiles, isOld = false }: GlanceTilesProps) {
  return (
    <section
      aria-label={label}
      className="grid grid-cols-2 divide-line rounded-md border border-line bg-panel sm:grid-cols-4 xl:grid-cols-8 xl:divide-x"
    >
      {tiles.map(({ id, title, means, value, unit, note, level }) => (
        <Tip key={id} text={means}>
          <button
            type="button"
            data-testid={`${testId}-${id}`}
            className={classes('min-w-0 cursor-help px-3 pt-1.5 pb-1 text-left outline-offset-[-2px]', isOld && 'old')}
          >
            <span className="flex items-baseline justify-between gap-1 text-2xs text-ink-2">
              <span className="truncate">{title}</span>
              <span className="text-ink-3">{isOld ? 'old' : unit}</span>
            </span>
            <span
              className={classes(
                'block truncate text-lg font-semibold tracking-tight',
                level === undefined ? 'text-ink' : levelInk[level],
              )}
            >
              {value}
            </span>
            <span className="block h-4 truncate text-2xs text-ink-2">{note}</span>
          </button>
        </Tip>
      ))}
    </section>
  )
}
