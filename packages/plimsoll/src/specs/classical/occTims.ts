import type { MarginSpec, Requirement } from '../../requirement/spec.js'
import { atLeast, each, measure, parameter, read, sum, table, times, where, worstOf } from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { unlistedCoins } from '../unlisted.js'

const rules = 'FINRA Rule 4210(g) and Cboe Rule 10.4; OCC customer portfolio margin page'

/** How far the valuation points of a class reach, as fractions of its price. */
export interface TimsRange {
  readonly down: number
  readonly up: number
}

/** Classes whose gains count in part against one another's losses. */
export interface TimsGroup {
  readonly classes: readonly string[]
  /** Part of a gain that counts: 0.9 between broad indexes, 0 between single names. */
  readonly offset: number
}

const pointsPerSide = 5
const steps = [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5] as const

/**
 * Customer portfolio margin (TIMS) with these ranges and product groups; a class that has none moves by `others` and stands
 * alone.
 *
 * @example
 * import { timsSpec } from 'plimsoll'
 * const spec = timsSpec({ SPX: { down: 0.08, up: 0.06 } }, { broad: { classes: ['SPX'], offset: 0.9 } }, { down: 0.15, up: 0.15 })
 * spec.scenarios.main.scenarios[0].moves.SPX // => -0.08
 */
export function timsSpec(
  ranges: Readonly<Record<string, TimsRange>>,
  groups: Readonly<Record<string, TimsGroup>>,
  others: TimsRange,
): MarginSpec {
  const move = ({ down, up }: TimsRange, step: number): number => ((step < 0 ? down : up) * step) / pointsPerSide
  const offset = table(
    'underlying',
    Object.fromEntries(
      Object.entries(groups).flatMap(([name, group]) =>
        group.classes.map((one) => [one, parameter(`offset.${name}`)] as const),
      ),
    ),
    0,
    'offset on gains',
  )
  const group = (orders: boolean): Requirement =>
    each(
      'group',
      'each product group',
      atLeast(
        times(
          parameter('minimum'),
          where({ kind: ['option', 'future', 'perpetual'] }, measure('units', 'gross', orders ? 'filled' : undefined)),
          'minimum per contract',
        ),
        worstOf('main', 'group', 'worst valuation point', {
          profile: 'for-each',
          scope: 'underlying',
          of: { profile: 'sides', positive: offset, negative: 1, of: { profile: 'profits' } },
        }),
      ),
      orders ? undefined : { orders: false },
    )
  return {
    plimsoll: 'spec/1',
    id: 'occ-tims',
    version: '1',
    asOf: '2026-11-21',
    title: 'OCC customer portfolio margin (TIMS)',
    description:
      'The worst of ten price moves of each product group, volatilities unchanged; a gain of one class counts against another’s loss at the group’s offset; at least a minimum per contract.',
    sources: [rules],
    generation: 'portfolio',
    currency: 'USD',
    decimals: 2,
    parameters: {
      minimum: read(0.375, rules, 'USD per unit of the underlying'),
      ...Object.fromEntries(
        Object.entries(groups).map(([name, one]) => [
          `offset.${name}`,
          read(one.offset, rules, 'part of a gain that counts'),
        ]),
      ),
    },
    provenance: [
      {
        of: 'scenarios.main',
        status: 'read',
        source: rules,
        note: 'Five points down, five up, equidistant: ±15 % of single names, ±10 % of other broad indexes, −8 % to +6 % of those of high capitalisation.',
      },
      {
        of: 'initial',
        status: 'read',
        source: rules,
        note: 'That the offset is taken of gains, not of losses, is recalled.',
      },
      {
        of: 'collateral',
        status: 'own',
        note: 'Coins count as a single name that has fallen to the end of its range.',
      },
    ],
    notes: [
      'Each option keeps its own volatility at its strike; no time passes.',
      'Values are profit and loss: premiums stand in the account’s value.',
      'A liquidity pool, which no rule names either, is asked for its whole value and for its scan: more than it can lose.',
      'Coins, which no rule names, are single names: ±15 %, no offset between them.',
    ],
    groups: Object.fromEntries(Object.entries(groups).map(([name, one]) => [name, [...one.classes]])),
    scenarios: {
      main: {
        kind: 'list',
        smile: 'sticky-strike',
        horizonDays: 0,
        volatility: [{ id: 'unchanged', kind: 'none' }],
        scenarios: steps.map((step) => ({
          id: `point ${step}`,
          moves: {
            ...Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, move(range, step)])),
            '*': move(others, step),
          },
          volatility: 'unchanged',
        })),
      },
    },
    collateral: countedInFull(['USD', 'USDC', 'USDT'], { initial: others.down, maintenance: others.down }),
    initial: sum('initial margin', group(true), unheldCoins),
    maintenance: sum('maintenance margin', group(false), unheldCoins),
  }
}

/** Pools are no collateral; coins held as positions are shares, margined in the scenarios. */
const unheldCoins = where({ kind: ['amm'], orders: false }, unlistedCoins)

const broadHigh: TimsRange = { down: 0.08, up: 0.06 }
const broad: TimsRange = { down: 0.1, up: 0.1 }

export const occTims: MarginSpec = timsSpec(
  { SPX: broadHigh, OEX: broadHigh, RUT: broad },
  { broadIndex: { classes: ['SPX', 'OEX', 'RUT'], offset: 0.9 } },
  { down: 0.15, up: 0.15 },
)
