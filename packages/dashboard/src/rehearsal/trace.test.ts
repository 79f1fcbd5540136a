import type { RehearsalEvent, RehearsalHistoryView, RehearsalPoint, RehearsalView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { type RehearsalTrace, withRehearsal, withRehearsalHistory } from './trace'

const pointAt = (step: number) => ({ step, price: 100 - step }) as RehearsalPoint
const eventOf = (number: number) => ({ number, what: `event ${number}` }) as RehearsalEvent
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, row) => from + row)

/** Three events a step, and a tail of four points and six events. */
const viewAt = (step: number, own: Partial<RehearsalView> = {}): RehearsalView =>
  ({
    id: 1,
    state: 'playing',
    step,
    points: range(Math.max(0, step - 3), step).map(pointAt),
    events: range(Math.max(0, 3 * step - 5), 3 * step).map(eventOf),
    ...own,
  }) as RehearsalView
const historyTo = (step: number, id = 1): RehearsalHistoryView => ({
  id,
  points: range(0, step).map(pointAt),
  events: range(0, 3 * step).map(eventOf),
})
const after = (views: readonly RehearsalView[]): RehearsalTrace | null =>
  views.reduce<RehearsalTrace | null>(withRehearsal, null)
const stepsOf = (trace: RehearsalTrace | null | undefined): number[] => trace!.points.map(({ step }) => step)
const numbersOf = (trace: RehearsalTrace | null | undefined): number[] => trace!.events.map(({ number }) => number)

test('views overlap: one that was left out leaves no gap', () => {
  const trace = after([viewAt(0), viewAt(1), viewAt(3), viewAt(3)])
  expect(stepsOf(trace)).toEqual([0, 1, 2, 3])
  expect(numbersOf(trace)).toEqual(range(0, 9).reverse())
  expect(trace!.hasGap).toBe(false)
})

test('missing points are asked for at once, missing events when nothing hurries', () => {
  expect(after([viewAt(0), viewAt(9)])!.hasGap).toBe(true)
  const hurried = after([viewAt(0), viewAt(4)])
  expect(hurried!.hasGap).toBe(false)
  expect(numbersOf(hurried)).toEqual([12, 11, 10, 9, 8, 7, 0])
  expect(withRehearsal(hurried, viewAt(4, { state: 'paused' }))!.hasGap).toBe(true)
})

test('the service’s memory fills the gap; what came meanwhile stays', () => {
  const gap = after([viewAt(0), viewAt(9), viewAt(10)])
  const filled = withRehearsalHistory(gap, historyTo(9))
  expect(stepsOf(filled)).toEqual(range(0, 10))
  expect(numbersOf(filled)).toEqual(range(0, 30).reverse())
  expect(filled!.hasGap).toBe(false)
  expect(withRehearsalHistory(gap, historyTo(9, 2))).toBe(gap)
  expect(withRehearsalHistory(null, historyTo(9))).toBeNull()
})

test('another rehearsal begins anew, and none is none', () => {
  const trace = withRehearsal(after([viewAt(0), viewAt(2)]), viewAt(0, { id: 2 }))
  expect(stepsOf(trace)).toEqual([0])
  expect(withRehearsal(trace, null)).toBeNull()
})

test('a page that is opened late asks for what was before, and keeps a bounded list', () => {
  expect(after([viewAt(50)])!.hasGap).toBe(true)
  expect(withRehearsalHistory(after([viewAt(300)]), historyTo(300))!.events).toHaveLength(400)
})
