import type { AccountSummary } from '@plimsoll/server/contract'
import { amount, health, tight, utilisation } from '../format/number'
import type { Traced } from '../stream/history'

export interface TileText {
  readonly name: Traced
  readonly testId: string
  readonly title: string
  readonly isMoney: boolean
  /** Whether more of it is better for the account: decides the colour of a change. */
  readonly moreIsBetter: boolean
  readonly means: string
  readonly formula: string
  readonly show: (summary: AccountSummary) => string
  /** What the number is measured from, shown in place of its trace. */
  readonly note?: (summary: AccountSummary) => string
}

/** The numbers at a glance, in the order they are read, with what each one is. */
export const tileTexts: readonly TileText[] = [
  {
    name: 'equity',
    testId: 'tile-equity',
    title: 'Equity',
    isMoney: true,
    moreIsBetter: true,
    means: 'What stands behind the book: collateral after maintenance haircuts, unrealised profit and option value.',
    formula: 'account value − maintenance haircuts',
    show: (summary) => amount(summary.equity),
  },
  {
    name: 'initial',
    testId: 'tile-initial',
    title: 'Initial margin',
    isMoney: true,
    moreIsBetter: false,
    means: 'What has to be there to open a position or to take collateral out.',
    formula: 'the rule book’s initial tree, see Requirement',
    show: (summary) => amount(summary.initial),
  },
  {
    name: 'maintenance',
    testId: 'tile-maintenance',
    title: 'Maintenance',
    isMoney: true,
    moreIsBetter: false,
    means: 'What has to stay there. Equity below it means liquidation.',
    formula: 'the rule book’s maintenance tree, see Requirement',
    show: (summary) => amount(summary.maintenance),
  },
  {
    name: 'health',
    testId: 'tile-health',
    title: 'Health',
    isMoney: false,
    moreIsBetter: true,
    means: 'How many times over the maintenance margin is covered. 1.00 is the line; ∞ means nothing is required.',
    formula: 'equity ÷ maintenance margin',
    show: (summary) => health(summary.health, summary.equity),
  },
  {
    name: 'utilisation',
    testId: 'tile-utilisation',
    title: 'Utilisation',
    isMoney: false,
    moreIsBetter: false,
    means: 'How much of the initial equity the book uses. Above 100 % no risk can be added.',
    formula: 'initial margin ÷ initial equity',
    show: (summary) => (summary.utilisation === null ? 'no equity' : utilisation(summary.utilisation)),
  },
  {
    name: 'excess',
    testId: 'tile-excess',
    title: 'Excess',
    isMoney: true,
    moreIsBetter: true,
    means: 'What is left for further positions. Negative: only orders that reduce the requirement pass.',
    formula: 'initial equity (account value − initial haircuts) − initial margin',
    show: (summary) => amount(summary.excess),
    note: (summary) => `initial equity ${tight(summary.initialEquity)}`,
  },
  {
    name: 'withdrawable',
    testId: 'tile-withdrawable',
    title: 'Withdrawable',
    isMoney: true,
    moreIsBetter: true,
    means: 'What may leave the account now. Unrealised profit is not cash and does not count.',
    formula: 'collateral that the initial margin does not need',
    show: (summary) => amount(summary.withdrawable),
  },
]
