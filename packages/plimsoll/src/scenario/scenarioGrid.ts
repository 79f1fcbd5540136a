import { percent, signed } from './inWords.js'
import type { Scenario, Shock } from './scenario.js'
import { namedIn, rowOf, type VolatilityRow, volatilityShock } from './volatilityRow.js'

/**
 * The part of a far move that counts, falling as the move grows: factor·(range/|move|)·(1 + move)/(1 + sign(move)·range),
 * with the range of each underlying. With it an inverse future loses in coin exactly what it loses at the edge of the range
 * (Deribit portfolio margin, extended risk matrix).
 */
export interface TailRule {
  readonly rule: 'range-over-move'
  readonly factor: number
}

/** A grid of price moves × volatility rows, plus tails. */
export interface ScenarioGrid {
  /** A document without it is a grid. */
  readonly kind?: 'grid'
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** See `ScenarioSet.conversion`; `shocked` where absent. */
  readonly conversion?: 'shocked' | 'now'
  /** See `ScenarioSet.basis`; `proportional` where absent. */
  readonly basis?: 'proportional' | 'unchanged'
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
  /** Rows that only tails name. */
  readonly tailVolatility?: readonly VolatilityRow[]
  /** Far moves, relative to the price (not to the range), with the part of the result that counts and a row's id. */
  readonly tails: readonly {
    readonly move: number
    readonly weight: number | TailRule
    readonly volatility: string
    readonly tag?: string
    /** `range`: `move` is in units of each underlying's range, floored at −99 % of a price; `price` where absent. */
    readonly unit?: 'price' | 'range'
  }[]
}

/**
 * The scenarios of a grid: every price move with every volatility row, then the tails. All underlyings move together,
 * each by its own range, so that the same set serves netting inside an underlying and across the account.
 */
export function gridScenarios(grid: ScenarioGrid, id: string): readonly Scenario[] {
  const scenarios: Scenario[] = []
  for (const move of grid.moves) {
    for (const row of grid.volatility) {
      scenarios.push({
        id: `price ${signed(move)} range, vol ${row.id}`,
        weight: 1,
        otherwise: otherwise(grid, move, (range) => move * range, row),
        shocks: {
          ...namedShocks(grid, move, (range) => move * range, row),
          ...Object.fromEntries(
            Object.entries(grid.range)
              .filter(([underlying]) => underlying !== '*')
              .map(([underlying, range]) => [underlying, shock(move * range, row, underlying)]),
          ),
          ...absoluteShocks(grid, move, row),
        },
        assets: {},
      })
    }
  }
  for (const tail of grid.tails) {
    const row = rowOf([...grid.volatility, ...(grid.tailVolatility ?? [])], tail.volatility, `scenarios.${id}.tails`)
    if (tail.unit === 'range') {
      scenarios.push(rangeTail(grid, tail, row))
      continue
    }
    const { weight } = tail
    const counted = typeof weight === 'number' ? percent(weight) : 'range over move'
    scenarios.push({
      id: `tail ${signed(tail.move * 100)} %, vol ${row.id}, ${counted} counted`,
      ...(typeof weight === 'number' ? { weight } : tailWeights(grid, () => tail.move, weight)),
      otherwise: shock(tail.move, row),
      shocks: { ...farShocks(row, tail.move), ...absoluteShocks(grid, tail.move < 0 ? -1 : 1, row) },
      assets: {},
      ...(tail.tag === undefined ? {} : { tag: tail.tag }),
    })
  }
  return scenarios
}

/** Where there is no range for everyone else, an underlying without one of its own is not taken to stand still. */
function otherwise(
  grid: ScenarioGrid,
  move: number,
  moved: (range: number) => number,
  row: VolatilityRow,
  underlying?: string,
): Shock {
  const range = grid.range['*']
  if (range !== undefined) return shock(moved(range), row, underlying)
  if (move === 0) return shock(0, row, underlying)
  return Object.freeze({ ...shock(Number.NaN, row, underlying), missing: 'range' })
}

/** A far move beyond any range must leave a price above 0. */
const leastMove = -0.99

function rangeTail(
  grid: ScenarioGrid,
  { move, weight, tag }: ScenarioGrid['tails'][number],
  row: VolatilityRow,
): Scenario {
  const moved = (range: number): number => Math.max(move * range, leastMove)
  const counted = typeof weight === 'number' ? percent(weight) : 'range over move'
  return {
    id: `tail ${signed(move)} range, vol ${row.id}, ${counted} counted`,
    ...(typeof weight === 'number' ? { weight } : tailWeights(grid, moved, weight)),
    otherwise: otherwise(grid, move, moved, row),
    shocks: {
      ...namedShocks(grid, move, moved, row),
      ...Object.fromEntries(
        Object.entries(grid.range)
          .filter(([underlying]) => underlying !== '*')
          .map(([underlying, range]) => [underlying, shock(moved(range), row, underlying)]),
      ),
      ...absoluteShocks(grid, move, row),
    },
    assets: {},
    ...(tag === undefined ? {} : { tag }),
  }
}

function tailWeights(
  grid: ScenarioGrid,
  moveOf: (range: number) => number,
  { factor }: TailRule,
): Pick<Scenario, 'weight' | 'weights'> {
  const weight = (range: number): number => {
    const move = moveOf(range)
    if (move === 0 && range === 0) return factor
    const sign = move < 0 ? -1 : 1
    return (factor * (range / Math.abs(move)) * (1 + move)) / (1 + sign * range)
  }
  const weights = Object.fromEntries([
    ...Object.entries(grid.range)
      .filter(([underlying]) => underlying !== '*')
      .map(([underlying, range]) => [underlying, weight(range)]),
    // These are moved to the edge of their range and no further.
    ...Object.keys(grid.absoluteRange ?? {}).map((underlying) => [underlying, factor]),
  ])
  return { weight: weight(grid.range['*'] ?? 0), weights: Object.freeze(weights) }
}

function absoluteShocks(grid: ScenarioGrid, move: number, row: VolatilityRow): Record<string, Shock> {
  return Object.fromEntries(
    Object.entries(grid.absoluteRange ?? {}).map(([underlying, range]) => [
      underlying,
      Object.freeze({
        price: Object.freeze({ kind: 'absolute', move: move * range }),
        volatility: volatilityShock(unfloored(row), underlying),
      }),
    ]),
  )
}

/** A floor is a log-normal volatility and means nothing to an underlying of the normal model. */
function unfloored(row: VolatilityRow): VolatilityRow {
  switch (row.kind) {
    case 'surface':
      return { ...row, floor: 0 }
    case 'relative':
    case 'absolute': {
      const { floor: _floor, ...rest } = row
      return rest
    }
    default:
      return row
  }
}

/** Underlyings whose volatility the row moves by a number of their own, at one price move. */
function namedShocks(
  grid: ScenarioGrid,
  move: number,
  moved: (range: number) => number,
  row: VolatilityRow,
): Record<string, Shock> {
  return Object.fromEntries(
    namedIn(row).map((underlying) => [underlying, otherwise(grid, move, moved, row, underlying)]),
  )
}

/** A far move is relative to the price and needs no range. */
function farShocks(row: VolatilityRow, move: number): Record<string, Shock> {
  return Object.fromEntries(namedIn(row).map((underlying) => [underlying, shock(move, row, underlying)]))
}

function shock(move: number, row: VolatilityRow, underlying?: string): Shock {
  return Object.freeze({
    price: Object.freeze({ kind: 'relative', move }),
    volatility: volatilityShock(row, underlying),
  })
}
