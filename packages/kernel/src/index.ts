export * from './book/foldTask.js'
export * from './book/layout.js'
export { forwardFields, forwardTaskBytes } from './book/movedForwards.js'
export * from './book/pairTask.js'
export {
  type ProbabilityMeasure,
  releaseProbabilityMeasure,
  writeProbabilityMeasure,
} from './book/probabilityMeasure.js'
export * from './elementary/index.js'
export { type KernelFunctions, wasmFunctions } from './functions.js'
export * from './loop/index.js'
export { KernelMemory, type MemoryViews } from './memory/kernelMemory.js'
export * from './normal/index.js'
export * from './price/index.js'
export * from './random/index.js'
export { referenceFunctions } from './referenceFunctions.js'
export type { Job } from './team/jobs.js'
export { soloTeam, type Team } from './team/team.js'
