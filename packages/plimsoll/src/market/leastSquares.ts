/** Fills `residuals` at a point. */
export type Residuals = (point: Float64Array, residuals: Float64Array) => void

export interface LeastSquaresFit {
  readonly point: Float64Array
  /** Sum of squared residuals. */
  readonly cost: number
}

const stepsMax = 200
const dampingMax = 1e12
const relativeStep = 1e-7

/**
 * Nonlinear least squares by Levenberg and Marquardt, with central differences and Marquardt's scaling. Deterministic:
 * a fixed order of additions, no randomness.
 *
 * Source: Marquardt, An Algorithm for Least-Squares Estimation of Nonlinear Parameters, SIAM J. 11 (1963).
 */
export function leastSquares(residualsAt: Residuals, count: number, start: Float64Array): LeastSquaresFit {
  const size = start.length
  const jacobian = Array.from({ length: size }, () => new Float64Array(count))
  const scratch = new Float64Array(count)
  let point = start.slice()
  let residuals = new Float64Array(count)
  residualsAt(point, residuals)
  let cost = dot(residuals, residuals)
  let damping = 1e-3
  for (let step = 0; step < stepsMax && cost > 0 && damping < dampingMax; step++) {
    fillJacobian(residualsAt, point, jacobian, scratch)
    const normal = jacobian.map((row) => jacobian.map((column) => dot(row, column)))
    const gradient = jacobian.map((row) => dot(row, residuals))
    const before = cost
    while (damping < dampingMax) {
      const damped = normal.map((row, at) =>
        row.map((value, other) => (other === at ? value * (1 + damping) + 1e-300 : value)),
      )
      const move = solve(damped, gradient)
      const trial = point.map((value, at) => value - move[at]!)
      const trialResiduals = new Float64Array(count)
      residualsAt(trial, trialResiduals)
      const trialCost = dot(trialResiduals, trialResiduals)
      if (trialCost < cost) {
        point = trial
        residuals = trialResiduals
        cost = trialCost
        damping = Math.max(damping / 10, 1e-12)
        break
      }
      damping *= 10
    }
    if (before - cost <= 1e-15 * before) break
  }
  return { point, cost }
}

function fillJacobian(
  residualsAt: Residuals,
  point: Float64Array,
  jacobian: Float64Array[],
  scratch: Float64Array,
): void {
  for (const [at, column] of jacobian.entries()) {
    const moved = point.slice()
    const step = relativeStep * Math.max(Math.abs(point[at]!), 1e-2)
    moved[at] = point[at]! + step
    residualsAt(moved, column)
    moved[at] = point[at]! - step
    residualsAt(moved, scratch)
    for (let row = 0; row < column.length; row++) column[row] = (column[row]! - scratch[row]!) / (2 * step)
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!
  return sum
}

/** Gaussian elimination with partial pivoting; a column without a pivot gets no move. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const size = right.length
  const rows = matrix.map((row, at) => [...row, right[at]!])
  const pivots = right.map(() => false)
  for (let column = 0; column < size; column++) {
    let best = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row
    }
    const pivot = rows[best]!
    rows[best] = rows[column]!
    rows[column] = pivot
    if (!(Math.abs(pivot[column]!) > 1e-290)) continue
    pivots[column] = true
    for (let row = column + 1; row < size; row++) {
      const target = rows[row]!
      const factor = target[column]! / pivot[column]!
      for (let at = column; at <= size; at++) target[at] = target[at]! - factor * pivot[at]!
    }
  }
  const answer = right.map(() => 0)
  for (let row = size - 1; row >= 0; row--) {
    if (!pivots[row]) continue
    let value = rows[row]![size]!
    for (let at = row + 1; at < size; at++) value -= rows[row]![at]! * answer[at]!
    answer[row] = value / rows[row]![row]!
  }
  return answer
}
