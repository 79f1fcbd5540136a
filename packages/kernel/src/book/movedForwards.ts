import { log } from '../elementary/index.js'
import type { KernelMemory } from '../memory/kernelMemory.js'

/** Bytes of one task of `movedForwards`. */
export const forwardTaskBytes = 32

/** Where a task's fields lie, in bytes: a float64, then 32-bit words, the places of float64 columns of even length. */
export const forwardFields = {
  /** The forward as it is now. */
  now: 0,
  /** By how much each scenario multiplies it. */
  growth: 8,
  /** What becomes of it. */
  forwards: 12,
  /** The logarithm of its move. */
  moves: 16,
} as const

/** Forwards in every one of `count` scenarios and the logarithms of their moves, for the tasks `from` to `to` − 1. */
export function movedForwards(memory: KernelMemory, tasks: number, from: number, to: number, count: number): void {
  const { f64, u32 } = memory.views
  for (let task = tasks + from * forwardTaskBytes; task < tasks + to * forwardTaskBytes; task += forwardTaskBytes) {
    const now = f64[(task + forwardFields.now) >>> 3]!
    const column = (field: number): number => u32[(task + field) >>> 2]! >>> 3
    const [growth, forwards, moves] = [
      column(forwardFields.growth),
      column(forwardFields.forwards),
      column(forwardFields.moves),
    ] as const
    for (let s = 0; s < count; s++) {
      const moved = now * f64[growth + s]!
      f64[forwards + s] = moved
      f64[moves + s] = log(moved / now)
    }
  }
}
