import { describe, expect, test } from 'vitest'
import { referenceColumns } from '../../test-reference/reference.js'
import { columnFields, pairColumnsBytes, pairFields, pairScratchBytes, pairTaskBytes } from '../book/pairTask.js'
import { logRatio } from '../elementary/index.js'
import { type KernelFunctions, wasmFunctions } from '../functions.js'
import { KernelMemory } from '../memory/kernelMemory.js'
import { referenceFunctions } from '../referenceFunctions.js'

/**
 * Prices and Greeks against tables of test-reference/make_prices.py (mpmath, 320 bits): total volatility from 0.0025 to 2, prices
 * of the out-of-the-money side down to 1e-30 of the forward, both rights.
 */
const table = referenceColumns('./prices.csv')
const forwards = table.get('forward')!
const strikes = table.get('strike')!
const vols = table.get('total volatility')!
const outside = table.get('price of the out-of-the-money side')!
const count = forwards.length

type Priced = readonly [calls: Float64Array, puts: Float64Array]

/** How the kernel can be asked for the same price. */
const ways: Readonly<Record<string, (memory: KernelMemory, run: KernelFunctions) => Priced>> = {
  priceList: (memory, run) => {
    const ones = filled(memory, count, 1)
    const given = [forwards, strikes, vols].map((values) => placed(memory, values)) as [number, number, number]
    const scratch = memory.allocate(4096)
    const list = (isPut: 0 | 1): Float64Array => {
      const out = memory.allocate(8 * count)
      run.priceList(count, ...given, ones, ones, filled(memory, count, isPut), out, scratch)
      return memory.doubles(out, count).slice()
    }
    return [list(0), list(1)]
  },
  optionPairRow: (memory, run) => {
    const [none, f, v, inverse, call, put] = Array.from({ length: 6 }, () => memory.allocate(16)) as Six
    return eachPair((i) => {
      memory.doubles(f, 2).fill(forwards[i]!)
      memory.doubles(v, 2).fill(vols[i]!)
      memory.doubles(inverse, 2).fill(1 / vols[i]!)
      const log = logRatio(forwards[i]!, strikes[i]!)
      run.optionPairRow(2, log, strikes[i]!, none, f, v, inverse, 1, 0, 0, call, put)
      return [memory.doubles(call, 2)[1]!, memory.doubles(put, 2)[1]!]
    })
  },
  pricePairs: (memory, run) => {
    const [none, f, one, call, put, scratch] = Array.from({ length: 6 }, () => memory.allocate(pairScratchBytes)) as Six
    memory.doubles(one, 2).fill(1)
    const columns = memory.allocate(pairColumnsBytes)
    const words = memory.words(columns, pairColumnsBytes / 4)
    words.fill(one)
    words[columnFields.count / 4] = 2
    words[columnFields.forwards / 4] = f
    for (const field of ['logMoves', 'shifts', 'floors'] as const) words[columnFields[field] / 4] = none
    const task = memory.allocate(pairTaskBytes)
    memory.words(task + pairFields.columns, 4).set([columns, call, put, 0])
    return eachPair((i) => {
      memory.doubles(f, 2).fill(forwards[i]!)
      const log = logRatio(forwards[i]!, strikes[i]!)
      memory.doubles(task, 8).set([log, strikes[i]!, vols[i]!, 1, 1, 1, 0, 0])
      run.pricePairs(task, 0, 1, scratch)
      return [memory.doubles(call, 2)[1]!, memory.doubles(put, 2)[1]!]
    })
  },
}

type Six = [number, number, number, number, number, number]

const kinds = [
  ['WebAssembly', wasmFunctions],
  ['TypeScript', referenceFunctions],
] as const

