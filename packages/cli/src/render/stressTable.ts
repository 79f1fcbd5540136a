import type { StressResult, StressScenario } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { paintLevel } from './level.js'
import { formatHealth, formatMove, formatRequirement } from './number.js'
import { signed } from './signed.js'
import { type Column, table } from './table.js'

/** How the account would stand after each stress; moves of the named underlyings are shown. */
export function stressTable(
  rows: readonly StressResult[],
  underlyings: readonly string[],
  currency: string,
  paint: Paint,
  width: number | undefined,
): string {
  const columns: Column<StressResult>[] = [
    { title: 'date', align: 'left', cell: ({ scenario }) => scenario.date ?? '', dropOrder: 2 },
    { title: 'scenario', align: 'left', cell: ({ scenario }) => labelOf(scenario) },
    ...underlyings.map(
      (underlying, at): Column<StressResult> => ({
        title: underlying,
        align: 'right',
        cell: ({ moves }) => formatMove(moves[underlying]!.price),
        dropOrder: 3 + at,
      }),
    ),
    { title: `P&L ${currency}`, align: 'right', cell: ({ pnl }) => signed(pnl, 2, paint) },
    { title: 'equity after', align: 'right', cell: ({ equityAfter }) => signed(equityAfter, 2, paint), dropOrder: 1 },
    {
      title: 'maintenance after',
      align: 'right',
      cell: (row) => formatRequirement(row.maintenanceAfter, 2),
      dropOrder: 1.5,
    },
    { title: 'health', align: 'right', cell: ({ healthAfter }) => formatHealth(healthAfter) },
    { title: 'level', align: 'left', cell: ({ level }) => paintLevel(level, paint) },
  ]
  return table(underlyings.length === 0 ? columns.slice(1) : columns, rows, paint, width)
}

/** The scenario with the moves that no underlying's column shows: `USDC loses its peg (USDC −12.3 %)`. */
function labelOf({ label, assets = {} }: StressScenario): string {
  const moves = Object.entries(assets).map(([asset, move]) => `${asset} ${formatMove(move)}`)
  return moves.length === 0 ? label : `${label} (${moves.join(', ')})`
}
