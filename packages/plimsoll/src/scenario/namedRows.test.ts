import { expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { riskArrays } from '../valuation/riskArrays.js'
import { scenarioSetOf, shockOf } from './scenarioSet.js'
import type { VolatilityRow } from './volatilityRow.js'

const row: VolatilityRow = { id: 'up', kind: 'relative', move: 0.3, moves: { ETH: 0.4 }, floor: 0.5 }
const common = { smile: 'sticky-strike', horizonDays: 0, volatility: [row] } as const

test('a row moves the volatility of an underlying that it names by a number of its own', () => {
  const grid = scenarioSetOf(
    {
      ...common,
      range: { BTC: 0.1, '*': 0.2 },
      moves: [1],
      tails: [{ move: 2, weight: 0.5, volatility: 'up' }],
    },
    'grid',
  )
  const list = scenarioSetOf(
    {
      ...common,
      kind: 'list',
      scenarios: [
        { id: 'all', move: 0.2, volatility: 'up' },
        { id: 'by name', moves: { BTC: 0.1, '*': 0.2 }, volatility: 'up' },
      ],
    },
    'list',
  )
  for (const scenario of [...grid.scenarios, ...list.scenarios]) {
    const move = (name: string) => shockOf(scenario, name).volatility
    expect(move('ETH')).toEqual({ kind: 'relative', move: 0.4, floor: 0.5 })
    expect(move('BTC')).toEqual({ kind: 'relative', move: 0.3, floor: 0.5 })
    expect(move('SOL')).toEqual({ kind: 'relative', move: 0.3, floor: 0.5 })
  }
  // Its price moves as everyone else’s.
  expect(grid.scenarios.map((scenario) => shockOf(scenario, 'ETH').price.move)).toEqual([0.2, 2])
  expect(list.scenarios.map((scenario) => shockOf(scenario, 'ETH').price.move)).toEqual([0.2, 0.2])
})

test('with an unchanged basis a future moves by the index’s move in price units', () => {
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 } },
    underlyings: { BTC: { index: 100 } },
    instruments: [
      {
        kind: 'perpetual',
        id: 'P',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      },
    ],
    marks: { P: 104 },
  })
  const profits = (basis: 'proportional' | 'unchanged') =>
    Array.from(
      riskArrays(
        market,
        scenarioSetOf(
          {
            ...common,
            kind: 'list',
            basis,
            volatility: [{ id: 'same', kind: 'none' }],
            scenarios: [-0.5, 0.25].map((move) => ({ id: String(move), move, volatility: 'same' })),
          },
          basis,
        ),
      ).row(market.instruments.get('P')!),
    )
  expect(profits('unchanged')).toEqual([-50, 25])
  expect(profits('proportional')).toEqual([-52, 26])
})
