import { haircutOf } from '../collateral/haircut.js'
import { ruledHaircut } from '../collateral/ruledHaircut.js'
import type { AssetExposure } from '../requirement/exposure.js'
import { requirementAlong } from '../requirement/requirementAlong.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { type Assessment, allExposures, exposuresUnder } from './assess.js'
import type { AssetHolding, Holdings } from './holdings.js'

const stepsMax = 60

/**
 * How much of each asset may leave now, in units of the asset: what leaves initial equity, without counting any
 * unrealised profit, at or above the initial requirement, and never more than the balance. Profit is not cash.
 *
 * Where the asset itself is shocked in the scenarios, or its haircut depends on its amount, its leaving also changes the
 * requirement, so the amount is solved for. Under most rule books the excess is concave in the amount (a worst-of is convex), so
 * that the amounts which may leave form one interval; where it is not, the amount found may leave, and a larger one might.
 */
export function withdrawableAmounts(
  holdings: Holdings,
  assessment: Assessment,
  spec: MarginSpec,
  valuation: Valuation,
): ReadonlyMap<string, number> {
  const { accountValue, initialHaircut, initial } = assessment
  const value = accountValue - Math.max(holdings.unrealised, 0)
  const amounts = new Map<string, number>()
  for (const [asset, holding] of holdings.assets) {
    if (!(holding.balance > 0) || !(value - initialHaircut - initial.value > 0)) amounts.set(asset, 0)
    else {
      const requirement = requirementWithout(asset, holdings, spec, valuation) ?? (() => initial.value)
      const haircut = haircutWithout(asset, holding, initialHaircut, holdings, spec, valuation)
      const excess = (amount: number): number => value - amount * holding.price - haircut(amount) - requirement(amount)
      amounts.set(asset, largestSafe(excess, holding.balance))
    }
  }
  return amounts
}

/** The largest amount up to `most` that leaves the excess at or above 0; regula falsi (Illinois) between a safe and an unsafe one. */
function largestSafe(excess: (amount: number) => number, most: number): number {
  let unsafe = most
  let below = excess(most)
  if (below >= 0) return most
  let safe = 0
  let above = excess(0)
  if (!(above >= 0)) return 0
  for (let step = 0; step < stepsMax; step++) {
    const chord = safe + (unsafe - safe) * (above / (above - below))
    // Every third step halves the bracket, whatever the curve looks like.
    const next = step % 3 === 2 || !(chord > safe && chord < unsafe) ? safe + (unsafe - safe) / 2 : chord
    if (next === safe || next === unsafe) break
    const there = excess(next)
    if (there >= 0) {
      safe = next
      above = there
      below /= 2
    } else {
      unsafe = next
      below = there
      above /= 2
    }
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
  const leaving = exposures.find(
    (exposure): exposure is AssetExposure => exposure.kind === 'asset' && exposure.asset === asset,
  )
  const scene = { valuation, spec, facts: holdings.facts, known: new Map() }
  return leaving === undefined ? undefined : requirementAlong(spec.initial, exposures, scene, leaving)
}

/** The initial haircut on the whole account by how much of the asset has left. */
function haircutWithout(
  asset: string,
  holding: AssetHolding,
  whole: number,
  holdings: Holdings,
  { collateral, ...spec }: MarginSpec,
  valuation: Valuation,
): (amount: number) => number {
  if (collateral.mode !== 'rule') {
    const { initial } = haircutOf(collateral, asset)
    const own = (amount: number): number =>
      Math.abs((holding.balance + holding.unrealised - amount) * holding.price) * initial
    const others = whole - own(0)
    return (amount) => others + own(amount)
  }
  const exposures = allExposures(holdings)
  return (amount) => {
    const left = exposures.map((exposure) =>
      exposure.kind === 'asset' && exposure.asset === asset
        ? { ...exposure, amount: exposure.amount - amount }
        : exposure,
    )
    return ruledHaircut(collateral, 'initial', left, { valuation, spec, facts: holdings.facts, known: new Map() }).value
  }
}
