import { describe, expect, test } from 'vitest'
import {
  describeScenario,
  type ScenarioGrid,
  type ScenarioList,
  scenarioSetOf,
  shockOf,
  weightOf,
} from './scenarioSet.js'

const list: ScenarioList = {
  kind: 'list',
  smile: 'sticky-strike',
  horizonDays: 1,
  conversion: 'now',
  volatility: [
    { id: 'same', kind: 'none' },
    { id: 'up', kind: 'relative', move: 0.4 },
  ],
  scenarios: [
    { id: 'up 18', move: 0.18, volatility: 'up' },
    { id: 'crash', moves: { '*': -0.6, BTC: -0.4 }, volatility: 'up', weight: 0.3, weights: { BTC: 0.5 } },
    { id: 'below zero', absoluteMoves: { CL: -40 }, volatility: 'same' },
    {
      id: 'tilted',
      volatility: { kind: 'surface', level: 0.2, skew: -0.05 },
      tag: 'skew',
      assets: { USDC: -0.1 },
    },
  ],
}
const refusal = (source: ScenarioList): unknown => {
  try {
    return scenarioSetOf(source, 'house')
  } catch (error) {
    return error
  }
}

describe('a list of scenarios', () => {
  const set = scenarioSetOf(list, 'house')
  const [up, crash, belowZero, tilted] = set.scenarios

  test('is expanded in its order, with its rows', () => {
    expect(set).toMatchObject({ id: 'house', smile: 'sticky-strike', horizonDays: 1, conversion: 'now' })
    expect(set.scenarios.map(({ id }) => id)).toEqual(['up 18', 'crash', 'below zero', 'tilted'])
    expect(shockOf(up!, 'ETH')).toEqual({
      price: { kind: 'relative', move: 0.18 },
      volatility: { kind: 'relative', move: 0.4 },
    })
    expect(scenarioSetOf(list, 'house')).toBe(set)
  })

  test('moves and weighs by underlying', () => {
    expect(['BTC', 'ETH'].map((name) => shockOf(crash!, name).price.move)).toEqual([-0.4, -0.6])
    expect(['BTC', 'ETH', undefined].map((name) => weightOf(crash!, name))).toEqual([0.5, 0.3, 0.3])
    expect(shockOf(belowZero!, 'CL').price).toEqual({ kind: 'absolute', move: -40 })
    expect(shockOf(belowZero!, 'BTC').price.move).toBe(0)
  })

  test('takes a shock written in place, and keeps tags', () => {
    expect(shockOf(tilted!, 'BTC').volatility).toEqual({ kind: 'surface', level: 0.2, skew: -0.05 })
    expect(tilted).toMatchObject({ tag: 'skew', assets: { USDC: -0.1 } })
    expect(up).not.toHaveProperty('tag')
  })

  test('says each scenario in words', () => {
    expect(describeScenario(crash!, ['BTC', 'ETH'])).toBe('BTC −40 %, ETH −60 %, vol +40 %, 50 % / 30 % counted')
    expect(describeScenario(tilted!, ['BTC'])).toBe('price 0 %, vol +20 % log at 30 d')
  })

  test('refuses a row that it does not have, and an id that it has twice', () => {
    const [first] = list.scenarios
    expect(refusal({ ...list, scenarios: [{ ...first!, volatility: 'down' }] })).toMatchObject({
      code: 'SPEC_INVALID',
      where: 'scenarios.house.scenarios[0].volatility',
      value: 'down',
    })
    expect(refusal({ ...list, scenarios: [first!, first!] })).toMatchObject({
      code: 'SPEC_INVALID',
      where: 'scenarios.house.scenarios[1].id',
    })
  })
})

test('a tail that counts by range over move has a weight for each range', () => {
  const grid: ScenarioGrid = {
    smile: 'sticky-strike',
    horizonDays: 0,
    range: { '*': 0.25, BTC: 0.16 },
    absoluteRange: { CL: 10 },
    moves: [0],
    volatility: [{ id: 'same', kind: 'none' }],
    tails: [{ move: -0.5, weight: { rule: 'range-over-move', factor: 0.8 }, volatility: 'same' }],
  }
  const tail = scenarioSetOf(grid, 'grid').scenarios[1]!
  // 0.8·(0.16 / 0.5)·(1 − 0.5)/(1 − 0.16) and 0.8·(0.25 / 0.5)·(1 − 0.5)/(1 − 0.25).
  expect(weightOf(tail, 'BTC')).toBeCloseTo(0.152380952380952, 14)
  expect(weightOf(tail, 'SOL')).toBeCloseTo(0.266666666666667, 14)
  // Moved to the edge of its range, and counted there.
  expect(weightOf(tail, 'CL')).toBe(0.8)
  expect(tail.id).toBe('tail −50 %, vol same, range over move counted')
})
