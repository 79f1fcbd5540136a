import type { Term } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { signed } from './signed.js'
import { table } from './table.js'

/** What a rule book charges for, largest first; initial requirement and haircuts together. */
export function termTable(terms: readonly Term[], paint: Paint, width: number | undefined): string {
  return table(
    [
      { title: 'for', align: 'left', cell: ({ label, kind }) => (label === '' ? kind : label), cutTo: 24 },
      { title: 'kind', align: 'left', cell: ({ kind }) => kind },
      { title: 'amount', align: 'right', cell: ({ value }) => signed(value, 2, paint) },
      { title: 'worst scenario', align: 'left', cell: ({ scenario }) => scenario ?? '', cutTo: 18, dropOrder: 1 },
    ],
    terms,
    paint,
    width,
  )
}
