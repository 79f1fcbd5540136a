import type { LiquidationPrices } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { formatMove, formatPrice } from './number.js'
import { table } from './table.js'

/** Where the whole account would be liquidated if one underlying alone moved. */
export function liquidationTable(rows: readonly LiquidationPrices[], paint: Paint, width: number | undefined): string {
  return table(
    [
      { title: 'underlying', align: 'left', cell: ({ underlying }) => underlying },
      { title: 'index', align: 'right', cell: ({ index }) => formatPrice(index) },
      { title: 'below', align: 'right', cell: (row) => liquidationPrice(row, row.below, paint) },
      {
        title: 'move',
        align: 'right',
        cell: ({ index, below }) => (below === null ? '' : formatMove(below / index - 1)),
      },
      { title: 'above', align: 'right', cell: (row) => liquidationPrice(row, row.above, paint) },
      {
        title: 'move',
        align: 'right',
        cell: ({ index, above }) => (above === null ? '' : formatMove(above / index - 1)),
      },
    ],
    rows,
    paint,
    width,
  )
}

/** A liquidation price, `none`, or `now` for an account that is below maintenance already. */
export function liquidationPrice(row: LiquidationPrices, price: number | null, paint: Paint): string {
  if (row.breached) return paint.red('now')
  return price === null ? 'none' : formatPrice(Number(price.toPrecision(6)))
}
