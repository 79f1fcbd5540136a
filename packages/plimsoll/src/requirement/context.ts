import type { Valuation } from '../valuation/valuation.js'
import type { Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Amount, MarginSpec, Scope } from './spec.js'

/** What a whole requirement is evaluated with. */
export interface Scene {
  readonly valuation: Valuation
  readonly spec: Pick<MarginSpec, 'id' | 'groups'>
  /** Observations that come with the book. */
  readonly facts: Readonly<Record<string, number>>
  /** Leaves that were already computed, by what they say and see: initial and maintenance margin share them. */
  readonly known: Map<string, NodeResult>
  /** Numbers that nodes around have given a name. */
  readonly bound?: Readonly<Record<string, number>>
}

/** What one node sees. */
export interface Context {
  readonly scene: Scene
  readonly members: readonly Exposure[]
  /** Innermost cell. */
  readonly scope: Scope
  readonly cell: string
  /** Cells and filters on the way here; two nodes that say the same on the same path see the same. */
  readonly path: string
}

/** A collateral rule sees balances that the requirement may not see: what is known of one is not known of the other. */
export function contextOf(exposures: readonly Exposure[], scene: Scene): Context {
  const path = exposures.flatMap((exposure) => (exposure.kind === 'asset' ? [exposure.leg] : [])).join()
  return { scene, members: exposures, scope: 'account', cell: 'account', path }
}

/** How a node asks for its children’s numbers. */
export type Evaluate = (amount: Amount, context: Context) => NodeResult
