import { type Decimal, formatDecimal, type PositionRisk } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { formatPrice, groupDigits } from './number.js'
import { signed } from './signed.js'
import { type Column, table } from './table.js'
import { remark } from './wrap.js'

/** A position with its risk and its part of the requirement. */
export interface PositionRow {
  readonly risk: PositionRisk
  readonly quantity: Decimal
  readonly entryPrice: Decimal | undefined
  readonly part: number
  readonly alone: number
  readonly saves: number
}

/** Positions with value, Greeks and what each adds to the requirement. */
export function positionTable(
  rows: readonly PositionRow[],
  currency: string,
  paint: Paint,
  width: number | undefined,
): string {
  const money = (title: string, value: (row: PositionRow) => number, dropOrder?: number): Column<PositionRow> => ({
    title,
    align: 'right',
    cell: (row) => signed(value(row), 2, paint),
    ...(dropOrder === undefined ? {} : { dropOrder }),
  })
  const columns: Column<PositionRow>[] = [
    { title: 'instrument', align: 'left', cell: ({ risk }) => risk.instrument.id },
    { title: 'quantity', align: 'right', cell: ({ quantity }) => quantityText(quantity, paint) },
    { title: 'mark', align: 'right', cell: ({ risk }) => `${formatPrice(risk.mark)} ${risk.priceUnit}`, dropOrder: 3 },
    money('value', ({ risk }) => risk.value, 4),
    money('unrealised', ({ risk }) => risk.unrealised, 5),
    { title: 'delta', align: 'right', cell: ({ risk }) => signed(risk.delta, 4, paint), dropOrder: 1 },
    money('vega', ({ risk }) => risk.vega, 6),
    money('part', ({ part }) => part),
    money('saves', ({ saves }) => saves, 2),
  ]
  const note = `${currency}; delta in units of the underlying, vega per volatility point; part: of the initial margin; saves: what it lowers it by.`
  return `${table(columns, rows, paint, width)}${remark(note, paint, width)}`
}

function quantityText(quantity: Decimal, paint: Paint): string {
  const text = groupDigits(formatDecimal(quantity))
  return text.startsWith('−') ? paint.red(text) : text
}
