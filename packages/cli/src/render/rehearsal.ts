import type { DeleveragingPolicyName, RehearsalFlows, RehearsalStep } from '@plimsoll/clearing'
import { formatInstant } from 'plimsoll'
import type { Terminal } from '../terminal/terminal.js'
import { facts } from './facts.js'
import { formatNumber } from './number.js'
import { type Column, table } from './table.js'

/** A rehearsal under one policy: its steps without their events. */
export interface PlayedPolicy {
  readonly policy: DeleveragingPolicyName
  readonly steps: readonly Omit<RehearsalStep, 'events'>[]
}

/** What was published of the day, of the coins that are played; dollars. */
export interface PublishedDay {
  readonly deleveraged: number
  readonly profit: number
  readonly winners: number
  /** Of all coins. */
  readonly deleveragedAll: number
}

export interface RehearsalReport {
  readonly day: string
  readonly seed: number
  readonly accounts: number
  readonly toppedUp: number
  readonly played: readonly PlayedPolicy[]
  readonly published?: PublishedDay
}

type Step = PlayedPolicy['steps'][number]

/** Lines of the table of time. */
const rowsShown = 16

/** What a rehearsal was, how it went, how it ended, and what of it is a model. */
export function renderRehearsal(report: RehearsalReport, { paint, columns }: Terminal): string {
  const { day, seed, accounts, toppedUp, played, published } = report
  const [first] = played
  const end = first!.steps.at(-1)!
  const start = first!.steps[0]!
  const head = facts(
    [
      { name: 'Crash', value: day },
      { name: 'Accounts', value: count(accounts), remark: `${count(toppedUp)} paid in more to be let in` },
      { name: 'Seed', value: String(seed) },
      { name: 'Steps', value: count(first!.steps.length), remark: `${(first!.steps[1]!.at - start.at) / 1000} s each` },
      { name: 'Policy', value: played.map(({ policy }) => policy).join(', ') },
    ],
    paint,
  )
  const parts = [
    `\n${head}`,
    table(timeColumns(start), shown(first!.steps), paint, columns),
    played.length > 1 ? table(policyColumns, played, paint, columns) : sums(end.soFar, end, paint),
  ]
  if (published !== undefined) {
    parts.push(
      facts(
        [
          {
            name: 'Published',
            value: millions(published.deleveraged),
            unit: 'M',
            remark: `deleveraged in these coins (${millions(published.deleveragedAll)} M in all), ${count(published.winners)} accounts`,
          },
        ],
        paint,
      ),
    )
  }
  parts.push(
    ` ${paint.dim('Population, market and answers to calls are a model; the machine is the production one.')}\n`,
  )
  return parts.join('\n')
}

function shown(steps: readonly Step[]): readonly Step[] {
  const every = Math.max(1, Math.ceil((steps.length - 1) / rowsShown))
  return steps.filter(({ step }) => step % every === 0 || step === steps.length - 1)
}

function timeColumns({ prices }: Step): readonly Column<Step>[] {
  const coin = Object.keys(prices)[0]!
  const flow = (title: string, of: (flows: RehearsalFlows) => string, dropOrder: number): Column<Step> => ({
    title,
    align: 'right',
    cell: ({ soFar }) => of(soFar),
    dropOrder,
  })
  return [
    { title: 'UTC', align: 'left', cell: ({ at }) => formatInstant(at).slice(11, 19) },
    { title: coin, align: 'right', cell: (step) => formatNumber(step.prices[coin]!, 0) },
    { title: 'called', align: 'right', cell: ({ levels }) => count(levels.call) },
    { title: 'liquidated', align: 'right', cell: ({ levels }) => count(levels.liquidation) },
    flow('sold, M', ({ filled }) => millions(filled), 1),
    flow('auctions, M', ({ bought }) => millions(bought), 4),
    flow('backstop, M', ({ takenOver }) => millions(takenOver), 2),
    flow('deleveraged, M', ({ deleveraged }) => millions(deleveraged), 0),
    { title: 'fund, M', align: 'right', cell: ({ fund }) => millions(fund), dropOrder: 3 },
  ]
}

const end = ({ steps }: PlayedPolicy): RehearsalFlows => steps.at(-1)!.soFar

const policyColumns: readonly Column<PlayedPolicy>[] = [
  { title: 'policy', align: 'left', cell: ({ policy }) => policy },
  { title: 'deleveraged, M', align: 'right', cell: (each) => millions(end(each).deleveraged) },
  { title: 'winners hurt', align: 'right', cell: (each) => count(end(each).winnersHurt) },
  { title: 'of them hedged', align: 'right', cell: (each) => count(end(each).hedgedWinnersHurt) },
  { title: 'fills', align: 'right', cell: (each) => count(end(each).deleveragingFills), dropOrder: 2 },
  { title: 'closed whole', align: 'right', cell: (each) => count(end(each).closedWhole), dropOrder: 1 },
  { title: 'liquidations', align: 'right', cell: (each) => count(end(each).liquidations), dropOrder: 3 },
  { title: 'unpaid, M', align: 'right', cell: (each) => millions(end(each).unpaid), dropOrder: 4 },
]

function sums(flows: RehearsalFlows, { equity }: Step, paint: Terminal['paint']): string {
  return facts(
    [
      {
        name: 'Calls',
        value: count(flows.calls),
        remark: `${count(flows.deposits)} deposits of ${millions(flows.deposited)} M`,
      },
      {
        name: 'Liquidations',
        value: count(flows.liquidations),
        remark: `${count(flows.orders)} orders, ${count(flows.fills)} fills`,
      },
      { name: 'Sold', value: millions(flows.filled), unit: 'M', remark: 'to makers' },
      {
        name: 'Auctions',
        value: millions(flows.bought),
        unit: 'M',
        remark: `${count(flows.bids)} bids in ${count(flows.auctions)} auctions`,
      },
      {
        name: 'Taken over',
        value: millions(flows.takenOver),
        unit: 'M',
        remark: `backstop ends with ${millions(equity.backstop)} M`,
      },
      {
        name: 'Deleveraged',
        value: millions(flows.deleveraged),
        unit: 'M',
        remark: `${count(flows.winnersHurt)} winners, ${count(flows.hedgedWinnersHurt)} of them hedged; ${millions(flows.deleveragingCost)} M worse than the mark`,
      },
      {
        name: 'Deficit',
        value: millions(flows.deficit),
        unit: 'M',
        remark: `fund ${millions(flows.paidByFund)} M, unpaid ${millions(flows.unpaid)} M`,
      },
    ],
    paint,
  )
}

function millions(dollars: number): string {
  return formatNumber(dollars / 1e6, 1)
}

function count(value: number): string {
  return formatNumber(value, 0)
}
