import { describe, expect, test } from 'vitest'
import { exp, logRatio } from '../elementary/index.js'
import { optionPairRow } from '../loop/index.js'
import { KernelMemory } from '../memory/kernelMemory.js'
import { type Make, makes, wasmRandom } from './fixture/pathRun.js'
import { randomReference } from './functions.js'
import {
  pathWeightBytes,
  splineScratchBytes,
  splineTaskBytes,
  tileBytes,
  tileLength,
  writeSplineTask,
} from './splineTask.js'

interface SplineRun {
  readonly nodes: number
  readonly levels?: number
  readonly price: readonly [low: number, high: number]
  readonly level?: readonly [low: number, high: number]
  readonly values: readonly ((x: number, y: number) => number)[]
  readonly prices: readonly number[]
  readonly levelMoves?: readonly number[]
}

function runSplines(make: Make, run: SplineRun): { rows: Float64Array[]; outside: number[]; memory: KernelMemory } {
  const { nodes, levels = 1, price, level = [0, 0], values, prices, levelMoves = [] } = run
  const memory = new KernelMemory()
  const tiles = Math.ceil(values.length / tileLength)
  const rowLength = prices.length
  const task = {
    nodes,
    levels,
    lowestPrice: price[0],
    highestPrice: price[1],
    lowestLevel: level[0],
    highestLevel: level[1],
    values: memory.allocate(8 * tiles * tileLength * nodes * levels),
    coefficients: memory.allocate(tiles * tileBytes(nodes, levels)),
    prices: memory.allocate(8 * prices.length),
    levelMoves: memory.allocate(8 * prices.length),
    paths: prices.length,
    weights: memory.allocate(pathWeightBytes * prices.length),
    outside: memory.allocate(4 * (1 + prices.length)),
    rows: memory.allocate(8 * tiles * tileLength * rowLength),
    rowLength,
  }
  const place = memory.allocate(splineTaskBytes)
  const scratch = memory.allocate(splineScratchBytes(nodes, levels))
  writeSplineTask(memory, place, task)
  memory.doubles(task.prices, prices.length).set(prices)
  memory.doubles(task.levelMoves, prices.length).set(levelMoves)
  const given = memory.doubles(task.values, values.length * nodes * levels)
  const at = ([low, high]: readonly [number, number], k: number, count: number): number =>
    count === 1 ? 0 : low + ((high - low) * k) / (count - 1)
  for (const [instrument, value] of values.entries()) {
    for (let y = 0; y < levels; y++) {
      for (let x = 0; x < nodes; x++) {
        given[(instrument * levels + y) * nodes + x] = value(at(price, x, nodes), at(level, y, levels))
      }
    }
  }
  const { splineCoefficients, splineWeights, splineRows } = make(memory)
  splineCoefficients(place, 0, tiles, scratch)
  splineWeights(place)
  for (let tile = 0; tile < tiles; tile++) splineRows(place, tile, tile + 1)
  const list = memory.words(task.outside, 1 + prices.length)
  return {
    rows: values.map((_, k) => memory.doubles(task.rows + 8 * k * rowLength, prices.length)),
    outside: Array.from(list.subarray(1, 1 + list[0]!)),
    memory,
  }
}

function stream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state * 2 ** -32
  }
}

function spread(count: number, low: number, high: number, seed: number): number[] {
  const next = stream(seed)
  return Array.from({ length: count }, () => low + (high - low) * next())
}

const cubics = [
  () => 1,
  (x: number) => x,
  (x: number) => x * x - 3,
  (x: number) => x ** 3 - 2 * x,
  (x: number) => 5 * x ** 3 + x * x,
]

/** Value of a call on a forward of 1 at log price x, with its volatility multiplied by e^y. */
function call(strike: number, volatility: number): (x: number, y: number) => number {
  const one = (value: number): Float64Array => Float64Array.of(value)
  const [out, put] = [one(0), one(0)]
  return (x, y) => {
    const v = volatility * exp(y)
    optionPairRow(1, logRatio(1, strike), strike, one(x), one(exp(x)), one(v), one(1 / v), 1, 0, 0, out, put)
    return out[0]!
  }
}

