/**
 * Minimise costs · x where every row's amounts sum to its right-hand side and x ≥ 0. Columns are sparse. The program must
 * come with a basis of unit columns (one per row, amount 1 in that row and nothing else): a solution to start from.
 */
export interface LinearProgram {
  /** ≥ 0. */
  readonly rightHandSide: readonly number[]
  readonly columns: readonly Column[]
  /** For every row its unit column. */
  readonly unitColumns: readonly number[]
}

export interface Column {
  readonly rows: readonly number[]
  readonly amounts: readonly number[]
  readonly cost: number
}

export interface LinearSolution {
  readonly x: Float64Array
  readonly value: number
  /** False where the pivots ran out; x is then feasible, only not known to be best. */
  readonly optimal: boolean
  readonly pivots: number
}

/** Below this, relative to the largest cost, a column promises no gain. */
const gainLeast = 1e-10
const pivotLeast = 1e-9

/**
 * Revised simplex with an explicit inverse: the column of steepest gain, and the least index (Bland) once a run of pivots
 * has moved nothing, so that it cannot circle. At most `pivotsMost` pivots.
 */
export function solveLinearProgram(program: LinearProgram, pivotsMost: number): LinearSolution {
  const { rightHandSide } = program
  const rows = rightHandSide.length
  const columns = flattened(program.columns)
  const { costs } = columns
  const basis = Int32Array.from(program.unitColumns)
  const inBasis = new Uint8Array(costs.length)
  for (const column of basis) inBasis[column] = 1
  const inverse = new Float64Array(rows * rows)
  for (let row = 0; row < rows; row++) inverse[row * rows + row] = 1
  const basic = Float64Array.from(rightHandSide)
  const duals = new Float64Array(rows)
  const direction = new Float64Array(rows)
  let scale = 0
  for (const cost of costs) scale = Math.max(scale, Math.abs(cost))

  let pivots = 0
  let still = 0
  let optimal = false
  // The duals are carried from pivot to pivot and taken anew before they may say that nothing is left to gain.
  let fresh = false
  for (;;) {
    if (!fresh && pivots === 0) fresh = freshDuals(duals, inverse, basis, costs)
    const entering = enteringColumn(columns, inBasis, duals, -gainLeast * scale, still > rows)
    if (entering < 0 && !fresh) {
      fresh = freshDuals(duals, inverse, basis, costs)
      continue
    }
    if (entering < 0) {
      optimal = true
      break
    }
    if (pivots >= pivotsMost) break
    solveColumn(columns, entering, inverse, direction)
    const leaving = leavingRow(direction, basic, basis)
    // No row bounds it: impossible with costs ≥ 0; what stands is feasible.
    if (leaving < 0) break
    still = basic[leaving]! > 0 ? 0 : still + 1
    inBasis[basis[leaving]!] = 0
    inBasis[entering] = 1
    basis[leaving] = entering
    const gain = reducedCost(columns, entering, duals)
    exchange(inverse, basic, direction, leaving)
    for (let at = 0; at < rows; at++) duals[at]! += gain * inverse[leaving * rows + at]!
    fresh = false
    pivots++
  }

  const x = new Float64Array(costs.length)
  for (let row = 0; row < rows; row++) x[basis[row]!] = basic[row]!
  let value = 0
  for (let column = 0; column < costs.length; column++) value += costs[column]! * x[column]!
  return { x, value, optimal, pivots }
}

/** Columns one after another: those of `column` stand from starts[column] to starts[column + 1]. */
interface FlatColumns {
  readonly starts: Int32Array
  readonly rows: Int32Array
  readonly amounts: Float64Array
  readonly costs: Float64Array
}

function flattened(columns: readonly Column[]): FlatColumns {
  const starts = new Int32Array(columns.length + 1)
  columns.forEach(({ rows }, column) => {
    starts[column + 1] = starts[column]! + rows.length
  })
  const entries = starts[columns.length]!
  const flat = { starts, rows: new Int32Array(entries), amounts: new Float64Array(entries) }
  columns.forEach(({ rows, amounts }, column) => {
    flat.rows.set(rows, starts[column])
    flat.amounts.set(amounts, starts[column])
  })
  return { ...flat, costs: Float64Array.from(columns, ({ cost }) => cost) }
}

function freshDuals(duals: Float64Array, inverse: Float64Array, basis: Int32Array, costs: Float64Array): true {
  const rows = duals.length
  duals.fill(0)
  for (let row = 0; row < rows; row++) {
    const cost = costs[basis[row]!]!
    if (cost === 0) continue
    for (let at = 0; at < rows; at++) duals[at]! += cost * inverse[row * rows + at]!
  }
  return true
}

function reducedCost({ starts, rows, amounts, costs }: FlatColumns, column: number, duals: Float64Array): number {
  let reduced = costs[column]!
  for (let k = starts[column]!; k < starts[column + 1]!; k++) reduced -= duals[rows[k]!]! * amounts[k]!
  return reduced
}

function enteringColumn(
  columns: FlatColumns,
  inBasis: Uint8Array,
  duals: Float64Array,
  threshold: number,
  first: boolean,
): number {
  let best = -1
  let gain = threshold
  for (let at = 0; at < inBasis.length; at++) {
    if (inBasis[at] === 1) continue
    const reduced = reducedCost(columns, at, duals)
    if (reduced >= gain) continue
    best = at
    if (first) break
    gain = reduced
  }
  return best
}

function solveColumn(columns: FlatColumns, column: number, inverse: Float64Array, direction: Float64Array): void {
  const { starts, rows, amounts } = columns
  const count = direction.length
  for (let row = 0; row < count; row++) {
    let sum = 0
    for (let k = starts[column]!; k < starts[column + 1]!; k++) sum += inverse[row * count + rows[k]!]! * amounts[k]!
    direction[row] = sum
  }
}

/** The row that reaches zero first; of several, the one whose column has the least index. */
function leavingRow(direction: Float64Array, basic: Float64Array, basis: Int32Array): number {
  let leaving = -1
  let least = 0
  for (let row = 0; row < direction.length; row++) {
    if (direction[row]! <= pivotLeast) continue
    const ratio = basic[row]! / direction[row]!
    if (leaving < 0 || ratio < least || (ratio === least && basis[row]! < basis[leaving]!)) {
      leaving = row
      least = ratio
    }
  }
  return leaving
}

function exchange(inverse: Float64Array, basic: Float64Array, direction: Float64Array, leaving: number): void {
  const rows = direction.length
  const pivot = direction[leaving]!
  const step = basic[leaving]! / pivot
  const filled: number[] = []
  for (let at = 0; at < rows; at++) {
    if (inverse[leaving * rows + at] === 0) continue
    inverse[leaving * rows + at]! /= pivot
    filled.push(at)
  }
  for (let row = 0; row < rows; row++) {
    const factor = direction[row]!
    if (row === leaving || factor === 0) continue
    for (const at of filled) inverse[row * rows + at]! -= factor * inverse[leaving * rows + at]!
    // A hair below zero is rounding, not a debt.
    basic[row] = Math.max(0, basic[row]! - factor * step)
  }
  basic[leaving] = step
}
