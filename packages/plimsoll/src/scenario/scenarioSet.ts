import { PlimsollError } from '../error/plimsollError.js'
import type { PriceShock, Scenario, ScenarioSet, Shock, TermRule, VolatilityShock } from './scenario.js'

/** A row of volatility moves in a grid; see {@link VolatilityShock}. */
export interface VolatilityRow {
  readonly id: string
  readonly kind: 'none' | 'relative' | 'absolute'
  /** Ignored by `none`. */
  readonly move: number
  readonly floor?: number
  readonly term?: TermRule
}

/** A grid of price moves × volatility rows, plus tails. */
export interface ScenarioGrid {
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** Price range per underlying as a fraction (0.16 = ±16 %); `*` is everyone else's. */
  readonly range: Readonly<Record<string, number>>
  /**
   * Price range of underlyings whose prices may be zero or negative, in price units: a relative range says nothing of them.
   * They are moved by it in the grid and, by the sign of the move, in the tails; no volatility floor applies to them.
   */
  readonly absoluteRange?: Readonly<Record<string, number>>
  /** Price moves in units of the range, e.g. −1 … 1. */
  readonly moves: readonly number[]
  /** Each is combined with every price move. */
  readonly volatility: readonly VolatilityRow[]
  /** Far moves, relative to the price (not to the range), with the part of the result that counts and a row's id. */
  readonly tails: readonly { readonly move: number; readonly weight: number; readonly volatility: string }[]
}

const expanded = new WeakMap<ScenarioGrid, ScenarioSet>()

/**
 * The scenarios of a grid: every price move with every volatility row, then the tails. All underlyings move together,
 * each by its own range, so that the same set serves netting inside an underlying and across the account.
 */
export function scenarioSetOf(grid: ScenarioGrid, id: string): ScenarioSet {
  const known = expanded.get(grid)
  if (known !== undefined) return known
  const scenarios: Scenario[] = []
  for (const move of grid.moves) {
    for (const row of grid.volatility) {
      scenarios.push({
        id: `price ${signed(move)} range, vol ${row.id}`,
        weight: 1,
        otherwise: shock(move * (grid.range['*'] ?? 0), row),
        shocks: {
          ...Object.fromEntries(
            Object.entries(grid.range)
              .filter(([underlying]) => underlying !== '*')
              .map(([underlying, range]) => [underlying, shock(move * range, row)]),
          ),
          ...absoluteShocks(grid, move, row),
        },
        assets: {},
      })
    }
  }
  for (const tail of grid.tails) {
    const row = grid.volatility.find((candidate) => candidate.id === tail.volatility)
    if (row === undefined) {
      throw new PlimsollError('SPEC_INVALID', {
        where: `scenarios.${id}.tails`,
        value: tail.volatility,
        expected: `one of the grid's volatility rows: ${grid.volatility.map((candidate) => candidate.id).join(', ')}`,
      })
    }
    scenarios.push({
      id: `tail ${signed(tail.move * 100)} %, vol ${row.id}, ${percent(tail.weight)} counted`,
      weight: tail.weight,
      otherwise: shock(tail.move, row),
      shocks: absoluteShocks(grid, tail.move < 0 ? -1 : 1, row),
      assets: {},
    })
  }
  const set: ScenarioSet = Object.freeze({
    id,
    smile: grid.smile,
    normalMoves: 'absolute',
    horizonDays: grid.horizonDays,
    scenarios: Object.freeze(scenarios),
  })
  expanded.set(grid, set)
  return set
}

function absoluteShocks(grid: ScenarioGrid, move: number, row: VolatilityRow): Record<string, Shock> {
  const { floor: _floor, ...unfloored } = row
  return Object.fromEntries(
    Object.entries(grid.absoluteRange ?? {}).map(([underlying, range]) => [
      underlying,
      Object.freeze({
        price: Object.freeze({ kind: 'absolute', move: move * range }),
        volatility: volatilityShock(unfloored),
      }),
    ]),
  )
}

function shock(move: number, row: VolatilityRow): Shock {
  return Object.freeze({ price: Object.freeze({ kind: 'relative', move }), volatility: volatilityShock(row) })
}

/** The shock that a row describes. */
export function volatilityShock(row: VolatilityRow): VolatilityShock {
  if (row.kind === 'none') return Object.freeze({ kind: 'none' })
  return Object.freeze({
    kind: row.kind,
    move: row.move,
    ...(row.floor === undefined ? {} : { floor: row.floor }),
    ...(row.term === undefined ? {} : { term: row.term }),
  })
}

/** The shock that a scenario gives to an underlying. */
export function shockOf(scenario: Scenario, underlying: string): Shock {
  return scenario.shocks[underlying] ?? scenario.otherwise
}

const namedUnderlyingsMax = 3

/**
 * A scenario in words, as these underlyings feel it: `price −16 %, vol +50 % at 30 d` for one,
 * `BTC −16 %, ETH −18 %, vol +50 % at 30 d` for several.
 */
export function describeScenario(scenario: Scenario, underlyings: readonly string[]): string {
  const moves = underlyings.map((underlying) => shockOf(scenario, underlying))
  const first = moves[0] ?? scenario.otherwise
  const alike = moves.every((move) => JSON.stringify(move) === JSON.stringify(first))
  const named = underlyings
    .slice(0, namedUnderlyingsMax)
    .map((name, row) => `${name} ${describePrice(moves[row]!.price)}`)
  if (underlyings.length > namedUnderlyingsMax) named.push('…')
  const prices = alike ? `price ${describePrice(first.price)}` : named.join(', ')
  return `${prices}, vol ${describeVolatility(first.volatility)}${scenario.weight === 1 ? '' : `, ${percent(scenario.weight)} counted`}`
}

function describePrice(price: PriceShock): string {
  return price.kind === 'relative' ? `${signed(price.move * 100)} %` : signed(price.move)
}

function describeVolatility(volatility: VolatilityShock): string {
  if (volatility.kind === 'none') return 'unchanged'
  const at = volatility.term === undefined ? '' : ` at ${volatility.term.referenceDays} d`
  return volatility.kind === 'relative'
    ? `${signed(volatility.move * 100)} %${at}`
    : `${signed(volatility.move * 100)} points${at}`
}

function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100
  return rounded > 0 ? `+${rounded}` : rounded < 0 ? `−${-rounded}` : '0'
}

function percent(weight: number): string {
  return `${Math.round(weight * 1000) / 10} %`
}
