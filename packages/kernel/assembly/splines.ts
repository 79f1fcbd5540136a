// Twins of src/random/splineCoefficients, splineWeights and splineRows: cubic splines in the logarithm of the price, or in it
// and a volatility level. Four instruments are a tile; src/random/splineTask.ts says where what lies.

// Fields of a task.
const nodesAt: usize = 0
const levelsAt: usize = 4
const lowestPriceAt: usize = 8
const priceStepsAt: usize = 16
const lowestLevelAt: usize = 24
const levelStepsAt: usize = 32
const valuesAt: usize = 40
const coefficientsAt: usize = 44
const pricesAt: usize = 48
const levelMovesAt: usize = 52
const countAt: usize = 56
const weightsAt: usize = 60
const outsideAt: usize = 64
const rowsAt: usize = 68
const rowLengthAt: usize = 72

/** Four doubles: one coefficient of each instrument of a tile. */
const groupBytes: usize = 32

/** Bytes of a path's weights: four of the price, four of the level, and the place of its first coefficient. */
const pathBytes: usize = 80

/** Twin of splineCoefficients. */
export function splineCoefficients(task: usize, from: i32, to: i32, scratch: usize): void {
  const nodes = <usize>load<u32>(task, nodesAt)
  const levels = <usize>load<u32>(task, levelsAt)
  const lineBytes = (nodes + 2) * groupBytes
  const margin: usize = levels > 1 ? 1 : 0
  const tileBytes = (levels + 2 * margin) * lineBytes
  const instrumentBytes = (levels * nodes) << 3
  writeRatios(max<usize>(nodes, levels), scratch)
  for (let tile = from; tile < to; tile++) {
    const coefficients = <usize>load<u32>(task, coefficientsAt) + <usize>tile * tileBytes
    const values = <usize>load<u32>(task, valuesAt) + 4 * <usize>tile * instrumentBytes
    for (let level: usize = 0; level < levels; level++) {
      const line = coefficients + (level + margin) * lineBytes
      for (let node: usize = 0; node < nodes; node++) {
        const group = line + (node + 1) * groupBytes
        const value = values + ((level * nodes + node) << 3)
        store<f64>(group, load<f64>(value))
        store<f64>(group, load<f64>(value + instrumentBytes), 8)
        store<f64>(group, load<f64>(value + 2 * instrumentBytes), 16)
        store<f64>(group, load<f64>(value + 3 * instrumentBytes), 24)
      }
      solve(line, nodes, groupBytes, scratch)
      solve(line + 16, nodes, groupBytes, scratch)
    }
    if (margin) {
      for (let at: usize = 0; at < lineBytes; at += 16) solve(coefficients + at, levels, lineBytes, scratch)
    }
  }
}

/** Ratios of the elimination from the second node on. */
function writeRatios(nodes: usize, ratios: usize): void {
  let ratio: f64 = 0
  for (let node: usize = 2; node < nodes; node++) {
    ratio = 1 / (4 - ratio)
    store<f64>(ratios + (node << 3), ratio)
  }
}

/** Solves for two instruments at once, in place: values at places 1 … nodes become coefficients at places 0 … nodes + 1. */
function solve(line: usize, nodes: usize, stride: usize, ratios: usize): void {
  const eight = f64x2.splat(8)
  const four = f64x2.splat(4)
  const share = f64x2.splat(36)
  const last = line + nodes * stride
  const value0 = v128.load(line + stride)
  const value1 = v128.load(line + 2 * stride)
  const value2 = v128.load(line + 3 * stride)
  const end0 = v128.load(last)
  const end1 = v128.load(last - stride)
  const end2 = v128.load(last - 2 * stride)
  v128.store(
    line + 2 * stride,
    f64x2.div(f64x2.sub(f64x2.sub(f64x2.mul(eight, value1), value0), value2), share),
  )
  v128.store(last - stride, f64x2.div(f64x2.sub(f64x2.sub(f64x2.mul(eight, end1), end0), end2), share))
  for (let node: usize = 2; node + 2 < nodes; node++) {
    const at = line + (node + 1) * stride
    const difference = f64x2.sub(v128.load(at), v128.load(at - stride))
    v128.store(at, f64x2.mul(difference, v128.load64_splat(ratios + (node << 3))))
  }
  for (let node = nodes - 3; node >= 2; node--) {
    const at = line + (node + 1) * stride
    const known = f64x2.mul(v128.load64_splat(ratios + (node << 3)), v128.load(at + stride))
    v128.store(at, f64x2.sub(v128.load(at), known))
  }
  const first1 = v128.load(line + 2 * stride)
  const first0 = f64x2.sub(f64x2.sub(value1, f64x2.mul(four, first1)), v128.load(line + 3 * stride))
  v128.store(line + stride, first0)
  v128.store(line, f64x2.sub(f64x2.sub(value0, f64x2.mul(four, first0)), first1))
  const last1 = v128.load(last - stride)
  const last0 = f64x2.sub(f64x2.sub(end1, f64x2.mul(four, last1)), v128.load(last - 2 * stride))
  v128.store(last, last0)
  v128.store(last + stride, f64x2.sub(f64x2.sub(end0, f64x2.mul(four, last0)), last1))
}

