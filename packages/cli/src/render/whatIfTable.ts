import { healthLevel, type LiquidationPrices, type MarginResult, type MarginSpec, toMoney, type WhatIf } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { paintLevel } from './level.js'
import { liquidationPrice } from './liquidationTable.js'
import { formatHealth, formatMoney, formatUtilisation } from './number.js'
import { signed } from './signed.js'
import { table } from './table.js'

interface Line {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly change: string
}

/** The account's figures before and after. */
export function whatIfTable(
  { before, after }: WhatIf,
  spec: MarginSpec,
  paint: Paint,
  width: number | undefined,
): string {
  const money = (
    name: string,
    field: 'accountValue' | 'equity' | 'initial' | 'maintenance' | 'excess' | 'withdrawable',
  ): Line => {
    const rounding = field === 'initial' || field === 'maintenance' ? 'up' : 'down'
    const text = (result: MarginResult): string => {
      const shown = formatMoney(toMoney(result[field], spec.decimals, rounding), spec.decimals)
      return shown.startsWith('−') ? paint.red(shown) : shown
    }
    return {
      name: `${name} ${before.currency}`,
      before: text(before),
      after: text(after),
      change: change(after[field] - before[field], paint),
    }
  }
  const plain = (name: string, text: (result: MarginResult) => string): Line => ({
    name,
    before: text(before),
    after: text(after),
    change: '',
  })
  const lines: Line[] = [
    money('Account value', 'accountValue'),
    money('Equity', 'equity'),
    money('Initial margin', 'initial'),
    money('Maintenance margin', 'maintenance'),
    money('Excess', 'excess'),
    money('Withdrawable', 'withdrawable'),
    plain('Health', (result) => formatHealth(result.health)),
    plain('Utilisation', (result) => formatUtilisation(result.utilisation)),
    plain('Level', (result) => paintLevel(healthLevel(result), paint)),
  ]
  return table(
    [
      { title: '', align: 'left', cell: (line) => line.name },
      { title: 'before', align: 'right', cell: (line) => line.before },
      { title: 'after', align: 'right', cell: (line) => line.after },
      { title: 'change', align: 'right', cell: (line) => line.change, dropOrder: 1 },
    ],
    lines,
    paint,
    width,
  )
}

function change(value: number, paint: Paint): string {
  const text = signed(value, 2, paint)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** Liquidation prices before and after; both lists are of the same underlyings. */
export function whatIfLiquidation(
  before: readonly LiquidationPrices[],
  after: readonly LiquidationPrices[],
  paint: Paint,
  width: number | undefined,
): string {
  const prices = (row: LiquidationPrices): string =>
    `${liquidationPrice(row, row.below, paint)} / ${liquidationPrice(row, row.above, paint)}`
  return table(
    [
      { title: 'underlying', align: 'left', cell: ([row]) => row.underlying },
      { title: 'before: below / above', align: 'right', cell: ([row]) => prices(row) },
      { title: 'after: below / above', align: 'right', cell: ([, row]) => prices(row) },
    ],
    before.map((row, at): readonly [LiquidationPrices, LiquidationPrices] => [row, after[at]!]),
    paint,
    width,
  )
}
