import { PlimsollError } from '../error/plimsollError.js'
import type { PriceShock, Scenario, Shock, VolatilityShock } from './scenario.js'
import { namedIn, rowOf, type VolatilityRow, volatilityShock } from './volatilityRow.js'

/** Scenarios written out one by one, for rule books whose price moves and volatility moves do not form a grid. */
export interface ScenarioList {
  readonly kind: 'list'
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** See `ScenarioSet.conversion`; `shocked` where absent. */
  readonly conversion?: 'shocked' | 'now'
  /** See `ScenarioSet.basis`; `proportional` where absent. */
  readonly basis?: 'proportional' | 'unchanged'
  /** Rows that scenarios may name. */
  readonly volatility: readonly VolatilityRow[]
  readonly scenarios: readonly ListedScenario[]
}

export interface ListedScenario {
  readonly id: string
  /** Part of the result that counts; 1 where absent. */
  readonly weight?: number
  /** In the place of `weight` for these underlyings. */
  readonly weights?: Readonly<Record<string, number>>
  /** Relative price move of every underlying that nothing else names; 0 where neither it nor `moves` is given. */
  readonly move?: number
  /** Relative price moves by underlying; `*` is everyone else's, before `move`. */
  readonly moves?: Readonly<Record<string, number>>
  /** Moves in price units, for underlyings whose prices may be zero or negative. */
  readonly absoluteMoves?: Readonly<Record<string, number>>
  /** A row's id, or the shock itself. */
  readonly volatility: string | VolatilityShock
  /** Relative moves of assets that follow no underlying. */
  readonly assets?: Readonly<Record<string, number>>
  /** See `Scenario.tag`. */
  readonly tag?: string
}

/**
 * The scenarios of a list, in its order.
 *
 * @throws PlimsollError SPEC_INVALID for an unknown row or an id that occurs twice
 */
export function listScenarios(list: ScenarioList, id: string): readonly Scenario[] {
  const seen = new Set<string>()
  return list.scenarios.map((listed, place): Scenario => {
    const where = `scenarios.${id}.scenarios[${place}]`
    if (seen.has(listed.id)) {
      throw new PlimsollError('SPEC_INVALID', { where: `${where}.id`, value: listed.id, expected: 'every id once' })
    }
    seen.add(listed.id)
    const row =
      typeof listed.volatility === 'string'
        ? rowOf(list.volatility, listed.volatility, `${where}.volatility`)
        : undefined
    const shock = (price: PriceShock, underlying?: string) =>
      Object.freeze({
        price: Object.freeze(price),
        volatility: row === undefined ? (listed.volatility as VolatilityShock) : volatilityShock(row, underlying),
      })
    const { '*': others, ...named } = listed.moves ?? {}
    // Moves that name some underlyings and nobody else do not take the others to stand still.
    const isOpen = listed.moves !== undefined && others === undefined && listed.move === undefined
    const move = isOpen ? Number.NaN : (others ?? listed.move ?? 0)
    const rest = (name?: string): Shock => {
      const made = shock({ kind: 'relative', move }, name)
      return isOpen ? Object.freeze({ ...made, missing: 'range' }) : made
    }
    return Object.freeze({
      id: listed.id,
      weight: listed.weight ?? 1,
      ...(listed.weights === undefined ? {} : { weights: listed.weights }),
      ...(listed.tag === undefined ? {} : { tag: listed.tag }),
      otherwise: rest(),
      shocks: Object.fromEntries([
        ...(row === undefined ? [] : namedIn(row)).map((name) => [name, rest(name)] as const),
        ...Object.entries(named).map(([name, own]) => [name, shock({ kind: 'relative', move: own }, name)] as const),
        ...Object.entries(listed.absoluteMoves ?? {}).map(
          ([name, own]) => [name, shock({ kind: 'absolute', move: own }, name)] as const,
        ),
      ]),
      assets: listed.assets ?? {},
    })
  })
}
