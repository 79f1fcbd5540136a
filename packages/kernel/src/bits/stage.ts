import { exp, log, logRatio } from '../elementary/index.js'
import type { KernelFunctions } from '../functions.js'
import type { KernelMemory } from '../memory/kernelMemory.js'
import { normalCdf, normalPdf } from '../normal/index.js'
import { timeValueAnywhere } from '../price/timeValueAnywhere.js'
import type { Team } from '../team/team.js'
import { Digest } from './digest.js'

/** Functions of one number or few, which the module exports too. */
interface ScalarFunctions {
  exp(x: number): number
  log(x: number): number
  logRatio(a: number, b: number): number
  normalCdf(x: number): number
  normalPdf(x: number): number
  timeValueAnywhere(x: number, forward: number, v: number): number
}

const plainScalars: ScalarFunctions = { exp, log, logRatio, normalCdf, normalPdf, timeValueAnywhere }

/** Where a group of functions is run: columns are laid out in the memory and given back by `clear`. */
export class Stage {
  readonly memory: KernelMemory
  /** Jobs go through it, so that they may be done by several threads. */
  readonly team: Team
  readonly run: KernelFunctions & ScalarFunctions
  readonly digest: Digest = new Digest()
  readonly #places: [place: number, bytes: number][] = []

  constructor(team: Team) {
    this.memory = team.memory
    this.team = team
    this.run = { ...plainScalars, ...team.functions }
  }

  allocate(bytes: number): number {
    const place = this.memory.allocate(bytes)
    this.#places.push([place, bytes])
    return place
  }

  /** A column of float64, zeros unless told. */
  column(count: number, value?: (row: number) => number): number {
    const place = this.allocate(8 * count)
    if (value !== undefined) {
      const column = this.memory.doubles(place, count)
      for (let row = 0; row < count; row++) column[row] = value(row)
    }
    return place
  }

  columnOf(values: readonly number[]): number {
    return this.column(values.length, (row) => values[row]!)
  }

  words(values: readonly number[]): number {
    const place = this.allocate(4 * values.length)
    this.memory.words(place, values.length).set(values)
    return place
  }

  /** Takes whole columns of float64 into the digest. */
  take(count: number, ...places: readonly number[]): void {
    for (const place of places) this.digest.doubles(this.memory.doubles(place, count))
  }

  /** Gives back what was allocated. */
  clear(): void {
    for (const [place, bytes] of this.#places) this.memory.release(place, bytes)
    this.#places.length = 0
  }
}

/** A fixed stream of numbers in [0, 1), 32 bits each. */
export function numberStream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state * 2 ** -32
  }
}

/** Numbers at the limits: zeros, subnormals, the ends of the range, no numbers, and the borders of the direct formula. */
export const oddNumbers: readonly number[] = [
  0,
  -0,
  1,
  -1,
  5e-324,
  1e-320,
  2.225073858507201e-308,
  2.2250738585072014e-308,
  1e-9,
  0.015624999999999998,
  0.015625,
  0.015625000000000003,
  37.5,
  37.50000000000001,
  1e154,
  1.7976931348623157e308,
  Infinity,
  -Infinity,
  Number.NaN,
]
