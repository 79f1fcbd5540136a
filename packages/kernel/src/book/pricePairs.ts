import type { KernelMemory } from '../memory/kernelMemory.js'
import { timeValues } from '../price/timeValues.js'
import { columnFields, pairFields, pairFlags, pairTaskBytes } from './pairTask.js'

/**
 * Rows of profit of one call and one put of the same strike and expiry in every scenario, for the tasks `from` to `to` − 1: what
 * is laid out is described in pairTask.ts. Every row has the bits that the library's revaluation of one option gives it.
 */
export function pricePairs(memory: KernelMemory, tasks: number, from: number, to: number): void {
  for (let task = from; task < to; task++) pricePair(memory, tasks + task * pairTaskBytes)
}

function pricePair(memory: KernelMemory, task: number): void {
  const { f64, u32 } = memory.views
  const number = (field: number): number => f64[(task + field) >>> 3]!
  const word = (field: number): number => u32[(task + field) >>> 2]!
  const columns = word(pairFields.columns)
  const column = (field: number, length: number): Float64Array => memory.doubles(u32[(columns + field) >>> 2]!, length)
  const count = u32[(columns + columnFields.count) >>> 2]!
  const [moves, forwards, factors, shifts, floors, paid] = [
    column(columnFields.logMoves, count),
    column(columnFields.forwards, count),
    column(columnFields.factors, count),
    column(columnFields.shifts, count),
    column(columnFields.floors, count),
    column(columnFields.paid, count),
  ] as const
  const flags = word(pairFields.flags)
  const isInverse = (flags & pairFlags.inverse) !== 0
  const weights = (flags & pairFlags.weighted) !== 0 ? column(columnFields.weights, count) : undefined
  const outCall = memory.doubles(word(pairFields.outCall), count)
  const outPut = memory.doubles(word(pairFields.outPut), count)
  const strike = number(pairFields.strike)
  const discount = number(pairFields.discount)
  const units = number(pairFields.units)
  const vols = new Float64Array(count)
  for (let s = 0; s < count; s++) {
    const moved = number(pairFields.volatility) * factors[s]! + shifts[s]!
    vols[s] = (moved > floors[s]! ? moved : floors[s]!) * number(pairFields.rootYears)
  }
  const values = new Float64Array(count)
  const inverseVols = vols.map((v) => 1 / v)
  timeValues(count, number(pairFields.logMoneyness), moves, forwards, vols, inverseVols, values)
  const settled = (price: number, s: number, now: number): number => {
    const profit = units * ((isInverse ? price / forwards[s]! : price) * paid[s]!) - now
    return weights === undefined ? profit : profit * weights[s]!
  }
  for (let s = 0; s < count; s++) {
    const d = forwards[s]! - strike
    const size = Math.abs(d)
    const call = (values[s]! + 0.5 * (d + size)) * discount
    const put = (values[s]! + 0.5 * (size - d)) * discount
    outCall[s] = settled(call, s, number(pairFields.nowCall))
    outPut[s] = settled(put, s, number(pairFields.nowPut))
  }
}
