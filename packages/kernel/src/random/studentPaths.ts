import { exp } from '../elementary/index.js'
import type { KernelMemory } from '../memory/kernelMemory.js'
import { mixture } from './mixture.js'
import { normalPair } from './normalPair.js'
import { pathFields, pathFlags } from './pathTask.js'
import { philox4x32 } from './philox.js'

const twoPower32 = 4294967296

/**
 * Correlated Student-t moves of many factors on the paths `firstPath` to `lastPath` − 1, whole numbers below 2⁵³, into their
 * places of the task's columns: move = deviation × (m × Σ root·z), with independent normal z and one mixture m a path, so that
 * extremes come together; and scale × e^move. What is drawn is described in pathTask.ts: it depends on seed and path alone, so
 * that paths may be computed in any pieces, by any number of threads.
 */
export function studentPaths(memory: KernelMemory, task: number, firstPath: number, lastPath: number): void {
  const { u32, f64 } = memory.views
  const word = (field: number): number => u32[(task + field) >>> 2]!
  const factors = word(pathFields.factors)
  const key0 = word(pathFields.keyLow)
  const key1 = word(pathFields.keyHigh)
  const factorBlock = word(pathFields.factorBlock)
  const mixtureBlock = word(pathFields.mixtureBlock)
  const isAntithetic = (word(pathFields.flags) & pathFlags.antithetic) !== 0
  const degrees = f64[(task + pathFields.degreesOfFreedom) >>> 3]!
  const basePath = f64[(task + pathFields.basePath) >>> 3]!
  const columnLength = word(pathFields.columnLength)
  const root = word(pathFields.root) >>> 3
  const deviations = word(pathFields.deviations) >>> 3
  const scales = word(pathFields.scales) >>> 3
  const moves = word(pathFields.moves) >>> 3
  const forwards = word(pathFields.forwards) >>> 3
  const words = new Int32Array(4)
  const pair = new Float64Array(2)
  const normals = new Float64Array(factors + 1)
  for (let path = firstPath; path < lastPath; path++) {
    const stream = isAntithetic ? Math.floor(path / 2) : path
    const streamLow = stream % twoPower32
    const streamHigh = Math.floor(stream / twoPower32)
    const isMirror = isAntithetic && path % 2 === 1
    for (let factor = 0; factor < factors; factor += 2) {
      philox4x32(factorBlock + (factor >>> 1), 0, streamLow, streamHigh, key0, key1, words)
      normalPair(words, pair)
      normals[factor] = pair[0]!
      normals[factor + 1] = pair[1]!
    }
    const multiplier = mixture(key0, key1, mixtureBlock, streamLow, streamHigh, degrees)
    for (let factor = 0; factor < factors; factor++) {
      const row = root + factor * factors
      let sum = 0
      for (let k = 0; k <= factor; k++) sum += f64[row + k]! * normals[k]!
      const drawn = f64[deviations + factor]! * (multiplier * sum)
      const move = isMirror ? -drawn : drawn
      const place = factor * columnLength + (path - basePath)
      if (moves !== 0) f64[moves + place] = move
      if (forwards !== 0) f64[forwards + place] = f64[scales + factor]! * exp(move)
    }
  }
}
