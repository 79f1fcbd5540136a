export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
  readonly evaluations: number
}

const evaluationsMax = 20_000

/**
 * Minimises a function without derivatives by the simplex of Nelder and Mead (1965) with the coefficients 1, 2, ½, ½,
 * from a start and one step per coordinate: the same path on every machine. It restarts on the found point until a
 * restart gains nothing, since a single simplex may collapse early. A value that is not a number counts as Infinity.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  tolerance: number = 1e-14,
): Minimum {
  let evaluations = 0
  const value = (x: readonly number[]): number => {
    evaluations++
    const y = f(x)
    return Number.isNaN(y) ? Infinity : y
  }
  let best: Vertex = { x: start, y: value(start) }
  for (let restart = 0, shrink = 1; restart < 20 && evaluations < evaluationsMax; restart++) {
    if (restart > 0 && restart < 7) shrink *= 0.3
    const found = descend(
      value,
      best,
      steps.map((step) => step * shrink),
      tolerance,
      () => evaluations < evaluationsMax,
    )
    const gain = best.y - found.y
    best = found
    if (gain <= tolerance * (1 + Math.abs(found.y)) && restart > 1) break
  }
  return { at: best.x, value: best.y, evaluations }
}

interface Vertex {
  readonly x: readonly number[]
  readonly y: number
}

function descend(
  value: (x: readonly number[]) => number,
  start: Vertex,
  steps: readonly number[],
  tolerance: number,
  more: () => boolean,
): Vertex {
  const n = start.x.length
  const vertex = (x: readonly number[]): Vertex => ({ x, y: value(x) })
  let simplex = [start, ...steps.map((step, i) => vertex(start.x.map((x, j) => (i === j ? x + step : x))))]
  const sort = (): void => {
    simplex.sort((a, b) => a.y - b.y)
  }
  sort()
  while (more()) {
    const worst = simplex[n]!
    if (worst.y - simplex[0]!.y <= tolerance * (1 + Math.abs(simplex[0]!.y))) break
    const centre = start.x.map((_, j) => simplex.slice(0, n).reduce((sum, { x }) => sum + x[j]!, 0) / n)
    const along = (factor: number): Vertex => vertex(centre.map((c, j) => c + factor * (worst.x[j]! - c)))
    const reflected = along(-1)
    let next = reflected
    if (reflected.y < simplex[0]!.y) {
      const expanded = along(-2)
      if (expanded.y < reflected.y) next = expanded
    } else if (reflected.y >= simplex[n - 1]!.y) {
      next = reflected.y < worst.y ? along(-0.5) : along(0.5)
      if (next.y >= Math.min(reflected.y, worst.y)) {
        const [best] = simplex
        simplex = simplex.map((old, i) =>
          i === 0 ? old : vertex(old.x.map((x, j) => best!.x[j]! + 0.5 * (x - best!.x[j]!))),
        )
        sort()
        continue
      }
    }
    simplex[n] = next
    sort()
  }
  return simplex[0]!
}
