import type { ForcedFlow, MarketFlow } from '@plimsoll/clearing'
import type { Terminal } from '../terminal/terminal.js'
import { facts } from './facts.js'
import { formatMove, formatNumber, formatPercent } from './number.js'
import { type Column, table } from './table.js'

export interface FlowReport {
  readonly venue: string
  readonly accounts: number
  readonly betas: Readonly<Record<string, number>>
  readonly flows: readonly ForcedFlow[]
}

/** What was looked at, a line for each move, and what the figures are. */
export function renderForcedFlow({ venue, accounts, betas, flows }: FlowReport, { paint, columns }: Terminal): string {
  const moving = Object.entries(betas).map(([underlying, beta]) =>
    beta === 1 ? underlying : `${underlying} × ${beta}`,
  )
  const head = facts(
    [
      { name: 'Venue', value: venue },
      { name: 'Accounts', value: formatNumber(accounts, 0) },
      { name: 'Moving', value: moving.join(', ') },
    ],
    paint,
  )
  const unjudged = Math.max(...flows.map((flow) => flow.unjudged))
  const notes = [
    'Sums from the present price to the move: orders of liquidations filled at the mark, whatever their size.',
    'Of the market that has most to take: the part of a day’s volume under stress, what trading it moves the price by,',
    'and where the move comes to rest with that (∞: beyond the last line).',
    ...(unjudged > 0 ? [`${formatNumber(unjudged, 0)} accounts could not be judged for want of prices.`] : []),
  ]
  return [
    `\n${head}`,
    table(flowColumns(flows[0]!), flows, paint, columns),
    ...notes.map((note) => ` ${paint.dim(note)}`),
    '',
  ].join('\n')
}

function flowColumns(first: ForcedFlow): readonly Column<ForcedFlow>[] {
  const number = (
    title: string,
    cell: (flow: ForcedFlow, market: MarketFlow, underlying: string) => string,
    dropOrder?: number,
  ): Column<ForcedFlow> => ({
    title,
    align: 'right',
    cell: (flow) => {
      const [underlying, market] = fullest(flow)
      return cell(flow, market, underlying)
    },
    ...(dropOrder === undefined ? {} : { dropOrder }),
  })
  return [
    number('move', ({ move }) => formatMove(move / 100, 0)),
    number('accounts', ({ accounts }) => formatNumber(accounts, 0)),
    number('traded, M', ({ markets }) => millions(Object.values(markets).reduce((sum, { traded }) => sum + traded, 0))),
    number('market', (_, __, underlying) => underlying, 4),
    number('of a day', (_, { dayPart }) => formatPercent(dayPart)),
    number('impact', (_, { impact }) => formatPercent(impact, 2)),
    number('at rest', (_, { restPrice }, underlying) =>
      restPrice === undefined ? '∞' : formatMove(restPrice / first.markets[underlying]!.price - 1),
    ),
    number('auctions, M', ({ auctioned }) => millions(auctioned), 3),
    number('backstop, M', ({ takenOver }) => millions(takenOver), 2),
    number('deleveraged, M', ({ deleveraged }) => millions(deleveraged), 1),
  ]
}

/** The market that has most of its day to take; of equal ones the first. */
function fullest({ markets }: ForcedFlow): readonly [string, MarketFlow] {
  return Object.entries(markets).reduce((most, each) => (each[1].dayPart > most[1].dayPart ? each : most))
}

function millions(dollars: number): string {
  return formatNumber(dollars / 1e6, 1)
}
