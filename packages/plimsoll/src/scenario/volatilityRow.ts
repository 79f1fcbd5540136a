import { PlimsollError } from '../error/plimsollError.js'
import type { SkewShock, SurfaceShock, TermRule, VolatilityShock } from './scenario.js'

/** A named volatility shock of a rule book; see {@link VolatilityShock}. */
export type VolatilityRow =
  | { readonly id: string; readonly kind: 'none' /** Ignored. */; readonly move?: number }
  | {
      readonly id: string
      readonly kind: 'relative' | 'absolute'
      readonly move: number
      /** In the place of `move` for options on these underlyings. */
      readonly moves?: Readonly<Record<string, number>>
      readonly floor?: number
      readonly term?: TermRule
    }
  | ({ readonly id: string } & SkewShock)
  | ({ readonly id: string } & SurfaceShock)

/** The shock that a row describes, for options on this underlying where the row makes a difference between them. */
export function volatilityShock(row: VolatilityRow, underlying?: string): VolatilityShock {
  if (row.kind === 'none') return Object.freeze({ kind: 'none' })
  if ((row.kind === 'relative' || row.kind === 'absolute') && row.moves !== undefined) {
    const { id: _id, moves, ...shock } = row
    const own = underlying !== undefined && Object.hasOwn(moves, underlying) ? moves[underlying] : undefined
    return Object.freeze({ ...shock, move: own ?? row.move })
  }
  const { id: _id, ...shock } = row
  return Object.freeze(shock)
}

/** Underlyings that a row moves by a number of their own. */
export function namedIn(row: VolatilityRow): readonly string[] {
  return row.kind === 'relative' || row.kind === 'absolute' ? Object.keys(row.moves ?? {}) : []
}

/** The row of this id; SPEC_INVALID says which there are. */
export function rowOf(rows: readonly VolatilityRow[], id: string, where: string): VolatilityRow {
  const row = rows.find((candidate) => candidate.id === id)
  if (row !== undefined) return row
  throw new PlimsollError('SPEC_INVALID', {
    where,
    value: id,
    expected: `one of the volatility rows: ${rows.map((candidate) => candidate.id).join(', ')}`,
  })
}
