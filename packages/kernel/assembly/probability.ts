// Twins of src/book/probability: measures of losses whose scenarios have probabilities of their own. Generic over the losses'
// precision; what is chosen, and in which order, does not depend on how candidates were found.
import {
  byMean,
  byRank,
  byShortfall,
  byWindow,
  probabilityFrom,
  probabilityKind,
  probabilityMass,
  probabilityNeed,
  probabilityTolerance,
  probabilityWidth,
} from './fields'

/**
 * Writes the numbers of the scenarios whose loss reaches the threshold, ascending; answers how many they are, or −1 where their
 * probabilities together are less than the measure needs and others are left.
 */
export function candidates<T>(
  losses: usize,
  rowBytes: usize,
  real: i32,
  threshold: T,
  block: usize,
  picked: usize,
): i32 {
  const groups = losses + rowBytes
  const bound = v128.splat<T>(threshold)
  const probabilities = <usize>load<u32>(block)
  const perBlock = <u32>(128 / sizeof<T>())
  let found: usize = 0
  let mass: f64 = 0
  for (let at: usize = 0; at < rowBytes; at += 128) {
    if (!v128.any_true(v128.ge<T>(v128.load(groups + (at >> 3)), bound))) continue
    const first = <u32>(at / sizeof<T>())
    const end = min<u32>(first + perBlock, <u32>real)
    for (let s = first; s < end; s++) {
      if (!(load<T>(losses + <usize>s * sizeof<T>()) >= threshold)) continue
      store<u32>(picked + (found << 2), s)
      mass += load<f64>(probabilities + (<usize>s << 3))
      found++
    }
  }
  return mass < load<f64>(block, probabilityNeed) && found < <usize>real ? -1 : <i32>found
}

/** Of two scenarios the one with the larger loss ranks above; of equal losses the first. */
@inline
function ranksAbove<T>(losses: usize, i: u32, j: u32): bool {
  const a = load<T>(losses + <usize>i * sizeof<T>())
  const b = load<T>(losses + <usize>j * sizeof<T>())
  return a > b || (a == b && i < j)
}

function siftDown<T>(losses: usize, heap: usize, root: i32, size: i32): void {
  const moving = load<u32>(heap + (<usize>root << 2))
  let hole = root
  while (true) {
    let child = 2 * hole + 1
    if (child >= size) break
    const left = load<u32>(heap + (<usize>child << 2))
    let above = left
    if (child + 1 < size) {
      const right = load<u32>(heap + (<usize>child << 2), 4)
      if (ranksAbove<T>(losses, right, left)) {
        child++
        above = right
      }
    }
    if (!ranksAbove<T>(losses, above, moving)) break
    store<u32>(heap + (<usize>hole << 2), above)
    hole = child
  }
  store<u32>(heap + (<usize>hole << 2), moving)
}

function heapify<T>(losses: usize, heap: usize, size: i32): void {
  for (let root = (size >> 1) - 1; root >= 0; root--) siftDown<T>(losses, heap, root, size)
}

/** Takes the worst of the `size` scenarios left to the end of their list. */
@inline
function takeWorst<T>(losses: usize, heap: usize, size: i32): u32 {
  const worst = load<u32>(heap)
  const end = heap + (<usize>(size - 1) << 2)
  store<u32>(heap, load<u32>(end))
  store<u32>(end, worst)
  siftDown<T>(losses, heap, 0, size - 1)
  return worst
}

@inline
function lossOf<T>(losses: usize, scenario: u32): f64 {
  return <f64>load<T>(losses + <usize>scenario * sizeof<T>())
}

/** Twin of measureByProbability, of the candidates. */
export function measureOfCandidates<T>(losses: usize, picked: usize, found: i32, block: usize): f64 {
  heapify<T>(losses, picked, found)
  const kind = load<u32>(block, probabilityKind)
  if (kind == byShortfall) return shortfall<T>(losses, picked, found, block)
  if (kind == byWindow) return windowMean<T>(losses, picked, found, block)
  return quantile<T>(losses, picked, found, block, kind)
}

