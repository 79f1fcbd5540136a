import type { Paint } from '../terminal/paint.js'
import { formatPercent, formatRequirement } from './number.js'
import { signed } from './signed.js'
import { table } from './table.js'
import { remark } from './wrap.js'

/** What one leg adds to the requirement; `alone` and `saves` are of positions only. */
export interface Leg {
  readonly leg: string
  readonly part: number
  readonly alone: number | null
  readonly saves: number | null
}

/** Legs with their part of the requirement, and the sum. */
export function legTable(legs: readonly Leg[], initial: number, paint: Paint, width: number | undefined): string {
  const total: Leg = { leg: 'Initial margin', part: initial, alone: null, saves: null }
  const lines = table(
    [
      { title: 'leg', align: 'left', cell: ({ leg }) => leg },
      {
        title: 'part',
        align: 'right',
        cell: (leg) => (leg === total ? formatRequirement(leg.part, 2) : signed(leg.part, 2, paint)),
      },
      {
        title: 'share',
        align: 'right',
        cell: ({ part }) => (initial > 0 ? formatPercent(part / initial) : '–'),
        dropOrder: 1,
      },
      {
        title: 'alone',
        align: 'right',
        cell: ({ alone }) => (alone === null ? '' : formatRequirement(alone, 2)),
        dropOrder: 2,
      },
      { title: 'saves', align: 'right', cell: ({ saves }) => (saves === null ? '' : signed(saves, 2, paint)) },
    ],
    [...legs, total],
    paint,
    width,
  )
  const note =
    'part: loss in the deciding scenarios, negative where the leg helps; alone: what it would need as the whole book; saves: what the requirement would rise by without it, negative where the leg costs.'
  return `${lines}${remark(note, paint, width)}`
}
