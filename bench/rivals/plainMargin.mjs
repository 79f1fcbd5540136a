/**
 * Margin of accounts in plain typed-array JavaScript, float64: sums of positions over scenarios, then VaR and ES by sorting
 * (what most people write) or by selection (what a careful one writes), and the worst of 33 scenarios per underlying.
 */
import { tailRisk } from 'plimsoll'
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

/** Expected shortfall 97.5 % of scenarios with probabilities: the library's own reading of a sample, with its heap of the worst. */
export function plainAged({ sizes, arrays }, accounts, out) {
  const losses = new Float64Array(sizes.scenarios)
  const options = { confidence: 0.975, quantile: 'kth-worst', weights: arrays['book.probabilities'] }
  for (let a = 0; a < accounts; a++) {
    accountLosses(arrays, sizes.scenarios, a, sizes.scenarios, losses)
    out[a] = tailRisk(losses, options).expectedShortfall
  }
}

/** The same after sorting all scenarios by their losses. */
export function plainAgedBySort({ sizes, arrays }, accounts, out) {
  const losses = new Float64Array(sizes.scenarios)
  const order = new Uint32Array(sizes.scenarios)
  const probabilities = arrays['book.probabilities']
  const mass = probabilities.reduce((sum, one) => sum + one, 0) * (1 - 0.975)
  for (let a = 0; a < accounts; a++) {
    accountLosses(arrays, sizes.scenarios, a, sizes.scenarios, losses)
    for (let s = 0; s < order.length; s++) order[s] = s
    order.sort((i, j) => losses[j] - losses[i] || i - j)
    let gone = 0
    let sum = 0
    for (let k = 0; gone < mass; k++) {
      const taken = Math.min(probabilities[order[k]], mass - gone)
      gone += probabilities[order[k]]
      sum += taken * losses[order[k]]
    }
    out[a] = sum / mass
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
