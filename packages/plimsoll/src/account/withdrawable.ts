import { haircutOf } from '../collateral/haircut.js'
import { requirementAlong } from '../requirement/requirementAlong.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { type Assessment, exposuresUnder } from './assess.js'
import type { AssetHolding, Holdings } from './holdings.js'

const bisectionSteps = 60

/**
 * How much of each asset may leave now, in units of the asset: what leaves initial equity, without counting any
 * unrealised profit, at or above the initial requirement, and never more than the balance. Profit is not cash.
 *
 * Where the asset itself is shocked in the scenarios its leaving also changes the requirement, so the amount is solved
 * for. The excess is concave in the amount (a worst-of is convex), hence the amounts that may leave form one interval;
 * under a rule book with a minimum node the amount found may leave, and a larger one might.
 */
export function withdrawableAmounts(
  holdings: Holdings,
  assessment: Assessment,
  spec: MarginSpec,
  valuation: Valuation,
): ReadonlyMap<string, number> {
  const { accountValue, initialHaircut, initial } = assessment
  const excess = accountValue - initialHaircut - Math.max(holdings.unrealised, 0) - initial.value
  const amounts = new Map<string, number>()
  for (const [asset, holding] of holdings.assets) {
    if (!(holding.balance > 0) || !(excess > 0)) amounts.set(asset, 0)
    else amounts.set(asset, mayLeave(asset, holding, excess, initial.value, holdings, spec, valuation))
  }
  return amounts
}

function mayLeave(
  asset: string,
  holding: AssetHolding,
  excess: number,
  required: number,
  holdings: Holdings,
  spec: MarginSpec,
  valuation: Valuation,
): number {
  const requirement = requirementWithout(asset, holdings, spec, valuation)
  const haircut = haircutOf(spec.collateral, asset).initial
  const worth = (amount: number): number => {
    const value = (holding.balance + holding.unrealised - amount) * holding.price
    return value - Math.abs(value) * haircut
  }
  const rest = excess + required - worth(0)
  const passes = (amount: number): boolean => worth(amount) + rest >= (requirement?.(amount) ?? required)
  if (passes(holding.balance)) return holding.balance
  let safe = 0
  let unsafe = holding.balance
  for (let step = 0; step < bisectionSteps; step++) {
    const middle = safe + (unsafe - safe) / 2
    if (passes(middle)) safe = middle
    else unsafe = middle
  }
  return safe
}

/** The initial requirement by how much of the asset has left; undefined where the asset is no part of it. */
function requirementWithout(
  asset: string,
  holdings: Holdings,
  spec: MarginSpec,
  valuation: Valuation,
): ((amount: number) => number) | undefined {
  const exposures = exposuresUnder(holdings, spec)
  for (const exposure of exposures) {
    if (exposure.kind === 'asset' && exposure.asset === asset) {
      return requirementAlong(spec.initial, exposures, valuation, exposure)
    }
  }
  return undefined
}
