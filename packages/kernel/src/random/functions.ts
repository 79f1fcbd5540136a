import type { KernelMemory } from '../memory/kernelMemory.js'
import { splineCoefficients } from './splineCoefficients.js'
import { splineRows } from './splineRows.js'
import { splineWeights } from './splineWeights.js'
import { studentPaths } from './studentPaths.js'

/** The functions of Monte Carlo, part of `KernelFunctions`: tasks and scratch are places. */
export interface RandomFunctions {
  studentPaths(task: number, firstPath: number, lastPath: number, scratch: number): void
  splineCoefficients(task: number, from: number, to: number, scratch: number): void
  splineWeights(task: number): void
  splineRows(task: number, from: number, to: number): void
}

/** The functions in plain TypeScript over the same memory: the definition of what the right bits are. */
export function randomReference(memory: KernelMemory): RandomFunctions {
  return {
    studentPaths: (task, firstPath, lastPath) => studentPaths(memory, task, firstPath, lastPath),
    splineCoefficients: (task, from, to) => splineCoefficients(memory, task, from, to),
    splineWeights: (task) => splineWeights(memory, task),
    splineRows: (task, from, to) => splineRows(memory, task, from, to),
  }
}
