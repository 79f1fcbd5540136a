import { haircutOf } from '../collateral/haircut.js'
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
}

/** Evaluates a rule book over holdings; refuses a market in another currency than the rule book's. */
export function assess(holdings: Holdings, spec: MarginSpec, valuation: Valuation): Assessment {
  requireCurrency(spec, valuation.market)
  let accountValue = holdings.optionValue
  let initialHaircut = 0
  let maintenanceHaircut = 0
  for (const [asset, holding] of holdings.assets) {
    const worth = (holding.balance + holding.unrealised) * holding.price
    accountValue += worth
    // What is owed costs its haircut as well: the coin may be dearer when it has to be bought back.
    const haircut = haircutOf(spec.collateral, asset)
    initialHaircut += Math.abs(worth) * haircut.initial
    maintenanceHaircut += Math.abs(worth) * haircut.maintenance
  }
  const exposures = exposuresUnder(holdings, spec)
  const known = new Map<string, NodeResult>()
  return {
    accountValue,
    initialHaircut,
    maintenanceHaircut,
    initial: evaluateRequirement(spec.initial, exposures, valuation, known),
    maintenance: evaluateRequirement(spec.maintenance, exposures, valuation, known),
  }
}

/** What the rule book's requirement looks at: positions and orders, and the assets where these are shocked too. */
export function exposuresUnder(holdings: Holdings, spec: MarginSpec): readonly Exposure[] {
  if (spec.collateral.mode === 'haircut') return holdings.exposures
  const exposures: Exposure[] = [...holdings.exposures]
  for (const [asset, holding] of holdings.assets) exposures.push(assetExposure(asset, holding))
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