describe.each(makes)('%s', (_name, make) => {
  test('cubics of price and level come back, from the first node to the last', () => {
    for (const nodes of [4, 5, 6, 65]) {
      const prices = [-0.5, 0.7, ...spread(200, -0.5, 0.7, 1)]
      const { rows, outside } = runSplines(make, { nodes, price: [-0.5, 0.7], values: cubics, prices })
      expect(outside).toEqual([])
      for (const [k, value] of cubics.entries()) {
        prices.forEach((x, i) => {
          expect(Math.abs(rows[k]![i]! - value(x))).toBeLessThan(1e-13)
        })
      }
    }
    const values = cubics.flatMap((f, k) => [(x: number, y: number) => f(x) * (1 + cubics[4 - k]!(y)) + y])
    const prices = spread(301, -1, 1, 2)
    const levelMoves = spread(301, -2, 3, 3)
    const { rows } = runSplines(make, {
      nodes: 9,
      levels: 5,
      price: [-1, 1],
      level: [-2, 3],
      values,
      prices,
      levelMoves,
    })
    for (const [k, value] of values.entries()) {
      prices.forEach((x, i) => {
        expect(Math.abs(rows[k]![i]! - value(x, levelMoves[i]!))).toBeLessThan(1e-11)
      })
    }
  })

  test('values at nodes are kept, on both axes', () => {
    const next = stream(4)
    const noise = new Map<string, number>()
    const value = (x: number, y: number): number => {
      const key = `${Math.round(x * 8)} ${Math.round(y * 8)}`
      if (!noise.has(key)) noise.set(key, next())
      return noise.get(key)!
    }
    const grid = Array.from({ length: 17 * 9 }, (_, k) => [(k % 17) / 8 - 1, Math.floor(k / 17) / 8 - 0.5] as const)
    const { rows } = runSplines(make, {
      nodes: 17,
      levels: 9,
      price: [-1, 1],
      level: [-0.5, 0.5],
      values: [value],
      prices: grid.map(([x]) => x),
      levelMoves: grid.map(([, y]) => y),
    })
    grid.forEach(([x, y], i) => {
      expect(Math.abs(rows[0]![i]! - value(x, y))).toBeLessThan(1e-14)
    })
  })

  test('paths outside are listed and have no value; the others are as without them', () => {
    const prices = [-0.5000001, -0.5, 0, 0.5, 0.5000001, 7, -Infinity, Infinity, Number.NaN, 0.1, -1e300]
    const one = { nodes: 9, price: [-0.5, 0.5], values: cubics } as const
    const { rows, outside } = runSplines(make, { ...one, prices })
    expect(outside).toEqual([0, 4, 5, 6, 7, 8, 10])
    for (const row of rows)
      expect(Array.from(row, (x) => !Number.isNaN(x))).toEqual(prices.map((x) => Math.abs(x) <= 0.5))
    const inside = runSplines(make, { ...one, prices: [-0.5, 0, 0.5, 0.1] }).rows[3]!
    expect([rows[3]![1], rows[3]![2], rows[3]![3], rows[3]![9]]).toEqual([...inside])

    const two = runSplines(make, {
      ...one,
      levels: 4,
      level: [-1, 1],
      prices: [0, 0, 0, 0, 2, 0],
      levelMoves: [-1.5, -1, 1, 1.01, 0, Number.NaN],
    })
    expect(two.outside).toEqual([0, 3, 4, 5])
  })

  test('error of a call over ±40 %, in parts of the forward, by tenor and nodes', () => {
    // Bounds are about twice what a run showed.
    const bounds: readonly (readonly [days: number, nodes65: number, nodes129: number])[] = [
      [1, 2e-6, 8e-8],
      [7, 3e-7, 2e-8],
      [30, 5e-8, 3e-9],
      [180, 4e-9, 3e-10],
    ]
    const strikes = Array.from({ length: 13 }, (_, k) => 0.7 + 0.05 * k)
    const prices = spread(2000, -0.4, 0.4, 6)
    for (const [days, ...limits] of bounds) {
      for (const [k, nodes] of [65, 129].entries()) {
        const values = strikes.map((strike) => call(strike, 0.8 * Math.sqrt(days / 365)))
        const { rows } = runSplines(make, { nodes, price: [-0.4, 0.4], values, prices })
        let worst = 0
        for (const [row, value] of values.entries()) {
          prices.forEach((x, i) => {
            worst = Math.max(worst, Math.abs(rows[row]![i]! - value(x, 0)))
          })
        }
        expect(worst, `${days} days, ${nodes} nodes`).toBeLessThan(limits[k]!)
      }
    }
  })

  test('error of a call over ±40 % and volatility from −39 to +65 %, in parts of the forward, by levels', () => {
    // e^∓0.5. Bounds are about twice what a run showed: the level is the coarser axis, whatever the tenor.
    const strikes = Array.from({ length: 13 }, (_, k) => 0.7 + 0.05 * k)
    const prices = spread(2000, -0.4, 0.4, 6)
    const levelMoves = spread(2000, -0.5, 0.5, 9)
    for (const days of [7, 30, 180]) {
      for (const [levels, bound] of [
        [9, 1e-5],
        [17, 1e-6],
      ] as const) {
        const values = strikes.map((strike) => call(strike, 0.8 * Math.sqrt(days / 365)))
        const axes = { nodes: 65, price: [-0.4, 0.4], levels, level: [-0.5, 0.5] } as const
        const { rows } = runSplines(make, { ...axes, values, prices, levelMoves })
        for (const [row, value] of values.entries()) {
          prices.forEach((x, i) => {
            expect(Math.abs(rows[row]![i]! - value(x, levelMoves[i]!))).toBeLessThan(bound)
          })
        }
      }
    }
  })
})

test('WebAssembly and TypeScript agree to the bit, with values of any kind', () => {
  let compared = 0
  const kinds = [
    ...cubics,
    call(1.1, 0.05),
    call(0.9, 0.3),
    (x: number) => 1e300 * x,
    (x: number) => 1 / x,
    () => Number.NaN,
  ]
  for (const [nodes, levels, paths] of [
    [4, 1, 1],
    [5, 4, 2],
    [65, 1, 30_001],
    [17, 5, 10_000],
    [129, 9, 4001],
  ] as const) {
    const run = {
      nodes,
      levels,
      price: [-0.4, 0.6],
      level: [-1, 1],
      values: kinds,
      prices: spread(paths, -0.45, 0.65, 7),
      levelMoves: spread(paths, -1.1, 1.1, 8),
    } as const
    const fast = runSplines(wasmRandom, run)
    const plain = runSplines(randomReference, run)
    expect(fast.outside).toEqual(plain.outside)
    for (const [k, row] of plain.rows.entries()) {
      for (let i = 0; i < paths; i++) {
        if (!Object.is(fast.rows[k]![i], row[i]))
          expect.fail(`${nodes} ${levels} ${k} ${i}: ${fast.rows[k]![i]} ${row[i]}`)
      }
      compared += paths
    }
  }
  expect(compared).toBeGreaterThan(400_000)
})
