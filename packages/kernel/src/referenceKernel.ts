import type { Kernel } from './kernel.js'
import { accumulate, greeksList, indexOfMin, optionPairRow, optionRow, priceList } from './loop/index.js'

/**
 * The loops in plain TypeScript: slower than WebAssembly, and the definition of what the right bits are.
 *
 * @example
 * import { referenceKernel } from '@plimsoll/kernel'
 * referenceKernel.indexOfMin(new Float64Array([2, 1])) // => 1
 */
export const referenceKernel: Kernel = Object.freeze({
  name: 'typescript',
  priceList,
  greeksList,
  optionRow,
  optionPairRow,
  accumulate,
  indexOfMin,
})
