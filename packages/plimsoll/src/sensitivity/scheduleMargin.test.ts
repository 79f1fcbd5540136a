import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { type ScheduleTrade, scheduleMargin, standardSchedule } from './scheduleMargin.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const file = `${shared}/oracles/classical/im_schedule.json`
const present = existsSync(file)
if (!present) console.warn(`SKIPPED: schedule margin oracle, no file ${file} (set PLIMSOLL_SHARED)`)

interface OracleTrade {
  readonly id: string
  readonly productClass: string
  readonly pvUSD: number
  readonly notionalUSD: number
  readonly end: string
}
interface Oracle {
  readonly source: string
  readonly trades: readonly OracleTrade[]
  readonly expected: Readonly<Record<'call' | 'post', Readonly<Record<string, number>>>>
  readonly tolerance: number
  readonly acadia: readonly {
    readonly notionals: readonly (readonly [string, number])[]
    readonly pvs?: readonly (readonly [string, number])[]
    readonly ngr?: number
    readonly expected: number
  }[]
}

describe.skipIf(!present)('im_schedule.json', () => {
  const oracle = present ? (JSON.parse(readFileSync(file, 'utf8')) as Oracle) : undefined

  test.each(['call', 'post'] as const)('trades, %s', (side) => {
    const { trades, expected, tolerance, source } = oracle!
    const asOf = Date.parse(/asof (\d{4}-\d{2}-\d{2})/.exec(source)![1]!)
    const ours = scheduleMargin(
      trades.map(({ id, productClass, pvUSD, notionalUSD, end }) => ({
        id,
        productClass,
        maturityYears: (Date.parse(end) - asOf) / 86_400_000 / 365,
        notional: notionalUSD,
        presentValue: pvUSD,
      })),
      standardSchedule,
      side,
    )
    // The file writes the other side's gross replacement cost as a negative number.
    const named: Readonly<Record<string, number>> = {
      gross: ours.grossMargin,
      grossRC: side === 'post' ? -ours.grossReplacementCost : ours.grossReplacementCost,
      netRC: ours.netReplacementCost,
      ngr: ours.netToGrossRatio,
      scheduleIM: ours.value,
    }
    expect(Object.keys(expected[side]).sort()).toEqual(Object.keys(named).sort())
    for (const [name, number] of Object.entries(expected[side])) {
      expect(Math.abs(named[name]! - number), name).toBeLessThanOrEqual(tolerance)
    }
  })

  test('rows of one trade add up first', () => {
    for (const { notionals, pvs = [], ngr, expected } of oracle!.acadia) {
      const row = (id: string, notional: number, presentValue: number): ScheduleTrade => {
        return { id, productClass: 'Rates', maturityYears: 1, notional, presentValue }
      }
      const ours = scheduleMargin(
        [...notionals.map(([id, amount]) => row(id, amount, 0)), ...pvs.map(([id, amount]) => row(id, 0, amount))],
        standardSchedule,
      )
      expect(ours.value).toBe(expected)
      if (ngr !== undefined) expect(ours.netToGrossRatio).toBe(ngr)
    }
  })
})

test('the tree adds up to the gross margin', () => {
  const trades = [
    { id: 'a', productClass: 'Credit', maturityYears: 7, notional: 300, presentValue: 12 },
    { id: 'b', productClass: 'FX', maturityYears: 1, notional: -200, presentValue: -4 },
  ]
  // 0.1 · 300 + 0.06 · 200 = 42; net 8 of gross 12.
  const { tree, grossMargin, value } = scheduleMargin(trades, standardSchedule)
  expect(grossMargin).toBe(42)
  expect(tree.children.map((child) => child.value)).toEqual([30, 12])
  expect(value).toBeCloseTo((0.4 + 0.6 * (8 / 12)) * 42, 12)
})

test('an unknown product class and a number that is none are refused', () => {
  const trade = { id: 'a', productClass: 'Rates', maturityYears: 1, notional: 1, presentValue: 0 }
  expect(() => scheduleMargin([{ ...trade, productClass: 'toString' }], standardSchedule)).toThrow(PlimsollError)
  expect(() => scheduleMargin([{ ...trade, notional: Number.NaN }], standardSchedule)).toThrow('trades[0].notional')
})
