import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { ScenarioGrid } from '../scenario/scenarioSet.js'
import { scenarioSetOf } from '../scenario/scenarioSet.js'
import { riskArrays } from './riskArrays.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const folder = (name: string): readonly string[] => {
  const path = `${shared}/oracles/${name}`
  if (existsSync(path)) {
    return readdirSync(path)
      .filter((file) => file.endsWith('.json'))
      .map((file) => `${path}/${file}`)
  }
  console.warn(
    `!! SKIPPED: Deribit's risk vectors, no folder ${path}; set PLIMSOLL_SHARED to the folder that holds it.`,
  )
  return []
}

interface RiskVectors {
  readonly standard: readonly number[]
  readonly extended: readonly number[]
}

interface PairParameters {
  readonly price_range: number
  readonly volatility_range_up: number
  readonly volatility_range_down: number
  readonly min_volatility_for_shock_up: number
  readonly short_term_vega_power: number
  readonly long_term_vega_power: number
  readonly extended_table_factor: number
}

interface Response {
  readonly result: {
    readonly index_price: Readonly<Record<string, number>>
    readonly ticker?: Readonly<Record<string, { readonly mark_price: number }>>
    readonly portfolio: { readonly position: Readonly<Record<string, number>> }
    readonly initial_risk_vectors: Readonly<Record<string, RiskVectors>>
    readonly model_params: {
      readonly general: { readonly buckets_count: number }
      readonly currency_pair: Readonly<Record<string, PairParameters>>
    }
  }
}

/** Deribit prints 8 or 9 decimals of its positions, and its vectors follow from more of them. */
const printedTolerance = 1e-8

/** Both venue responses end their extended table at the same eight moves (support article "Portfolio Margin"). */
const tailMoves = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5]

/** Deribit's extended risk matrix as a grid. */
function gridOf(underlying: string, pair: PairParameters, buckets: number, moves: readonly number[]): ScenarioGrid {
  const term = {
    referenceDays: 30,
    shortPower: pair.short_term_vega_power,
    longPower: pair.long_term_vega_power,
    minDays: 1,
  }
  const nodes = Array.from({ length: 2 * buckets + 1 }, (_, node) => node / buckets - 1)
  return {
    smile: 'sticky-strike',
    horizonDays: 0,
    conversion: 'now',
    range: { [underlying]: pair.price_range },
    moves: nodes,
    volatility: [
      { id: 'down', kind: 'relative', move: -pair.volatility_range_down, term },
      { id: 'same', kind: 'none' },
      { id: 'up', kind: 'relative', move: pair.volatility_range_up, floor: pair.min_volatility_for_shock_up, term },
    ],
    tails: moves.map((move) => ({
      move,
      weight: { rule: 'range-over-move', factor: pair.extended_table_factor },
      volatility: 'up',
    })),
  }
}

/** Inverse contracts of one dollar, entered at their mark: a position of q coins is q·mark contracts. */
function marketOf(underlying: string, index: number, marks: Readonly<Record<string, number>>): MarketSnapshot {
  const instruments = Object.keys(marks).map((id): [string, Instrument] => [
    id,
    {
      kind: 'perpetual',
      id,
      underlying,
      settlement: { kind: 'inverse', currency: underlying },
      contractSize: 1,
    } as Instrument,
  ])
  return {
    asOf: 0,
    source: { kind: 'manual', name: 'venue response' },
    currency: 'USD',
    assets: { [underlying]: { price: index, decimals: 8, underlying } },
    underlyings: { [underlying]: { index, model: 'black', forwards: [], slices: [] } },
    instruments: new Map(instruments),
    marks: new Map(Object.entries(marks)),
    funding: new Map(),
  }
}

/** A position's weighted profit in coin, in every scenario. */
function coinVector(market: MarketSnapshot, grid: ScenarioGrid, id: string, coins: number): readonly number[] {
  const instrument = market.instruments.get(id)!
  const price = market.assets[instrument.underlying]!.price
  const contracts = coins * market.marks.get(id)!
  return [...riskArrays(market, scenarioSetOf(grid, 'deribit')).row(instrument)].map(
    (profit) => (contracts * profit) / price,
  )
}

describe('Deribit’s extended table, as the venue printed it', () => {
  for (const file of folder('venues')) {
    const { id, venue, kind, inputs, expected } = JSON.parse(readFileSync(file, 'utf8'))
    if (venue !== 'deribit' || kind !== 'extended-table') continue
    test(id, () => {
      const pair: PairParameters = {
        price_range: inputs.price_range,
        volatility_range_up: 0.5,
        volatility_range_down: 0.25,
        min_volatility_for_shock_up: 0.5,
        short_term_vega_power: 0.3,
        long_term_vega_power: 0.13,
        extended_table_factor: inputs.factor,
      }
      const grid = gridOf('COIN', pair, 4, inputs.moves)
      const vector = coinVector(marketOf('COIN', 2000, { PERPETUAL: 2000 }), grid, 'PERPETUAL', inputs.delta)
      const tails = vector.slice(27)
      expect(tails).toHaveLength(expected.extendedVector.length)
      for (const [row, value] of tails.entries()) {
        expect(Math.abs(value - expected.extendedVector[row])).toBeLessThan(printedTolerance)
      }
    })
  }
})

describe('Deribit’s risk vectors of a live portfolio', () => {
  for (const file of folder('accounts')) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    if (!name.startsWith('deribit_pme_simulate')) continue
    test(name, () => {
      const { result }: Response = JSON.parse(readFileSync(file, 'utf8'))
      const { general, currency_pair } = result.model_params
      const vectors = Object.entries(result.initial_risk_vectors)
      expect(vectors.length).toBeGreaterThan(0)
      for (const [id, { standard, extended }] of vectors) {
        const underlying = id.slice(0, id.indexOf('-'))
        const pair = `${underlying.toLowerCase()}_usd`
        const index = result.index_price[pair]!
        const grid = gridOf(underlying, currency_pair[pair]!, general.buckets_count, tailMoves)
        // What an inverse contract earns in coin does not depend on the mark it is measured from, so the index will do.
        const market = marketOf(underlying, index, { [id]: result.ticker?.[id]?.mark_price ?? index })
        const vector = coinVector(market, grid, id, result.portfolio.position[id]!)
        const printed = [...standard, ...extended]
        expect(vector).toHaveLength(printed.length)
        for (const [row, value] of vector.entries()) {
          expect(Math.abs(value - printed[row]!)).toBeLessThan(printedTolerance)
        }
      }
    })
  }
})