/** Twin of splineWeights. */
export function splineWeights(task: usize): void {
  const nodes = load<u32>(task, nodesAt)
  const levels = load<u32>(task, levelsAt)
  const lowestPrice = load<f64>(task, lowestPriceAt)
  const priceSteps = load<f64>(task, priceStepsAt)
  const lowestLevel = load<f64>(task, lowestLevelAt)
  const levelSteps = load<f64>(task, levelStepsAt)
  const prices = <usize>load<u32>(task, pricesAt)
  const moves = <usize>load<u32>(task, levelMovesAt)
  const count = load<u32>(task, countAt)
  const weights = <usize>load<u32>(task, weightsAt)
  const outside = <usize>load<u32>(task, outsideAt)
  const lineBytes = (nodes + 2) * <u32>groupBytes
  let outsideCount: u32 = 0
  for (let path: u32 = 0; path < count; path++) {
    const to = weights + <usize>path * pathBytes
    const x = (load<f64>(prices + (<usize>path << 3)) - lowestPrice) * priceSteps
    const y = levels > 1 ? (load<f64>(moves + (<usize>path << 3)) - lowestLevel) * levelSteps : 0
    if (x >= 0 && x <= <f64>(nodes - 1) && y >= 0 && y <= <f64>(levels - 1)) {
      const cell = min<u32>(<u32>x, nodes - 2)
      putWeights(x - <f64>cell, to)
      let place = cell * <u32>groupBytes
      if (levels > 1) {
        const band = min<u32>(<u32>y, levels - 2)
        putWeights(y - <f64>band, to + 32)
        place += band * lineBytes
      }
      store<u32>(to, place, 64)
      continue
    }
    for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, f64x2.splat(NaN))
    store<u32>(to, 0, 64)
    outsideCount++
    store<u32>(outside + (<usize>outsideCount << 2), path)
  }
  store<u32>(outside, outsideCount)
}

/** The four uniform cubic B-splines, times six, at t in [0, 1]. */
@inline
function putWeights(t: f64, to: usize): void {
  const square = t * t
  const cube = square * t
  const rest = 1 - t
  store<f64>(to, rest * rest * rest)
  store<f64>(to, 3 * cube - 6 * square + 4, 8)
  store<f64>(to, 3 * (square + t - cube) + 1, 16)
  store<f64>(to, cube, 24)
}

/** Twin of splineRows. */
export function splineRows(task: usize, from: i32, to: i32): void {
  const nodes = <usize>load<u32>(task, nodesAt)
  const levels = <usize>load<u32>(task, levelsAt)
  const lineBytes = (nodes + 2) * groupBytes
  const tileBytes = (levels > 1 ? levels + 2 : 1) * lineBytes
  const rowBytes = <usize>load<u32>(task, rowLengthAt) << 3
  const weights = <usize>load<u32>(task, weightsAt)
  const end = weights + <usize>load<u32>(task, countAt) * pathBytes
  for (let tile = from; tile < to; tile++) {
    const coefficients = <usize>load<u32>(task, coefficientsAt) + <usize>tile * tileBytes
    const rows = <usize>load<u32>(task, rowsAt) + 4 * <usize>tile * rowBytes
    if (levels > 1) bicubicTile(coefficients, lineBytes, weights, end, rows, rowBytes)
    else cubicTile(coefficients, weights, end, rows, rowBytes)
  }
}

function cubicTile(coefficients: usize, weights: usize, end: usize, rows: usize, rowBytes: usize): void {
  for (let path = weights; path < end; path += pathBytes) {
    const at = coefficients + <usize>load<u32>(path, 64)
    const w0 = v128.load64_splat(path)
    const w1 = v128.load64_splat(path, 8)
    const w2 = v128.load64_splat(path, 16)
    const w3 = v128.load64_splat(path, 24)
    putTile(along(at, w0, w1, w2, w3), along(at + 16, w0, w1, w2, w3), rows, rowBytes)
    rows += 8
  }
}

/** The sum over levels is a loop, so that few coefficients are in flight: unrolled, the compiler loads all 64 first and spills them. */
function bicubicTile(
  coefficients: usize,
  lineBytes: usize,
  weights: usize,
  end: usize,
  rows: usize,
  rowBytes: usize,
): void {
  for (let path = weights; path < end; path += pathBytes) {
    const w0 = v128.load64_splat(path)
    const w1 = v128.load64_splat(path, 8)
    const w2 = v128.load64_splat(path, 16)
    const w3 = v128.load64_splat(path, 24)
    let sum0 = f64x2.splat(0)
    let sum1 = f64x2.splat(0)
    let at = coefficients + <usize>load<u32>(path, 64)
    for (let level = path + 32; level < path + 64; level += 8) {
      const weight = v128.load64_splat(level)
      sum0 = f64x2.add(sum0, f64x2.mul(weight, along(at, w0, w1, w2, w3)))
      sum1 = f64x2.add(sum1, f64x2.mul(weight, along(at + 16, w0, w1, w2, w3)))
      at += lineBytes
    }
    putTile(sum0, sum1, rows, rowBytes)
    rows += 8
  }
}

/** Four coefficients of two instruments along the price, weighed. */
@inline
function along(at: usize, w0: v128, w1: v128, w2: v128, w3: v128): v128 {
  const near = f64x2.add(f64x2.mul(w0, v128.load(at)), f64x2.mul(w1, v128.load(at, groupBytes)))
  const far = f64x2.add(f64x2.mul(w2, v128.load(at, 2 * groupBytes)), f64x2.mul(w3, v128.load(at, 3 * groupBytes)))
  return f64x2.add(near, far)
}

/** One path's four values into the rows of the tile. */
@inline
function putTile(values0: v128, values1: v128, rows: usize, rowBytes: usize): void {
  v128.store64_lane(rows, values0, 0)
  v128.store64_lane(rows + rowBytes, values0, 1)
  v128.store64_lane(rows + 2 * rowBytes, values1, 0)
  v128.store64_lane(rows + 3 * rowBytes, values1, 1)
}
