import type { SpecSummary } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { type Column, table } from './table.js'
import { remark } from './wrap.js'

/** Rule books with where their figures come from and what they need. */
export function specsTable(summaries: readonly SpecSummary[], paint: Paint, width: number | undefined): string {
  const count = (title: string, mark: keyof SpecSummary['completeness'], dropOrder?: number): Column<SpecSummary> => ({
    title,
    align: 'right',
    cell: ({ completeness }) => {
      const text = completeness[mark] === 0 ? '' : String(completeness[mark])
      return mark === 'missing' ? paint.yellow(text) : text
    },
    ...(dropOrder === undefined ? {} : { dropOrder }),
  })
  const columns: Column<SpecSummary>[] = [
    { title: 'id', align: 'left', cell: ({ id }) => id },
    { title: 'title', align: 'left', cell: ({ title }) => title, cutTo: 16, dropOrder: 4 },
    { title: 'generation', align: 'left', cell: ({ generation }) => generation, dropOrder: 2 },
    { title: 'as of', align: 'left', cell: ({ asOf }) => asOf, dropOrder: 1 },
    count('read', 'read'),
    count('3rd', 'third-party'),
    count('derived', 'derived', 3),
    count('own', 'own'),
    count('missing', 'missing'),
    { title: 'needs', align: 'left', cell: needs },
  ]
  const note =
    'Figures read in the venue’s own text, in somebody else’s (3rd), derived from what was read, our own, or missing: not published, to be supplied with --set. `plimsoll specs ID` shows them.'
  return `${table(columns, summaries, paint, width)}${remark(note, paint, width)}`
}

/** What a rule book cannot do without. */
function needs({ facts, needsHistory }: SpecSummary): string {
  const required = facts.filter((name) => !name.endsWith('?')).length
  const words = [
    ...(needsHistory ? ['history'] : []),
    ...(required === 0 ? [] : [`${required} fact${required === 1 ? '' : 's'}`]),
  ]
  return words.join(', ')
}
