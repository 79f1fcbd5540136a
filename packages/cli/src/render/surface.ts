import { formatInstant } from 'plimsoll'
import type { FittedSurface } from '../reports/fittedSurface.js'
import type { Paint } from '../terminal/paint.js'
import { section } from './heading.js'
import { formatNumber } from './number.js'
import { table } from './table.js'

/** How well SVI slices stand for the quotes they replaced. */
export function renderSurface({ fits, violations }: FittedSurface, paint: Paint, width: number | undefined): string {
  const points = (error: number | undefined): string => (error === undefined ? 'kept' : formatNumber(error * 100, 2))
  const rows = table(
    [
      { title: 'underlying', align: 'left', cell: ({ underlying }) => underlying },
      { title: 'expiry', align: 'left', cell: ({ expiry }) => formatInstant(expiry) },
      { title: 'strikes', align: 'right', cell: ({ quotes }) => formatNumber(quotes, 0) },
      { title: 'rms error', align: 'right', cell: ({ fit }) => points(fit?.rmsError) },
      { title: 'largest', align: 'right', cell: ({ fit }) => points(fit?.maxError) },
    ],
    fits,
    paint,
    width,
  )
  const left = Object.entries(violations).filter(([, found]) => found.length > 0)
  const words = left.map(([id, found]) => `${id} ${found.length}`).join(', ')
  return [
    section('SVI slices', paint),
    rows,
    paint.dim(' errors in volatility points, every strike counted alike; the fit weighs far strikes less'),
    '\n',
    left.length === 0 ? '' : ` Pairs of expiries that cross beyond their quoted strikes: ${words}\n`,
  ].join('')
}
