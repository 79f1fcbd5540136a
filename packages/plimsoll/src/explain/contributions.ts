import { assess } from '../account/assess.js'
import { type Holdings, holdingsOf } from '../account/holdings.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { PositionExposure } from '../requirement/exposure.js'
import { partsOf } from '../requirement/parts.js'
import type { MarginSpec } from '../requirement/spec.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'

/** What one position adds to the initial requirement, seen three ways; reporting currency. */
export interface Contribution {
  readonly instrument: string
  /** Its loss in the deciding scenarios; the parts of all legs add up to the requirement. Negative: it helps there. */
  readonly part: number
  /** Requirement if it were the whole book, without collateral but with the profit it has made. */
  readonly alone: number
  /** Requirement without it minus requirement with it: what the position saves as a hedge; negative: what it costs. */
  readonly saves: number
}

/** Every position's contribution, in the order of the instruments' names. */
export function contributions(
  portfolio: Portfolio,
  market: MarketSnapshot,
  spec: MarginSpec,
  valuation: Valuation = createValuation(market, spec),
): readonly Contribution[] {
  const holdings = holdingsOf(portfolio, valuation)
  const whole = assess(holdings, spec, valuation).initial
  const parts = partsOf(whole)
  return holdings.exposures
    .filter((exposure) => exposure.kind === 'position')
    .map((exposure) => {
      const alone = assess(
        { ...holdings, exposures: [exposure], assets: profitAlone(holdings, exposure) },
        spec,
        valuation,
      )
      const others = holdings.exposures.filter((other) => other !== exposure)
      const rest = { ...holdings, exposures: others, assets: withoutProfit(holdings, exposure) }
      const without = assess(rest, spec, valuation).initial
      return {
        instrument: exposure.instrument.id,
        part: parts.get(exposure.leg) ?? 0,
        alone: alone.initial.value,
        saves: without.value - whole.value,
      }
    })
}

/** The coin that the position alone has earned or lost so far: it moves with the coin, and belongs to the position. */
function profitAlone({ assets }: Holdings, { instrument, profit }: PositionExposure): Holdings['assets'] {
  const asset = settlementAsset(instrument)
  const holding = assets.get(asset)
  return profit === 0 || holding === undefined
    ? new Map()
    : new Map([[asset, { ...holding, balance: 0, unrealised: profit }]])
}

function withoutProfit({ assets }: Holdings, { instrument, profit }: PositionExposure): Holdings['assets'] {
  const asset = settlementAsset(instrument)
  const holding = assets.get(asset)
  if (profit === 0 || holding === undefined) return assets
  return new Map(assets).set(asset, { ...holding, unrealised: holding.unrealised - profit })
}
