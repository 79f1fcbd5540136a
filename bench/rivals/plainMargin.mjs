/**
 * Margin of accounts in plain typed-array JavaScript, float64: sums of positions over scenarios, then VaR and ES by sorting
 * (what most people write) or by selection (what a careful one writes), and the worst of 33 scenarios per underlying.
 */
import { rowsPerUnderlying } from '../workloads.mjs'

/** `losses[s]` = Σ quantity · row[s] over the positions of account a. */
export function accountLosses(arrays, scenarios, a, columns, losses) {
  const offsets = arrays['book.offsets']
  const instruments = arrays['book.instruments']
  const quantities = arrays['book.quantities']
  const matrix = arrays['book.matrix']
  for (let s = 0; s < columns; s++) losses[s] = 0
  for (let p = offsets[a]; p < offsets[a + 1]; p++) {
    const row = instruments[p] * scenarios
    const quantity = quantities[p]
    for (let s = 0; s < columns; s++) losses[s] += quantity * matrix[row + s]
  }
}

/** VaR and ES after sorting all losses; puts them at out[at] and out[at + 1]. */
export function tailBySort(losses, { varRank, esCount }, out, at) {
  losses.sort()
  const end = losses.length
  let sum = 0
  for (let i = end - esCount; i < end; i++) sum += losses[i]
  out[at] = losses[end - varRank]
  out[at + 1] = sum / esCount
}

/** The same after moving the `esCount` largest losses to the end (Hoare's selection) and sorting only these. */
export function tailBySelection(losses, sizes, out, at) {
  const boundary = losses.length - sizes.esCount
  let low = 0
  let high = losses.length - 1
  while (low < high) {
    const pivot = losses[(low + high) >> 1]
    let i = low
    let j = high
    while (i <= j) {
      while (losses[i] < pivot) i++
      while (losses[j] > pivot) j--
      if (i <= j) {
        const swapped = losses[i]
        losses[i++] = losses[j]
        losses[j--] = swapped
      }
    }
    if (boundary <= j) high = j
    else if (boundary >= i) low = i
    else break
  }
  tailBySort(losses.subarray(boundary), sizes, out, at)
}

/** VaR and ES of the first `accounts` accounts over all joint scenarios. */
export function plainJoint({ sizes, arrays }, accounts, tail, out) {
  const losses = new Float64Array(sizes.scenarios)
  for (let a = 0; a < accounts; a++) {
    accountLosses(arrays, sizes.scenarios, a, sizes.scenarios, losses)
    tail(losses, sizes, out, 2 * a)
  }
}

/** Sum over each account's underlyings of the worst of the 33 scenarios, no less than nothing each. */
export function plainSpan({ sizes, arrays }, accounts, out) {
  const offsets = arrays['book.offsets']
  const instruments = arrays['book.instruments']
  const quantities = arrays['book.quantities']
  const matrix = arrays['book.matrix33']
  const { spanScenarios, spanStride } = sizes
  const rows = rowsPerUnderlying(sizes)
  const losses = new Float64Array(spanScenarios)
  for (let a = 0; a < accounts; a++) {
    let total = 0
    let p = offsets[a]
    const end = offsets[a + 1]
    while (p < end) {
      const nextUnderlying = (Math.floor(instruments[p] / rows) + 1) * rows
      losses.fill(0)
      for (; p < end && instruments[p] < nextUnderlying; p++) {
        const row = instruments[p] * spanStride
        const quantity = quantities[p]
        for (let s = 0; s < spanScenarios; s++) losses[s] += quantity * matrix[row + s]
      }
      let worst = 0
      for (let s = 0; s < spanScenarios; s++) if (losses[s] > worst) worst = losses[s]
      total += worst
    }
    out[a] = total
  }
}
