import fc from 'fast-check'
import type { Amount, Filter, MarginSpec, Profile, ScenarioSource, Scope } from 'plimsoll'
import { arbitraryScenarios, frame } from './spec.js'

/** Rule books of chosen nodes, about which more can be said than that they give a number. */
export interface TreeOptions {
  readonly leaves: readonly fc.Arbitrary<Amount>[]
  /** Also the smaller of two numbers, which no coherent requirement takes. */
  readonly min?: boolean
}

const scope = fc.constantFrom<Scope>(
  'position',
  'strike',
  'expiry',
  'underlying',
  'group',
  'currency',
  'asset',
  'account',
)
const scenarios = fc.constantFrom('one', 'two')
const factor = fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10)
const confidence = fc.constantFrom(0.3, 0.5, 0.75, 0.9, 0.99)
/** Conventions by which an order statistic is taken. */
export const quantile = fc.constantFrom('kth-worst', 'r2', 'r7', 'rockafellar', 'cumulative-exceeds')

export const worst: fc.Arbitrary<Amount> = fc.record(
  { node: fc.constant('worst-of' as const), scenarios, scope, gains: fc.constantFrom('pooled', 'trapped') },
  { requiredKeys: ['node', 'scenarios', 'scope'] },
)

export const shortfall: fc.Arbitrary<Amount> = fc.record({
  node: fc.constant('tail' as const),
  scenarios,
  scope,
  measure: fc.constant('expected-shortfall' as const),
  confidence,
  quantile,
})

export const measured: fc.Arbitrary<Amount> = fc.record({
  node: fc.constant('measure' as const),
  of: fc.constantFrom('notional', 'value', 'delta-value', 'count'),
  sum: fc.constantFrom('gross', 'long', 'short', 'net'),
  orders: fc.constantFrom('ignored', 'filled', 'worst-side'),
})

/** Profiles made of profits alone: no number of the rule book is added to them. */
export const profile: fc.Arbitrary<Profile> = fc.letrec<{ profile: Profile }>((tie) => ({
  profile: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ profile: fc.constant('profits' as const), weighted: fc.boolean() }),
    fc.constant({ profile: 'values' as const }),
    fc.record({ profile: fc.constant('for-each' as const), scope, of: tie('profile') }),
    fc.record({ profile: fc.constant('sum' as const), of: fc.array(tie('profile'), { minLength: 1, maxLength: 2 }) }),
    fc.record({
      profile: fc.constant('where' as const),
      where: fc.constantFrom<Filter>({ kind: ['option'] }, { side: 'long' }, { names: ['BTC'] }),
      of: tie('profile'),
    }),
    fc.record({ profile: fc.constant('sides' as const), of: tie('profile'), positive: factor, negative: factor }),
    fc.record({ profile: fc.constant('weigh' as const), of: tie('profile') }),
    fc.record({ profile: fc.constant('as-loss' as const), of: tie('profile') }),
    fc.record({
      profile: fc.constant('tagged' as const),
      tag: fc.constant('far'),
      yes: tie('profile'),
      no: tie('profile'),
    }),
    fc.record({
      profile: fc.constant('relieve' as const),
      of: tie('profile'),
      by: fc.record({ far: fc.integer({ min: 0, max: 1000 }) }),
    }),
  ),
})).profile

export const transformed: fc.Arbitrary<Amount> = fc.record({
  node: fc.constant('worst-of' as const),
  scenarios,
  scope,
  of: profile,
})

/** Sums, maxima, multiples and cells over some leaves. */
export function tree({ leaves, min = false }: TreeOptions): fc.Arbitrary<Amount> {
  return fc.letrec<{ tree: Amount }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(...leaves),
      fc.record({
        node: min ? fc.constantFrom('sum', 'max', 'min') : fc.constantFrom('sum', 'max'),
        of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ node: fc.constant('scale' as const), by: factor, of: tie('tree') }),
      fc.record({
        node: fc.constant('for-each' as const),
        scope,
        combine: fc.constantFrom('sum', 'max', 'root-sum-square'),
        of: tie('tree'),
      }),
    ),
  })).tree
}

/** A rule book whose initial requirement is the tree, and maintenance a part of it. */
export function specOf(
  amount: fc.Arbitrary<Amount>,
  source: fc.Arbitrary<ScenarioSource> = arbitraryScenarios(),
): fc.Arbitrary<MarginSpec> {
  return fc
    .record({ initial: amount, part: fc.integer({ min: 0, max: 10 }), one: source, two: source, shocked: fc.boolean() })
    .map(({ initial, part, one, two, shocked }) => ({
      ...frame,
      parameters: { part: { value: 0.2, status: 'own' }, rate: { value: 0.4, status: 'own' } },
      scenarios: { one, two },
      collateral: { mode: shocked ? 'shocked' : 'haircut', haircuts: {}, residualHaircuts: {} },
      initial,
      maintenance: { node: 'scale', by: part / 10, of: initial },
    }))
}
