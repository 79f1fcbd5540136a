import { type Generation, type Generations, healthLevel, type MarginResult, type MarginSpec } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { paintLevel } from './level.js'
import { formatHealth, formatNumber, formatPercent, formatRequirement, formatUtilisation } from './number.js'
import { signed } from './signed.js'
import { type Column, table } from './table.js'

/** A book under one rule book, or why it cannot be. */
export interface ComparedSpec {
  readonly spec: MarginSpec
  readonly result: MarginResult | undefined
  readonly error: { readonly code: string; readonly message: string } | undefined
}

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

/** The book under every rule book. */
export function specTable(rows: readonly ComparedSpec[], paint: Paint, width: number | undefined): string {
  const number = (title: string, of: (result: MarginResult) => string, dropOrder?: number): Column<ComparedSpec> => ({
    title,
    align: 'right',
    cell: ({ result }) => (result === undefined ? '–' : of(result)),
    ...(dropOrder === undefined ? {} : { dropOrder }),
  })
  const columns: Column<ComparedSpec>[] = [
    { title: 'rule book', align: 'left', cell: ({ spec }) => spec.id },
    number('equity', ({ equity }) => signed(equity, 2, paint), 2),
    number('initial', ({ initial }) => formatRequirement(initial, 2)),
    number('maintenance', ({ maintenance }) => formatRequirement(maintenance, 2)),
    number('health', ({ health }) => formatHealth(health)),
    number('utilisation', ({ utilisation }) => formatUtilisation(utilisation), 1),
    {
      title: 'level',
      align: 'left',
      cell: ({ result }) => (result === undefined ? '–' : paintLevel(healthLevel(result), paint)),
    },
  ]
  const refused = rows.flatMap(({ error }) =>
    error === undefined ? [] : [` ${paint.red(error.code)} ${error.message}\n`],
  )
  return table(columns, rows, paint, width) + refused.join('')
}
