import { haircutOf } from '../collateral/haircut.js'
import { ruledHaircut } from '../collateral/ruledHaircut.js'
import type { Scene } from '../requirement/context.js'
import { evaluateRequirement } from '../requirement/evaluate.js'
import type { Exposure } from '../requirement/exposure.js'
import type { NodeResult } from '../requirement/nodeResult.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import type { AssetHolding, Holdings } from './holdings.js'
import { requireCurrency } from './requireCurrency.js'

/** Requirement and what stands behind it, before any question of withdrawing. */
export interface Assessment {
  readonly accountValue: number
  readonly initialHaircut: number
  readonly maintenanceHaircut: number
  readonly initial: NodeResult
  readonly maintenance: NodeResult
  /** Haircuts of a rule book that writes them as an expression. */
  readonly haircuts?: { readonly initial: NodeResult; readonly maintenance: NodeResult }
}

/** Evaluates a rule book over holdings; refuses a market in another currency than the rule book's. */
export function assess(holdings: Holdings, spec: MarginSpec, valuation: Valuation): Assessment {
  requireCurrency(spec, valuation.market)
  let accountValue = holdings.optionValue
  for (const holding of holdings.assets.values()) {
    accountValue += (holding.balance + holding.unrealised) * holding.price
  }
  const scene: Scene = { valuation, spec, facts: holdings.facts, known: new Map() }
  const exposures = exposuresUnder(holdings, spec)
  return {
    accountValue,
    ...haircuts(holdings, spec, scene),
    initial: evaluateRequirement(spec.initial, exposures, scene),
    maintenance: evaluateRequirement(spec.maintenance, exposures, scene),
  }
}

/** What collateral rules take off the account's value. */
function haircuts(
  holdings: Holdings,
  { collateral }: MarginSpec,
  scene: Scene,
): Pick<Assessment, 'initialHaircut' | 'maintenanceHaircut' | 'haircuts'> {
  if (collateral.mode === 'rule') {
    const exposures = allExposures(holdings)
    const initial = ruledHaircut(collateral, 'initial', exposures, scene)
    const maintenance = ruledHaircut(collateral, 'maintenance', exposures, scene)
    return { initialHaircut: initial.value, maintenanceHaircut: maintenance.value, haircuts: { initial, maintenance } }
  }
  let initialHaircut = 0
  let maintenanceHaircut = 0
  for (const [asset, holding] of holdings.assets) {
    const worth = (holding.balance + holding.unrealised) * holding.price
    // What is owed costs its haircut as well: the coin may be dearer when it has to be bought back.
    const haircut = haircutOf(collateral, asset)
    initialHaircut += Math.abs(worth) * haircut.initial
    maintenanceHaircut += Math.abs(worth) * haircut.maintenance
  }
  return { initialHaircut, maintenanceHaircut }
}

/** What the rule book's requirement looks at: positions and orders, and the assets where these are shocked too. */
export function exposuresUnder(holdings: Holdings, { collateral }: MarginSpec): readonly Exposure[] {
  switch (collateral.mode) {
    case 'haircut':
      return holdings.exposures
    case 'shocked':
      return allExposures(holdings)
    case 'rule': {
      const { shocked } = collateral
      if (shocked.length === 0) return holdings.exposures
      return withAssets(holdings, (asset) => shocked.includes('*') || shocked.includes(asset))
    }
  }
}

/** Positions, orders and every asset held or owed. */
export function allExposures(holdings: Holdings): readonly Exposure[] {
  return withAssets(holdings, () => true)
}

function withAssets(holdings: Holdings, counts: (asset: string) => boolean): readonly Exposure[] {
  const exposures: Exposure[] = [...holdings.exposures]
  for (const [asset, holding] of holdings.assets) if (counts(asset)) exposures.push(assetExposure(asset, holding))
  return exposures
}

function assetExposure(asset: string, holding: AssetHolding): Exposure {
  return {
    kind: 'asset',
    leg: `balance:${asset}`,
    asset,
    underlying: holding.underlying,
    amount: holding.balance + holding.unrealised,
  }
}
