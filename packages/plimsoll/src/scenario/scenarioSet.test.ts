import { describe, expect, test } from 'vitest'
import { rulebook } from '../specs/rulebook.js'
import type { ScenarioGrid } from './scenarioGrid.js'
import { scenarioSetOf, shockOf } from './scenarioSet.js'

describe('the scenarios of the house grid', () => {
  const { scenarios } = scenarioSetOf(rulebook('portfolio').scenarios.grid as ScenarioGrid, 'grid')

  test('are 9 price moves × 3 volatility rows and 6 tails', () => {
    expect(scenarios).toHaveLength(33)
    expect(scenarios.filter((scenario) => scenario.weight === 1)).toHaveLength(27)
  })

  test('move every underlying by its own range, and all alike in the tails', () => {
    // −0.75 of ±16, ±18 and ±25 %.
    const fourth = scenarios[3]!
    expect(shockOf(fourth, 'BTC').price.move).toBeCloseTo(-0.12, 15)
    expect(shockOf(fourth, 'ETH').price.move).toBeCloseTo(-0.135, 15)
    expect(shockOf(fourth, 'SOL').price.move).toBeCloseTo(-0.1875, 15)
    const tails = scenarios.slice(27).map((scenario) => [shockOf(scenario, 'BTC').price.move, scenario.weight])
    expect(tails).toEqual([
      [-0.66, 0.2],
      [-0.33, 0.4],
      [0.5, 0.28],
      [1, 0.14],
      [2, 0.07],
      [4, 0.035],
    ])
  })
})
