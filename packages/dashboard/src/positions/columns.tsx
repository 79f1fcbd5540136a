import type { PositionView } from '@plimsoll/server/contract'
import type { ReactNode } from 'react'
import { Delta } from '../design/Delta'
import { showDecimal } from '../format/decimal'
import { greek, percent, price, signedTight, tight } from '../format/number'
import { day } from '../format/time'

/** What a column of positions is, beside its value: how it is shown, totalled and explained. */
export interface PositionColumn {
  readonly id: string
  readonly title: string
  readonly means: string
  /** What it is sorted and exported by. */
  readonly value: (position: PositionView) => string | number | null
  readonly cell: (position: PositionView, largestPart: number) => ReactNode
  /** Currency amounts add up over the whole book; Greeks in units of the underlying only within one underlying. */
  readonly total: 'book' | 'underlying' | 'none'
  readonly showTotal?: (total: number) => ReactNode
  readonly isText?: boolean
  readonly isHiddenAtFirst?: boolean
}

/** An option's premium was paid; what it is worth stands in its value, and there is no profit still to be settled. */
const unrealisedOf = (position: PositionView): number | null =>
  position.kind === 'option' && position.unrealised === 0 ? null : position.unrealised

export const positionColumns: readonly PositionColumn[] = [
  {
    id: 'instrument',
    title: 'Instrument',
    means: 'What is held',
    value: (position) => position.instrument,
    cell: (position) => position.instrument,
    total: 'none',
    isText: true,
  },
  {
    id: 'kind',
    title: 'Kind',
    means: 'Kind of instrument',
    value: (position) => position.kind,
    cell: (position) => position.kind,
    total: 'none',
    isText: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'expiry',
    title: 'Expiry',
    means: 'Day on which it settles, UTC',
    value: (position) => position.expiry,
    cell: (position) => day(position.expiry),
    total: 'none',
    isText: true,
    isHiddenAtFirst: true,
  },
  {
    id: 'quantity',
    title: 'Quantity',
    means: 'Long +, short −; exact',
    // Only the order of rows is taken from the float; what is shown and exported is the string.
    value: (position) => Number(position.quantity),
    cell: (position) => showDecimal(position.quantity),
    total: 'none',
  },
  {
    id: 'entryPrice',
    title: 'Entry',
    means: 'Average entry price, in the instrument’s price unit',
    value: (position) => (position.entryPrice === null ? null : Number(position.entryPrice)),
    cell: (position) => (position.entryPrice === null ? '–' : showDecimal(position.entryPrice)),
    total: 'none',
    isHiddenAtFirst: true,
  },
  {
    id: 'mark',
    title: 'Mark',
    means: 'Mark price, in the instrument’s price unit',
    value: (position) => position.mark,
    cell: (position) => (
      <span title={position.priceUnit}>
        {price(position.mark)}{' '}
        {position.priceUnit !== 'USD' && <span className="text-2xs text-ink-3">{position.priceUnit}</span>}
      </span>
    ),
    total: 'none',
  },
  {
    id: 'impliedVolatility',
    title: 'IV',
    means: 'Implied volatility, annual',
    value: (position) => position.impliedVolatility,
    cell: (position) => percent(position.impliedVolatility),
    total: 'none',
    isHiddenAtFirst: true,
  },
  {
    id: 'value',
    title: 'Value',
    means: 'Market value in the reporting currency',
    value: (position) => position.value,
    cell: (position) => tight(position.value),
    total: 'book',
  },
  {
    id: 'unrealised',
    title: 'Unrealised',
    means: 'Profit since entry, in the reporting currency; an option is paid for and has its value instead',
    value: unrealisedOf,
    cell: (position) => <Delta value={unrealisedOf(position)} text={signedTight(unrealisedOf(position))} />,
    total: 'book',
    showTotal: (total) => <Delta value={total} text={signedTight(total)} />,
  },
  {
    id: 'delta',
    title: 'Delta',
    means: 'Units of the underlying',
    value: (position) => position.delta,
    cell: (position) => greek(position.delta),
    total: 'underlying',
    showTotal: greek,
  },
  {
    id: 'gamma',
    title: 'Gamma',
    means: 'Change of delta per 1 of price',
    value: (position) => position.gamma,
    cell: (position) => greek(position.gamma),
    total: 'underlying',
    showTotal: greek,
  },
  {
    id: 'vega',
    title: 'Vega',
    means: 'Reporting currency per volatility point',
    value: (position) => position.vega,
    cell: (position) => greek(position.vega),
    total: 'book',
    showTotal: greek,
  },
  {
    id: 'theta',
    title: 'Theta',
    means: 'Reporting currency per calendar day',
    value: (position) => position.theta,
    cell: (position) => greek(position.theta),
    total: 'book',
    showTotal: greek,
  },
  {
    id: 'part',
    title: 'Part',
    means: 'Its loss in the scenario that decides the requirement; negative: it helps',
    value: (position) => position.part,
    cell: (position, largestPart) => <PartCell part={position.part} largest={largestPart} />,
    total: 'book',
    showTotal: (total) => tight(total),
  },
  {
    id: 'alone',
    title: 'Alone',
    means: 'What the position would need standing alone',
    value: (position) => position.alone,
    cell: (position) => tight(position.alone),
    total: 'book',
  },
  {
    id: 'saves',
    title: 'Saves',
    means: 'Initial margin without it, minus with it; positive: holding it lowers the requirement',
    value: (position) => position.saves,
    cell: (position) => <Delta value={position.saves} text={signedTight(position.saves)} />,
    total: 'none',
  },
]

function PartCell({ part, largest }: { part: number; largest: number }) {
  const width = largest > 0 ? (Math.abs(part) / largest) * 100 : 0
  return (
    <span className="relative block">
      <span
        aria-hidden="true"
        className={`absolute right-0 -bottom-0.5 h-[3px] ${part > 0 ? 'bg-loss' : 'bg-gain'}`}
        style={{ width: `${width}%` }}
      />
      {tight(part)}
    </span>
  )
}
