/**
 * Indices of the `count` largest losses, largest first; of equal losses the lower index is first. One pass with a heap
 * of `count` entries whose root is the least of those kept, so that a loss outside the tail costs one comparison.
 */
export function worstScenarios(losses: Float64Array, count: number): Uint32Array {
  const size = Math.min(count, losses.length)
  const heap = new Uint32Array(size)
  for (let i = 0; i < size; i++) heap[i] = i
  for (let root = (size >> 1) - 1; root >= 0; root--) siftDown(losses, heap, root, size)
  for (let i = size; i < losses.length && size > 0; i++) {
    if (losses[i]! > losses[heap[0]!]!) {
      heap[0] = i
      siftDown(losses, heap, 0, size)
    }
  }
  // Heap sort: the least goes to the end.
  for (let end = size - 1; end > 0; end--) {
    const least = heap[0]!
    heap[0] = heap[end]!
    heap[end] = least
    siftDown(losses, heap, 0, end)
  }
  return heap
}

function siftDown(losses: Float64Array, heap: Uint32Array, root: number, size: number): void {
  const moving = heap[root]!
  let hole = root
  for (;;) {
    let child = 2 * hole + 1
    if (child >= size) break
    if (child + 1 < size && ranksBelow(losses, heap[child + 1]!, heap[child]!)) child++
    if (!ranksBelow(losses, heap[child]!, moving)) break
    heap[hole] = heap[child]!
    hole = child
  }
  heap[hole] = moving
}

/** Whether scenario i is the milder of the two; of equal losses the later one is. */
function ranksBelow(losses: Float64Array, i: number, j: number): boolean {
  const a = losses[i]!
  const b = losses[j]!
  return a < b || (a === b && i > j)
}
