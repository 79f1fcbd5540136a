export { type RandomFunctions, randomReference } from './functions.js'
export { type PathTask, pathFields, pathFlags, pathScratchBytes, pathTaskBytes, writePathTask } from './pathTask.js'
export { philox4x32 } from './philox.js'
export {
  pathWeightBytes,
  type SplineTask,
  splineFields,
  splineScratchBytes,
  splineTaskBytes,
  tileBytes,
  tileLength,
  writeSplineTask,
} from './splineTask.js'
