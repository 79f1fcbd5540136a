import { type Matrix, matrixOf, requireSymmetric } from './matrix.js'

/** A = V·diag(values)·Vᵀ. */
export interface SymmetricEigen {
  /** Largest first. */
  readonly values: readonly number[]
  /** Row k is the unit eigenvector of `values[k]`; its largest entry (the first of equals) is positive. */
  readonly vectors: Matrix
}

const sweepsMax = 60

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix by cyclic Jacobi rotations in row order: slower than
 * tridiagonal methods, accurate to the last digits, and the same bits everywhere (Golub and Van Loan, Matrix Computations,
 * 4th ed., §8.5).
 *
 * @throws PlimsollError INPUT_INVALID when the matrix is not square, symmetric and finite
 *
 * @example
 * import { symmetricEigen } from 'plimsoll'
 * symmetricEigen([[3, 0], [0, 5]]).values // => [5, 3]
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  requireSymmetric(matrix, 'matrix')
  const size = matrix.length
  const a = matrix.map((row) => Float64Array.from(row))
  const v = matrixOf(size, (row, column) => (row === column ? 1 : 0)).map((row) => Float64Array.from(row))
  for (let sweep = 0; sweep < sweepsMax && rotateAll(a, v); sweep++);

  const values = a.map((row, index) => row[index]!)
  const order = values.map((_, index) => index).sort((left, right) => values[right]! - values[left]! || left - right)
  return {
    values: order.map((index) => values[index]!),
    vectors: order.map((index) => withSign(Array.from(v[index]!))),
  }
}

/** One sweep; says whether anything was left to rotate. */
function rotateAll(a: readonly Float64Array[], v: readonly Float64Array[]): boolean {
  let rotated = false
  for (let p = 0; p < a.length - 1; p++) {
    for (let q = p + 1; q < a.length; q++) {
      const off = a[p]![q]!
      // An entry below the last digit of both diagonals can change neither.
      const small = Math.abs(off) * 1e17
      if (off === 0 || (small <= Math.abs(a[p]![p]!) && small <= Math.abs(a[q]![q]!))) {
        a[p]![q] = 0
        a[q]![p] = 0
        continue
      }
      rotated = true
      rotate(a, v, p, q)
    }
  }
  return rotated
}

function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const rowP = a[p]!
  const rowQ = a[q]!
  const off = rowP[q]!
  const half = (rowQ[q]! - rowP[p]!) / (2 * off)
  const size = Math.abs(half)
  // The smaller root of t² + 2·half·t − 1; beyond 1e150 its square would overflow.
  const root = size > 1e150 ? 0.5 / size : 1 / (size + Math.sqrt(size * size + 1))
  const tangent = half < 0 ? -root : root
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  rowP[p] = rowP[p]! - tangent * off
  rowQ[q] = rowQ[q]! + tangent * off
  rowP[q] = 0
  rowQ[p] = 0
  const vectorP = v[p]!
  const vectorQ = v[q]!
  for (let k = 0; k < a.length; k++) {
    if (k !== p && k !== q) {
      const kp = rowP[k]!
      const kq = rowQ[k]!
      rowP[k] = cosine * kp - sine * kq
      rowQ[k] = sine * kp + cosine * kq
      a[k]![p] = rowP[k]!
      a[k]![q] = rowQ[k]!
    }
    const vp = vectorP[k]!
    const vq = vectorQ[k]!
    vectorP[k] = cosine * vp - sine * vq
    vectorQ[k] = sine * vp + cosine * vq
  }
}

function withSign(vector: number[]): number[] {
  let largest = 0
  for (const entry of vector) if (Math.abs(entry) > Math.abs(largest)) largest = entry
  return largest < 0 ? vector.map((entry) => -entry) : vector
}
