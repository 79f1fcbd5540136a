import { type MarginSpec, type SpecSummary, specSummary } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { widthOf } from '../terminal/paint.js'
import { section } from './heading.js'
import { groupDigits } from './number.js'
import { type Column, table } from './table.js'
import { paragraph, remark } from './wrap.js'

type Parameter = readonly [string, NonNullable<MarginSpec['parameters']>[string]]
type Provenance = NonNullable<MarginSpec['provenance']>[number]

/** A rule book for a reader: what it is, what it needs, and every figure with where it comes from. */
export function renderSpec(spec: MarginSpec, paint: Paint, columns: number | undefined): string {
  const summary = specSummary(spec)
  const sources = footnotes(spec.sources)
  const parameters = Object.entries(spec.parameters ?? {})
  const parts = [
    `${paint.bold(spec.title)} (${spec.id}, version ${spec.version})\n`,
    paint.dim(`${spec.generation} margin · in force from ${spec.asOf} · ${spec.currency}`),
    '\n\n',
    spec.description === '' ? '' : paragraph(spec.description, columns),
    `${section('Needs', paint)}${needsText(summary, columns)}`,
    parameters.length === 0 ? '' : section('Parameters', paint) + parameterTable(parameters, sources, paint, columns),
    spec.provenance === undefined || spec.provenance.length === 0
      ? ''
      : section('Other parts of the document', paint) + provenanceTable(spec.provenance, sources, paint, columns),
    summary.missing.length === 0
      ? ''
      : section('Not published: to be supplied where a book needs them', paint) + missingText(summary.missing, columns),
    section('Scenarios', paint) + scenariosText(spec, columns),
    list('Notes', spec.notes ?? [], paint, columns),
  ]
  // Last: what stands above has put its sources among them.
  return parts.join('') + sourcesText(sources.all, paint, columns)
}

/** Sources by number, so that a table need not repeat them. */
interface Footnotes {
  readonly all: readonly string[]
  /** The number of a source, which is put among them when it is new. */
  readonly mark: (source: string | undefined) => string
}

function footnotes(first: readonly string[]): Footnotes {
  const all = [...first]
  return {
    all,
    mark(source) {
      if (source === undefined) return ''
      if (!all.includes(source)) all.push(source)
      return `[${all.indexOf(source) + 1}]`
    },
  }
}

function needsText({ facts, needsHistory, missing }: SpecSummary, columns: number | undefined): string {
  const optional = facts.filter((name) => name.endsWith('?')).map((name) => name.slice(0, -1))
  const required = facts.filter((name) => !name.endsWith('?'))
  const lines = [
    ...(missing.length === 0
      ? []
      : [`${missing.length} parameter${missing.length === 1 ? '' : 's'} that nobody published (below).`]),
    ...(needsHistory ? ['Past prices: the market’s history, or --history FILE.'] : []),
    ...(required.length === 0 ? [] : [`Facts of the market or the book: ${required.join(', ')}.`]),
    ...(optional.length === 0 ? [] : [`Facts that it can do without: ${optional.join(', ')}.`]),
  ]
  return (lines.length === 0 ? ['Nothing but a market and a book.'] : lines)
    .map((line) => paragraph(line, columns, ' ', '   '))
    .join('')
}

function parameterTable(
  parameters: readonly Parameter[],
  sources: Footnotes,
  paint: Paint,
  width: number | undefined,
): string {
  const columns: Column<Parameter>[] = [
    { title: 'name', align: 'left', cell: ([name]) => name },
    {
      title: 'value',
      align: 'right',
      cell: ([, { value }]) => (value === null ? paint.yellow('–') : formatValue(value)),
    },
    { title: 'unit', align: 'left', cell: ([, { unit }]) => unit ?? '', cutTo: 10 },
    {
      title: 'mark',
      align: 'left',
      cell: ([, { status }]) => (status === 'missing' ? paint.yellow(status) : status),
    },
    { title: 'source', align: 'left', cell: ([, { source }]) => sources.mark(source) },
  ]
  const meaning: Column<Parameter> = {
    title: 'meaning',
    align: 'left',
    cell: ([, { description }]) => description ?? '',
  }
  const wide = table(withoutEmpty([...columns, meaning], parameters), parameters, paint, undefined)
  if (width === undefined || Math.max(...wide.split('\n').map(widthOf)) <= width) return wide
  // No room beside them: what they mean stands below them.
  const [title, ...rows] = table(withoutEmpty(columns, parameters), parameters, paint, width).trimEnd().split('\n')
  const lines = rows.map((row, at) => {
    const text = parameters[at]?.[1].description
    return text === undefined ? `${row}\n` : `${row}\n${remark(text, paint, width, '     ')}`
  })
  return `${title}\n${lines.join('')}`
}

function provenanceTable(
  provenance: readonly Provenance[],
  sources: Footnotes,
  paint: Paint,
  width: number | undefined,
): string {
  const columns: Column<Provenance>[] = [
    { title: 'part', align: 'left', cell: ({ of }) => of, cutTo: 20 },
    { title: 'mark', align: 'left', cell: ({ status }) => (status === 'missing' ? paint.yellow(status) : status) },
    { title: 'source', align: 'left', cell: ({ source }) => sources.mark(source) },
    { title: 'note', align: 'left', cell: ({ note }) => note ?? '', cutTo: 20, dropOrder: 1 },
  ]
  return table(withoutEmpty(columns, provenance), provenance, paint, width)
}

/** A column in which nothing stands tells nothing. */
function withoutEmpty<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly Column<Row>[] {
  return columns.filter((column) => rows.some((row) => column.cell(row) !== ''))
}

/** A parameter as the document writes it, to the last digit: it is to be compared with its source. */
function formatValue(value: number): string {
  return groupDigits(String(value))
}

function missingText(missing: readonly string[], columns: number | undefined): string {
  return paragraph(`--set ${missing[0]}=VALUE, and so for each of ${missing.join(', ')}.`, columns)
}

function scenariosText(spec: MarginSpec, columns: number | undefined): string {
  const sources = Object.entries(spec.scenarios)
  if (sources.length === 0) return ' None: nothing in it moves a price.\n'
  return sources.map(([name, source]) => paragraph(`${name}: ${source.kind ?? 'grid'}`, columns, ' ', '   ')).join('')
}

function list(title: string, lines: readonly string[], paint: Paint, columns: number | undefined): string {
  if (lines.length === 0) return ''
  return section(title, paint) + lines.map((line) => paragraph(`· ${line}`, columns, ' ', '   ')).join('')
}

function sourcesText(sources: readonly string[], paint: Paint, columns: number | undefined): string {
  if (sources.length === 0) return ''
  const lines = sources.map((source, row) => paragraph(`[${row + 1}] ${source}`, columns, ' ', '     '))
  return section('Sources', paint) + lines.join('')
}
