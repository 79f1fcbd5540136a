import type { ParameterEntry } from '../../requirement/spec.js'
import { type Figure, stateParameters } from '../marketState.js'

/** A token’s bank: weights are fractions of value; from the two starts on, in the quote currency, weights scale; 0: never. */
export interface MangoBank {
  readonly initialAsset: Figure
  readonly initialLiability: Figure
  readonly maintenanceAsset: Figure
  readonly maintenanceLiability: Figure
  readonly depositScaleStart: Figure
  readonly borrowScaleStart: Figure
}

/** A perpetual: weights of its base position, and of a profit in it when it is positive. */
export interface MangoPerpetual {
  readonly initialBaseAsset: Figure
  readonly initialBaseLiability: Figure
  readonly maintenanceBaseAsset: Figure
  readonly maintenanceBaseLiability: Figure
  readonly initialOverall: Figure
  readonly maintenanceOverall: Figure
}

export interface MangoMarkets {
  readonly banks: Readonly<Record<string, MangoBank>>
  readonly perpetuals: Readonly<Record<string, MangoPerpetual>>
}

const unknownBank: MangoBank = Object.freeze({
  initialAsset: null,
  initialLiability: null,
  maintenanceAsset: null,
  maintenanceLiability: null,
  depositScaleStart: null,
  borrowScaleStart: null,
})
const unknownPerpetual: MangoPerpetual = Object.freeze({
  initialBaseAsset: null,
  initialBaseLiability: null,
  maintenanceBaseAsset: null,
  maintenanceBaseLiability: null,
  initialOverall: null,
  maintenanceOverall: null,
})

/** The markets of which the shipped rule book has places for figures; their values are the venue’s live state. */
export const mangoMarkets: MangoMarkets = Object.freeze({
  banks: Object.freeze({ USDC: unknownBank, SOL: unknownBank, BTC: unknownBank, ETH: unknownBank }),
  perpetuals: Object.freeze({ SOL: unknownPerpetual, BTC: unknownPerpetual, ETH: unknownPerpetual }),
})

/** Named parameters of the markets, and of every market that is not among them. */
export function marketParameters({ banks, perpetuals }: MangoMarkets): Record<string, ParameterEntry> {
  return stateParameters('bank or market account', {
    bank: { ...banks, other: unknownBank },
    perpetual: { ...perpetuals, other: unknownPerpetual },
  })
}
