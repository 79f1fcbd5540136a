import type { ParameterEntry } from '../../requirement/spec.js'
import { type Figure, stateParameters } from '../marketState.js'

/** A coin: weights are fractions of value; `imf` is per √coin. */
export interface DriftSpotMarket {
  readonly assetInitial: Figure
  readonly assetMaintenance: Figure
  readonly liabilityInitial: Figure
  readonly liabilityMaintenance: Figure
  /** Growth of the weights with size. */
  readonly imf: Figure
  /** Deposits of the whole venue, in the quote currency, beyond which the initial asset weight shrinks; 0: never. */
  readonly scaleStart: Figure
}

/** A perpetual: ratios are fractions of notional; `imf` is per √coin, `profitImf` per √quote unit of profit. */
export interface DriftPerpetual {
  readonly initial: Figure
  readonly maintenance: Figure
  readonly imf: Figure
  readonly profitInitial: Figure
  readonly profitMaintenance: Figure
  readonly profitImf: Figure
}

export interface DriftMarkets {
  readonly spot: Readonly<Record<string, DriftSpotMarket>>
  readonly perpetuals: Readonly<Record<string, DriftPerpetual>>
}

const unknownSpot: DriftSpotMarket = Object.freeze({
  assetInitial: null,
  assetMaintenance: null,
  liabilityInitial: null,
  liabilityMaintenance: null,
  imf: null,
  scaleStart: null,
})
const unknownPerpetual: DriftPerpetual = Object.freeze({
  initial: null,
  maintenance: null,
  imf: null,
  profitInitial: null,
  profitMaintenance: null,
  profitImf: null,
})

/** The markets of which the shipped rule book has places for figures; their values are the venue’s live state. */
export const driftMarkets: DriftMarkets = Object.freeze({
  spot: Object.freeze({ SOL: unknownSpot, BTC: unknownSpot, ETH: unknownSpot, USDT: unknownSpot }),
  perpetuals: Object.freeze({ SOL: unknownPerpetual, BTC: unknownPerpetual, ETH: unknownPerpetual }),
})

/** Named parameters of the markets, and of every market that is not among them. */
export function marketParameters({ spot, perpetuals }: DriftMarkets): Record<string, ParameterEntry> {
  return stateParameters('market account', {
    spot: { ...spot, other: unknownSpot },
    perpetual: { ...perpetuals, other: unknownPerpetual },
  })
}
