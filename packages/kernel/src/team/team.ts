import { type KernelFunctions, wasmFunctions } from '../functions.js'
import type { KernelMemory } from '../memory/kernelMemory.js'
import { doPart, type Job } from './jobs.js'

/** Whoever does jobs over a kernel memory: one thread, or several. What is computed does not depend on how many they are. */
export interface Team {
  readonly memory: KernelMemory
  /** The functions on the caller's own thread. */
  readonly functions: KernelFunctions
  readonly threads: number
  /**
   * Does a job over `first` (0 unless told) and so many after it, in parts of `part`, and returns when all of it is done; the
   * answers of the parts in their order, for jobs that answer.
   */
  run(job: Job, count: number, part: number, first?: number): readonly number[]
  /** Working space for each thread; a job that needs more than the last one was given must ask again. */
  reserve(bytes: number): void
}

/**
 * A team of the calling thread alone.
 *
 * @example
 * import { KernelMemory, soloTeam } from '@plimsoll/kernel'
 * const team = soloTeam(new KernelMemory())
 * team.run(['pricePairs', 0], 0, 16)
 * team.threads // => 1
 */
export function soloTeam(memory: KernelMemory, functions: KernelFunctions = wasmFunctions(memory)): Team {
  let scratch = 0
  let scratchBytes = 0
  return {
    memory,
    functions,
    threads: 1,
    run(job, count, part, first = 0) {
      const answers: number[] = []
      for (let from = first; from < first + count; from += part) {
        answers.push(doPart(functions, job, from, Math.min(first + count, from + part), scratch))
      }
      return answers
    },
    reserve(bytes) {
      if (bytes <= scratchBytes) return
      if (scratchBytes > 0) memory.release(scratch, scratchBytes)
      scratch = memory.allocate(bytes)
      scratchBytes = bytes
    },
  }
}
