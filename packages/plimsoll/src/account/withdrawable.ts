import { haircutOf } from '../collateral/haircut.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { assess } from './assess.js'
import type { AssetHolding, Holdings } from './holdings.js'

const bisectionSteps = 48

/**
 * How much of each asset may leave now, in units of the asset: what leaves initial equity, without counting any
 * unrealised profit, at or above the initial requirement, and never more than the balance. Profit is not cash.
 *
 * Where the asset itself is shocked in the scenarios its leaving also changes the requirement, so the amount is solved
 * for: the excess is concave in the amount (a worst-of is convex), hence the amounts that may leave form one interval.
 */
export function withdrawableAmounts(
  holdings: Holdings,
  spec: MarginSpec,
  valuation: Valuation,
): ReadonlyMap<string, number> {
  const amounts = new Map<string, number>()
  const excess = cashExcess(holdings, spec, valuation)
  for (const [asset, holding] of holdings.assets) {
    if (!(holding.balance > 0) || !(excess > 0)) amounts.set(asset, 0)
    else amounts.set(asset, mayLeave(asset, holding, excess, holdings, spec, valuation))
  }
  return amounts
}

function mayLeave(
  asset: string,
  holding: AssetHolding,
  excess: number,
  holdings: Holdings,
  spec: MarginSpec,
  valuation: Valuation,
): number {
  if (spec.collateral.mode === 'haircut' || holding.underlying === undefined) {
    return Math.min(holding.balance, excess / (holding.price * (1 - haircutOf(spec.collateral, asset).initial)))
  }
  const passes = (amount: number): boolean => cashExcess(without(holdings, asset, amount), spec, valuation) >= 0
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

/** Initial equity without unrealised profit, less the initial requirement. */
function cashExcess(holdings: Holdings, spec: MarginSpec, valuation: Valuation): number {
  const { accountValue, initialHaircut, initial } = assess(holdings, spec, valuation)
  return accountValue - initialHaircut - Math.max(holdings.unrealised, 0) - initial.value
}

function without(holdings: Holdings, asset: string, amount: number): Holdings {
  const assets = new Map(holdings.assets)
  const holding = holdings.assets.get(asset)!
  assets.set(asset, { ...holding, balance: holding.balance - amount })
  return { ...holdings, assets }
}
