import { type ChainDiagnostics, type ExpiryDiagnostics, formatInstant } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { section } from './heading.js'
import { formatNumber, formatPercent, formatPrice } from './number.js'
import { table } from './table.js'

/** What was done to read a chain, and how well the result reprices it. */
export function renderDiagnostics(
  diagnostics: ChainDiagnostics,
  asked: string,
  paint: Paint,
  width: number | undefined,
): string {
  const { asOf, rows, expired } = diagnostics
  const lines = [
    ` Snapshot of ${paint.bold(formatInstant(asOf))}, the last at or before ${asked}`,
    ` ${rows - expired} options kept, ${expired} expired left out`,
  ]
  const sections = Object.entries(diagnostics.underlyings).map(
    ([id, { index, expiries, repricing, columnRepricing }]) => {
      const error = (errors: typeof repricing): string =>
        `median ${small(errors.median)}, 99 % below ${small(errors.p99)}, at most ${small(errors.max)}`
      return [
        section(`${id}: index ${formatPrice(index)}`, paint),
        expiryTable(expiries, paint, width),
        ` Repricing error in the options’ price unit: ${error(repricing)}\n`,
        paint.dim(` With the column’s forwards instead:          ${error(columnRepricing)}`),
        '\n',
      ].join('')
    },
  )
  return `${lines.join('\n')}\n${sections.join('')}`
}

function expiryTable(expiries: readonly ExpiryDiagnostics[], paint: Paint, width: number | undefined): string {
  return table(
    [
      { title: 'expiry', align: 'left', cell: ({ expiry }) => formatInstant(expiry) },
      { title: 'options', align: 'right', cell: ({ options }) => formatNumber(options, 0) },
      { title: 'forward', align: 'right', cell: ({ forward }) => formatNumber(forward, 2) },
      {
        title: 'from',
        align: 'left',
        cell: ({ source, pairs }) => (source === 'parity' ? `parity of ${pairs}` : 'column'),
        dropOrder: 3,
      },
      { title: 'column', align: 'right', cell: ({ columnForward }) => formatNumber(columnForward, 2), dropOrder: 1 },
      {
        title: 'apart',
        align: 'right',
        cell: ({ forward, columnForward }) => formatPercent(columnForward / forward - 1, 3),
        dropOrder: 2,
      },
      { title: 'median error', align: 'right', cell: ({ repricing }) => small(repricing.median), dropOrder: 4 },
    ],
    expiries,
    paint,
    width,
  )
}

/** A small number to two digits: `1.2e-5`. */
function small(value: number): string {
  return Number.isFinite(value) ? value.toExponential(1) : '–'
}
