import { type MarginResult, type MarginSpec, type MarketSnapshot, toMoney } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { type Fact, facts } from './facts.js'
import { levelOf } from './level.js'
import { formatHealth, formatMoney, formatNumber, formatUtilisation, groupDigits } from './number.js'
import { table } from './table.js'

/** The account's figures under one another; what is asked is rounded up and what is there down, as money is. */
export function summary(result: MarginResult, spec: MarginSpec, market: MarketSnapshot, paint: Paint): string {
  const unit = result.currency
  const money = (value: number, rounding: 'up' | 'down'): string => {
    const text = formatMoney(toMoney(value, spec.decimals, rounding), spec.decimals)
    return text.startsWith('−') ? paint.red(text) : text
  }
  const after = (haircut: number): string => (haircut > 0 ? `after haircuts of ${formatNumber(haircut, 2)}` : '')
  const list: Fact[] = [
    { name: 'Account value', value: money(result.accountValue, 'down'), unit },
    { name: 'Equity', value: money(result.equity, 'down'), unit, remark: after(result.maintenanceHaircut) },
    { name: 'Initial equity', value: money(result.initialEquity, 'down'), unit, remark: after(result.initialHaircut) },
    { name: 'Initial margin', value: money(result.initial, 'up'), unit },
    { name: 'Maintenance margin', value: money(result.maintenance, 'up'), unit },
    {
      name: 'Health',
      value: formatHealth(result.health),
      remark: `equity / maintenance: ${levelOf(result, paint)}`,
    },
    { name: 'Utilisation', value: formatUtilisation(result.utilisation), remark: 'initial margin / initial equity' },
    { name: 'Excess', value: money(result.excess, 'down'), unit },
    {
      name: 'Withdrawable',
      value: money(result.withdrawable, 'down'),
      unit,
      remark: withdrawableAssets(result, market),
    },
  ]
  return facts(list, paint)
}

/** Decimals of an asset's amount that are worth showing. */
const shownDecimalsMax = 8

function withdrawableAssets({ withdrawableAssets }: MarginResult, market: MarketSnapshot): string {
  const amounts = Object.entries(withdrawableAssets)
    .filter(([, amount]) => amount > 0)
    .map(([asset, amount]) => {
      const decimals = Math.min(market.assets[asset]?.decimals ?? shownDecimalsMax, shownDecimalsMax)
      return `${groupDigits(toMoney(amount, decimals, 'down'))} ${asset}`
    })
  return amounts.length === 0 ? '' : `as ${amounts.join(' or ')}`
}

/** What decides the requirement, in words. */
export function worstTable(result: MarginResult, paint: Paint, width: number | undefined): string {
  const lines = table(
    [
      { title: 'cell', align: 'left', cell: ({ cell }) => cell },
      { title: 'scenario', align: 'left', cell: ({ scenario }) => scenario?.label ?? '' },
      { title: `loss ${result.currency}`, align: 'right', cell: ({ value }) => lossText(value, paint) },
    ],
    result.worst,
    paint,
    width,
  )
  const scaled = result.worst.some(({ scenario }) => scenario?.label.includes(' at 30 d') === true)
  const note = ' Volatility moves are for 30 days; shorter options move more, longer less.'
  return scaled ? `${lines}${paint.dim(note)}\n` : lines
}

/** A loss as a negative number, rounded as the requirement that it makes is. */
function lossText(loss: number, paint: Paint): string {
  const text = formatMoney(toMoney(-loss, 2, 'down'), 2)
  return text.startsWith('−') ? paint.red(text) : text
}