function shortfall<T>(losses: usize, picked: usize, found: i32, block: usize): f64 {
  const probabilities = <usize>load<u32>(block)
  const mass = load<f64>(block, probabilityMass)
  const tolerance = load<f64>(block, probabilityTolerance)
  let sum: f64 = 0
  let gone: f64 = 0
  for (let left = found; left > 0 && mass - gone > tolerance; left--) {
    const scenario = takeWorst<T>(losses, picked, left)
    const whole = load<f64>(probabilities + (<usize>scenario << 3))
    const taken = min<f64>(whole, mass - gone)
    gone += whole
    if (taken != 0) sum += (taken / mass) * lossOf<T>(losses, scenario)
  }
  return sum
}

function quantile<T>(losses: usize, picked: usize, found: i32, block: usize, kind: u32): f64 {
  const probabilities = <usize>load<u32>(block)
  const mass = load<f64>(block, probabilityMass)
  const tolerance = load<f64>(block, probabilityTolerance)
  let gone: f64 = 0
  let last: f64 = NaN
  let isReached = false
  for (let left = found; left > 0; left--) {
    const scenario = takeWorst<T>(losses, picked, left)
    const probability = load<f64>(probabilities + (<usize>scenario << 3))
    const loss = lossOf<T>(losses, scenario)
    if (isReached) {
      // The next one that can happen.
      if (probability == 0) continue
      return kind == byMean ? 0.5 * last + 0.5 * loss : loss
    }
    last = loss
    gone += probability
    if (probability == 0 || gone < mass - tolerance) continue
    if (gone > mass + tolerance || kind == byRank) return loss
    isReached = true
  }
  return last
}

/** Mean of the losses over the part of the accumulated probability from `from` on that is `width` wide. */
function windowMean<T>(losses: usize, picked: usize, found: i32, block: usize): f64 {
  const probabilities = <usize>load<u32>(block)
  const from = load<f64>(block, probabilityFrom)
  const to = from + load<f64>(block, probabilityWidth)
  const tolerance = load<f64>(block, probabilityTolerance)
  let covered: f64 = 0
  let gone: f64 = 0
  let left = found
  while (left > 0 && gone < to) {
    const scenario = takeWorst<T>(losses, picked, left--)
    const low = max<f64>(from, gone)
    gone += load<f64>(probabilities + (<usize>scenario << 3))
    const share = min<f64>(to, gone) - low
    if (share > tolerance) covered += share
  }
  let sum: f64 = 0
  gone = 0
  // Those taken stand at the end of the list, the worst last.
  for (let at = found - 1; at >= left; at--) {
    const scenario = load<u32>(picked + (<usize>at << 2))
    const low = max<f64>(from, gone)
    gone += load<f64>(probabilities + (<usize>scenario << 3))
    const share = min<f64>(to, gone) - low
    if (share > tolerance) sum += (share / covered) * lossOf<T>(losses, scenario)
  }
  return sum
}

/** Twin of boundsByProbability, of the candidates: the higher at `out`, the lower after it. */
export function boundsOfCandidates<T>(losses: usize, picked: usize, found: i32, block: usize, out: usize): void {
  const kind = load<u32>(block, probabilityKind)
  if (kind == byShortfall || kind == byWindow) {
    const value = measureOfCandidates<T>(losses, picked, found, block)
    store<f64>(out, value)
    store<f64>(out, value, 8)
    return
  }
  heapify<T>(losses, picked, found)
  const probabilities = <usize>load<u32>(block)
  const mass = load<f64>(block, probabilityMass)
  const margin = 4 * load<f64>(block, probabilityTolerance)
  let gone: f64 = 0
  let high: f64 = NaN
  let low: f64 = NaN
  let isReached = false
  for (let left = found; left > 0 && !(gone >= mass + margin); left--) {
    const scenario = takeWorst<T>(losses, picked, left)
    const probability = load<f64>(probabilities + (<usize>scenario << 3))
    gone += probability
    low = lossOf<T>(losses, scenario)
    if (isReached || probability == 0 || gone < mass - margin) continue
    high = low
    isReached = true
  }
  store<f64>(out, high)
  store<f64>(out, low, 8)
}
