import type { VenueHistoryView, VenueView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { type VenueTrace, withHistory, withView } from './trace'

const instant = (tick: number): string => new Date(Date.UTC(2026, 2, 2, 8, 0, tick)).toISOString()
const crossing = (account: number) =>
  ({ account, from: 'safe', to: 'warning', equity: 14, maintenance: 10, health: 1.4 }) as const
const levels = (tick: number) => ({ liquidation: tick, call: 2, warning: 3, safe: 95 })

function viewAt(tick: number, accounts: readonly number[] = []): VenueView {
  return {
    asOf: instant(tick),
    tick,
    levels: levels(tick),
    crossed: { total: accounts.length, listed: accounts.map(crossing) },
  } as unknown as VenueView
}

function historyTo(last: number, from = 0): VenueHistoryView {
  const tick = Array.from({ length: last - from + 1 }, (_, row) => from + row)
  return {
    tick,
    asOf: tick.map(instant),
    levels: {
      liquidation: tick.map((one) => levels(one).liquidation),
      call: tick.map(() => 2),
      warning: tick.map(() => 3),
      safe: tick.map(() => 95),
    },
    crossed: [...tick].reverse().map((one) => ({ ...crossing(1000 + one), asOf: instant(one) })),
  }
}

const ticksOf = (trace: VenueTrace | null): number[] => trace!.ticks.map(({ tick }) => tick)

test('views add ticks and the newest crossings first', () => {
  const trace = [viewAt(0), viewAt(1, [7]), viewAt(2), viewAt(3, [8, 9])].reduce(withView, null as VenueTrace | null)
  expect(ticksOf(trace)).toEqual([0, 1, 2, 3])
  expect(trace!.crossed.map(({ account, asOf }) => [account, asOf])).toEqual([
    [8, instant(3)],
    [9, instant(3)],
    [7, instant(1)],
  ])
  expect(trace!.hasGap).toBe(false)
  expect(ticksOf(withView(trace, viewAt(3, [8, 9])))).toEqual([0, 1, 2, 3])
})

test('a view that was left out is a gap, which the service’s memory fills', () => {
  const gap = withView(withView(null, viewAt(0)), viewAt(2, [5]))
  expect(gap.hasGap).toBe(true)
  const filled = withHistory(withView(gap, viewAt(3, [6])), historyTo(2))
  expect(ticksOf(filled)).toEqual([0, 1, 2, 3])
  expect(filled!.crossed.map(({ account }) => account)).toEqual([6, 1002, 1001, 1000])
  expect(filled!.hasGap).toBe(false)
})

test('joining a venue late asks for its past; a venue made anew has none', () => {
  const late = withView(null, viewAt(50))
  expect(late.hasGap).toBe(true)
  expect(withView(late, viewAt(0))).toMatchObject({ hasGap: false, ticks: [{ tick: 0 }] })
  expect(withHistory(null, historyTo(3))).toBeNull()
})

test('the trace does not grow without end', () => {
  let trace: VenueTrace | null = null
  for (let tick = 0; tick < 700; tick++) trace = withView(trace, viewAt(tick, [tick]))
  expect(ticksOf(trace)).toHaveLength(600)
  expect(trace!.crossed).toHaveLength(200)
  expect(trace!.crossed[0]!.account).toBe(699)
})
