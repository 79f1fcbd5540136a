import { healthLevel, type MarginResult, type SpecResult } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { paintLevel } from './level.js'
import { formatHealth, formatRequirement, formatUtilisation } from './number.js'
import { signed } from './signed.js'
import { type Column, table } from './table.js'
import { remark } from './wrap.js'

/** A rule book under which the book could be evaluated. */
export type Evaluated = Extract<SpecResult, { readonly result: MarginResult }>

export function evaluated(compared: readonly SpecResult[]): readonly Evaluated[] {
  return compared.filter((each) => 'result' in each)
}

/** What a rule book locks: the initial requirement and what haircuts take off. */
export function capitalOf({ initial, initialHaircut }: MarginResult): number {
  return initial + initialHaircut
}

/** The book under rule book after rule book; `*` stands at the one that the others are explained against. */
export function specTable(
  rows: readonly Evaluated[],
  against: Evaluated | undefined,
  paint: Paint,
  width: number | undefined,
): string {
  const number = (title: string, of: (result: MarginResult) => string, dropOrder?: number): Column<Evaluated> => ({
    title,
    align: 'right',
    cell: ({ result }) => of(result),
    ...(dropOrder === undefined ? {} : { dropOrder }),
  })
  const columns: Column<Evaluated>[] = [
    { title: 'rule book', align: 'left', cell: (row) => `${row.spec.id}${row === against ? ' *' : ''}` },
    number('initial', ({ initial }) => formatRequirement(initial, 2)),
    number('maintenance', ({ maintenance }) => formatRequirement(maintenance, 2), 1),
    number('health', ({ health }) => formatHealth(health)),
    number('capital', (result) => formatRequirement(capitalOf(result), 2)),
    number('equity', ({ equity }) => signed(equity, 2, paint), 4),
    number('utilisation', ({ utilisation }) => formatUtilisation(utilisation), 3),
    { title: 'level', align: 'left', cell: ({ result }) => paintLevel(healthLevel(result), paint), dropOrder: 2 },
    { title: 'worst scenario', align: 'left', cell: ({ result }) => worstScenario(result), cutTo: 11, dropOrder: 0.5 },
  ]
  const note =
    'capital: initial margin and haircuts; worst scenario: of the largest netting cell, – where none decides.'
  return `${table(columns, rows, paint, width)}${remark(note, paint, width)}`
}

/** The scenario that decides the most. */
function worstScenario({ worst }: MarginResult): string {
  let most = worst[0]
  for (const cell of worst) if (cell.value > most!.value) most = cell
  if (most?.scenario === undefined) return '–'
  return worst.length === 1 ? most.scenario.label : `${most.scenario.label} (${most.cell})`
}
