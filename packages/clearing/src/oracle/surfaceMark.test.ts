import { expect, test } from 'vitest'
import {
  applySurface,
  emptySurface,
  longOptionCredit,
  type MarkedSlice,
  type SurfaceConfig,
  surfaceStatus,
} from './surfaceMark.js'

const day = 86_400_000
const config: SurfaceConfig = {
  underlying: 'BTC',
  effectiveFrom: 0,
  decimals: 2,
  volPpmPerSecond: 20_000n,
  leastVolPpm: 10_000n,
  greatestVolPpm: 5_000_000n,
  arbitrageTolerancePpm: 10n,
  heartbeatMs: 60_000,
}
const strikes = [60_000_00n, 65_000_00n, 70_000_00n, 75_000_00n, 80_000_00n]

function slice(days: number, ...vols: readonly number[]): MarkedSlice {
  return { expiry: days * day, forward: 70_000_00n, strikes, volsPpm: vols.map((vol) => BigInt(Math.round(vol * 1e6))) }
}

const calm = [slice(30, 0.6, 0.55, 0.5, 0.52, 0.56), slice(60, 0.58, 0.54, 0.51, 0.52, 0.54)]
const { state: begun, outcome } = applySurface(config, emptySurface, calm, 1000, 1000)

test('the first surface is taken as it is, if it admits no arbitrage', () => {
  expect(outcome).toBe('taken')
  expect(surfaceStatus(config, begun, 1000)).toEqual({ status: 'VALID', reasons: [] })
  expect(surfaceStatus(config, emptySurface, 1000)).toEqual({ status: 'HALT', reasons: ['never-priced'] })
  const butterfly = [slice(30, 0.6, 0.55, 0.9, 0.52, 0.56)]
  expect(applySurface(config, emptySurface, butterfly, 1000, 1000)).toEqual({
    state: emptySurface,
    outcome: 'arbitrage',
  })
  const calendar = [slice(30, 0.6, 0.55, 0.5, 0.52, 0.56), slice(60, 0.4, 0.35, 0.3, 0.32, 0.36)]
  expect(applySurface(config, emptySurface, calendar, 1000, 1000).outcome).toBe('arbitrage')
})

test('P8 wing: a lot that moves an illiquid volatility by 40 points moves the mark by 2 a second, or not at all', () => {
  const wide = [40_000_00n, 60_000_00n, 70_000_00n, 80_000_00n, 100_000_00n]
  const smile = (...vols: readonly number[]): readonly MarkedSlice[] => [{ ...slice(30, ...vols), strikes: wide }]
  const { state } = applySurface(config, emptySurface, smile(0.7, 0.55, 0.5, 0.52, 0.7), 1000, 1000)
  const step = applySurface(config, state, smile(1.1, 0.55, 0.5, 0.52, 0.7), 2000, 2000)
  expect(step.outcome).toBe('limited')
  expect(step.state.slices[0]!.volsPpm).toEqual([720_000n, 550_000n, 500_000n, 520_000n, 700_000n])
  expect(surfaceStatus(config, step.state, 2000)).toEqual({ status: 'UNCERTAIN', reasons: ['moved'] })
  // Withdrawn after a second, the quote has moved nothing for good.
  const back = applySurface(config, step.state, smile(0.7, 0.55, 0.5, 0.52, 0.7), 3000, 3000)
  expect(back.outcome).toBe('taken')
  expect(back.state.slices).toEqual(state.slices)
  // On the other wing it makes a call dearer than the one 20,000 below it.
  expect(applySurface(config, state, smile(0.7, 0.55, 0.5, 0.52, 1.1), 2000, 2000)).toEqual({
    state,
    outcome: 'arbitrage',
  })
})

test('P8 wing: a bought option is credited at no more than somebody bids', () => {
  expect(longOptionCredit(500n, 120n)).toBe(120n)
  expect(longOptionCredit(500n, 700n)).toBe(500n)
  expect(longOptionCredit(500n)).toBe(0n)
})

test('what is made on the way admits no arbitrage either: it waits, goes further the next time, and arrives', () => {
  // A storm: near volatility up by 90 points, far by 30. On the way both go at the same speed.
  const storm = [slice(30, 1.6, 1.5, 1.4, 1.42, 1.46), slice(60, 1.2, 1.15, 1.1, 1.11, 1.14)]
  let state = begun
  let seconds = 0
  const outcomes: string[] = []
  while (state.isBehind || seconds === 0) {
    seconds++
    const step = applySurface(config, state, storm, 1000 + seconds * 1000, 1000 + seconds * 1000)
    state = step.state
    outcomes.push(step.outcome)
    // Nothing that stands is an arbitrage: it is taken whole by an engine that has no surface yet.
    expect(applySurface(config, emptySurface, state.slices, 1e9, 1000 + seconds * 1000).outcome).not.toBe('arbitrage')
  }
  // 100 points at 2 a second.
  expect(seconds).toBe(50)
  expect(outcomes.filter((one) => one === 'held')).toHaveLength(2)
  expect(new Set(outcomes)).toEqual(new Set(['limited', 'held', 'taken']))
  expect(state.slices).toEqual(storm)
})

test('age, order and form', () => {
  expect(surfaceStatus(config, begun, 60_999).status).toBe('VALID')
  expect(surfaceStatus(config, begun, 61_000)).toEqual({ status: 'STALE', reasons: ['late'] })
  expect(applySurface(config, begun, calm, 999, 5000).outcome).toBe('time-backwards')
  expect(applySurface(config, begun, calm, 5001, 5000).outcome).toBe('time-backwards')
  const bad: readonly (readonly MarkedSlice[])[] = [
    [slice(30, 0.6, 0.55, 0.5, 0.52)],
    [slice(30, 0.6, 0.55, 0, 0.52, 0.56)],
    [slice(30, 0.6, 0.55, 5.1, 0.52, 0.56)],
    [...calm].reverse(),
    [{ ...calm[0]!, forward: 0n }],
    [{ ...calm[0]!, strikes: [...strikes].reverse() }],
  ]
  for (const slices of bad)
    expect(applySurface(config, begun, slices, 2000, 2000)).toEqual({ state: begun, outcome: 'malformed' })
})
