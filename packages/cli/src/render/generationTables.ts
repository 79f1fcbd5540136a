import type { Generation, Generations } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { formatNumber, formatPercent, formatRequirement } from './number.js'
import { signed } from './signed.js'
import { type Column, table } from './table.js'

/** Capital that each generation of margin locks. */
export function generationTable({ generations }: Generations, paint: Paint, width: number | undefined): string {
  const most = generations[0]!.capital
  const columns: Column<Generation>[] = [
    { title: 'generation', align: 'left', cell: ({ label }) => label },
    { title: 'requirement', align: 'right', cell: ({ requirement }) => formatRequirement(requirement, 2) },
    { title: 'haircut', align: 'right', cell: ({ haircut }) => formatNumber(haircut, 2), dropOrder: 1 },
    { title: 'capital', align: 'right', cell: ({ capital }) => formatRequirement(capital, 2) },
    { title: 'saved', align: 'right', cell: ({ capital }) => signed(most - capital, 2, paint) },
    { title: 'saved %', align: 'right', cell: ({ capital }) => (most > 0 ? formatPercent(1 - capital / most) : '–') },
  ]
  return table(columns, generations, paint, width)
}

/** What the capital is saved by, step by step; a negative step asks for more. */
export function stepTable({ steps }: Generations, paint: Paint, width: number | undefined): string {
  return table(
    [
      { title: 'from → to', align: 'left', cell: ({ from, to }) => `${from} → ${to}` },
      { title: 'cause', align: 'left', cell: ({ label }) => label },
      { title: 'saved', align: 'right', cell: ({ saved }) => signed(saved, 2, paint) },
    ],
    steps,
    paint,
    width,
  )
}