describe.each(kinds)('%s', (kind, make) => {
  test('prices: 1e-15 of the forward, and 1e-12 of the price down to 1e-30 of the forward', () => {
    expect(count).toBeGreaterThanOrEqual(6000)
    expect(Math.min(...vols)).toBe(0.0025)
    expect(Math.max(...vols)).toBe(2)
    expect(Math.min(...outside.map((price, i) => price / forwards[i]!))).toBeLessThan(2e-30)
    for (const [way, price] of Object.entries(ways)) {
      const memory = new KernelMemory()
      const [calls, puts] = price(memory, make(memory))
      let [absolute, relative, inside] = [0, 0, 0]
      for (let i = 0; i < count; i++) {
        const [forward, strike, exact] = [forwards[i]!, strikes[i]!, outside[i]!]
        const isCallOutside = strike >= forward
        const error = Math.abs((isCallOutside ? calls[i]! : puts[i]!) - exact)
        absolute = Math.max(absolute, error / forward)
        relative = Math.max(relative, error / exact)
        const [high, low] = isCallOutside ? [strike, forward] : [forward, strike]
        const other = Math.abs(exactSum([isCallOutside ? puts[i]! : calls[i]!, -exact, -high, low]))
        inside = Math.max(inside, other / high)
      }
      console.log(
        `${kind}, ${way}: ${count} options and as many in the money; error ${show(absolute)} of the forward, ` +
          `${show(relative)} of the price; in the money ${show(inside)} of the larger of forward and strike`,
      )
      expect(absolute).toBeLessThanOrEqual(1e-15)
      expect(relative).toBeLessThanOrEqual(1e-12)
      expect(inside).toBeLessThanOrEqual(1e-15)
    }
  })

  test('Greeks', () => {
    const given = referenceColumns('./greeks.csv')
    const column = (name: string): Float64Array => given.get(name)!
    const length = column('forward').length
    const names = ['forward', 'strike', 'volatility', 'root of years', 'discount', 'is put', 'rate']
    const memory = new KernelMemory()
    const places = names.map((name) => placed(memory, column(name))) as [...Six, number]
    const outs = Array.from({ length: 5 }, () => memory.allocate(8 * length)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    make(memory).greeksList(length, ...places, ...outs, memory.allocate(4096))
    const [price, delta, gamma, vega, theta] = outs.map((place) => memory.doubles(place, length)) as unknown as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const worst = { delta: 0, deltaOfCallsOutside: 0, gamma: 0, vega: 0, theta: 0 }
    for (let i = 0; i < length; i++) {
      const exact = (name: string): number => column(name)[i]!
      const keep = (name: keyof typeof worst, error: number, size: number): void => {
        worst[name] = Math.max(worst[name], Math.abs(error) / size)
      }
      keep('delta', delta[i]! - exact('delta'), exact('discount'))
      if (exact('is put') === 0 && exact('strike') > exact('forward')) {
        keep('deltaOfCallsOutside', delta[i]! - exact('delta'), exact('delta'))
      }
      keep('gamma', gamma[i]! - exact('gamma'), exact('gamma'))
      keep('vega', vega[i]! - exact('vega'), exact('vega'))
      const decay = (exact('vega') * exact('volatility')) / (2 * exact('root of years') ** 2)
      keep('theta', theta[i]! - exact('theta'), decay + Math.abs(exact('rate') * price[i]!))
    }
    console.log(`${kind}: ${length} options; errors`, worst)
    // Relative to the discount factor, and where the call is out of the money to delta itself.
    expect(worst.delta).toBeLessThanOrEqual(1e-15)
    expect(worst.deltaOfCallsOutside).toBeLessThanOrEqual(1e-12)
    expect(worst.gamma).toBeLessThanOrEqual(1e-12)
    expect(worst.vega).toBeLessThanOrEqual(1e-12)
    // Relative to the sizes of its two terms.
    expect(worst.theta).toBeLessThanOrEqual(1e-12)
  })
})

function placed(memory: KernelMemory, values: Float64Array): number {
  const place = memory.allocate(8 * values.length)
  memory.doubles(place, values.length).set(values)
  return place
}

function filled(memory: KernelMemory, length: number, value: number): number {
  return placed(memory, new Float64Array(length).fill(value))
}

function eachPair(price: (i: number) => readonly [call: number, put: number]): Priced {
  const [calls, puts] = [new Float64Array(count), new Float64Array(count)]
  for (let i = 0; i < count; i++) [calls[i], puts[i]] = price(i)
  return [calls, puts]
}

/** The sum of a few numbers, rounded once: parts that do not overlap (Shewchuk, 1997). */
function exactSum(terms: readonly number[]): number {
  let parts: number[] = []
  for (const term of terms) {
    let sum = term
    const kept: number[] = []
    for (const part of parts) {
      const next = sum + part
      const rest = next - sum
      const lost = sum - (next - rest) + (part - rest)
      if (lost !== 0) kept.push(lost)
      sum = next
    }
    parts = [...kept, sum]
  }
  return parts.reduce((sum, part) => sum + part, 0)
}

function show(x: number): string {
  return x.toExponential(2)
}
