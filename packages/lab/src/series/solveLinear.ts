/** x with Ax = b by elimination with row pivots; nothing where A is singular to working precision. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  const size = Math.max(...matrix.flat().map(Math.abs))
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    }
    const chosen = rows[pivot]!
    if (!(Math.abs(chosen[column]!) > 1e-14 * size)) return undefined
    rows[pivot] = rows[column]!
    rows[column] = chosen
    for (let row = column + 1; row < n; row++) {
      const factor = rows[row]![column]! / chosen[column]!
      for (let k = column; k <= n; k++) rows[row]![k] = rows[row]![k]! - factor * chosen[k]!
    }
  }
  const x = Array.from({ length: n }, () => 0)
  for (let row = n - 1; row >= 0; row--) {
    let rest = rows[row]![n]!
    for (let k = row + 1; k < n; k++) rest -= rows[row]![k]! * x[k]!
    x[row] = rest / rows[row]![row]!
  }
  return x
}
