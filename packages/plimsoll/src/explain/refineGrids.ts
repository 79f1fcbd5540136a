import type { MarginSpec, ScenarioSource } from '../requirement/spec.js'

type Grid = Extract<ScenarioSource, { readonly tails: unknown }>

/**
 * The rule book with every step of its grids divided into so many: the same range, looked at more closely. What it asks for more than
 * the rule book is what a book may lose between two moves and at neither.
 *
 * @param times steps in place of each one, a whole number from 1
 * @example
 * import { refineGrids, rulebook } from 'plimsoll'
 * refineGrids(rulebook('portfolio'), 10).scenarios.grid.moves.length // => 81
 */
export function refineGrids(spec: MarginSpec, times: number): MarginSpec {
  let refined = spec
  for (const [key, source] of Object.entries(spec.scenarios)) {
    if (isGrid(source)) refined = withMoves(refined, key, movesBetween(source.moves, times).flat())
  }
  return refined
}

export function isGrid(source: ScenarioSource): source is Grid {
  return source.kind === undefined || source.kind === 'grid'
}

/** The moves that divide each step of a grid into so many. */
export function movesBetween(moves: Grid['moves'], times: number): readonly (readonly number[])[] {
  // A move that is a parameter is not between any two.
  const sorted = moves.filter((move) => typeof move === 'number').sort((a, b) => a - b)
  return sorted.slice(1).map((to, row) => {
    const from = sorted[row]!
    return Array.from({ length: times - 1 }, (_, part) => from + ((to - from) * (part + 1)) / times)
  })
}

export function withMoves(spec: MarginSpec, key: string, moves: readonly number[]): MarginSpec {
  const source = spec.scenarios[key] as Grid
  return { ...spec, scenarios: { ...spec.scenarios, [key]: { ...source, moves: [...source.moves, ...moves] } } }
}
