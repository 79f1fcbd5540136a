import type { HeatmapView } from '@plimsoll/server/contract'
import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react'
import { classes } from '../design/classes'
import { Delta } from '../design/Delta'
import { axisPrice, signedPercent, signedTight } from '../format/number'
import { cellGround, largestOf } from './colour'
import { cellText, scaleOf } from './scale'

interface Place {
  readonly row: number
  readonly column: number
}
const steps: Readonly<Record<string, Place>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

/**
 * The map is a real table: rows are volatility moves, columns price moves, and every cell holds its number, so it reads
 * the same by eye, by keyboard and by screen reader. One cell takes part in the tab order; arrows move.
 */
export function HeatmapGrid({ view, currency }: { view: HeatmapView; currency: string }) {
  const [chosen, setChosen] = useState<Place | null>(null)
  const table = useRef<HTMLTableElement>(null)
  const largest = largestOf(view.pnl)
  const scale = scaleOf(largest)
  const { worst } = view
  const active = chosen ?? worst
  const move = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const row = Math.min(view.volatilityMoves.length - 1, Math.max(0, active.row + step.row))
    const column = Math.min(view.priceMoves.length - 1, Math.max(0, active.column + step.column))
    setChosen({ row, column })
    table.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus()
  }
  return (
    <div className="flex h-full flex-col gap-1">
      <div className="min-h-0 flex-1 overflow-x-auto">
        <table
          ref={table}
          data-arrows
          aria-label={`Profit and loss of the book in ${view.underlying}, columns price moves, rows volatility moves`}
          className="h-full w-full min-w-[calc(2.25rem+var(--columns)*1.75rem)] table-fixed border-separate max-lg:min-w-[calc(2.25rem+var(--columns)*2.125rem)] border-spacing-px text-center text-[0.625rem]"
          style={{ '--columns': view.priceMoves.length } as CSSProperties}
          onKeyDown={move}
          onMouseLeave={() => setChosen(null)}
        >
          <thead>
            <tr>
              <th scope="col" className="w-9 font-normal text-ink-3">
                <span className="sr-only">Volatility by price move</span>
                <span aria-hidden="true">vol╲px</span>
              </th>
              {view.priceMoves.map((priceMove) => (
                <th key={priceMove} scope="col" className="font-medium text-ink-2">
                  {moveText(priceMove)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.volatilityMoves.map((volatilityMove, row) => (
              <tr key={volatilityMove}>
                <th scope="row" className="font-medium text-ink-2">
                  {moveText(volatilityMove)}
                </th>
                {view.priceMoves.map((priceMove, column) => {
                  const pnl = view.pnl[row]?.[column] ?? 0
                  const isWorst = row === worst.row && column === worst.column
                  const isActive = row === active.row && column === active.column
                  return (
                    <td key={priceMove} className="h-6 p-0">
                      <button
                        type="button"
                        data-cell={`${row}:${column}`}
                        tabIndex={isActive ? 0 : -1}
                        aria-label={`${cellText(pnl, scale)}${isWorst ? ', the worst' : ''}`}
                        className={classes(
                          'block h-full w-full cursor-default overflow-hidden rounded-[2px] tracking-tight text-ink',
                          isWorst && 'outline-2 outline-offset-[-2px] outline-ink',
                          isActive && !isWorst && 'outline-1 outline-offset-[-1px] outline-ink-2',
                        )}
                        style={{ background: cellGround(pnl, largest) }}
                        onMouseEnter={() => setChosen({ row, column })}
                        onFocus={() => setChosen({ row, column })}
                      >
                        {cellText(pnl, scale)}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Reading
        view={view}
        place={active}
        currency={currency}
        unit={scale.title}
        isWorst={active.row === worst.row && active.column === worst.column}
      />
    </div>
  )
}

const moveText = (value: number): string =>
  (value === 0 ? '0' : signedPercent(value, Math.abs(value) < 0.1 ? 1 : 0)).replace(' %', '').replace('.0', '')

interface ReadingProps {
  readonly view: HeatmapView
  readonly place: Place
  readonly currency: string
  readonly unit: string
  readonly isWorst: boolean
}

function Reading({ view, place, currency, unit, isWorst }: ReadingProps) {
  const priceMove = view.priceMoves[place.column] ?? 0
  const pnl = view.pnl[place.row]?.[place.column] ?? 0
  return (
    <p className="flex flex-wrap justify-between gap-x-3 px-1 text-2xs text-ink-2">
      <span>
        {isWorst && <strong className="text-ink">Worst: </strong>}
        {view.underlying} {axisPrice(view.index * (1 + priceMove))} ({signedPercent(priceMove)}), vol{' '}
        {signedPercent(view.volatilityMoves[place.row] ?? 0, 0)}
      </span>
      <span className="text-ink-3">cells in {`${unit} ${currency}`.trim()}</span>
      <strong className="font-semibold">
        <Delta value={pnl} text={`${signedTight(pnl)} ${currency}`} />
      </strong>
    </p>
  )
}
