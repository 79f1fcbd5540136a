import type { ParameterEntry } from '../../requirement/spec.js'

/** A number that the venue’s state gives, or null where it is not known here and must be supplied. */
export type Figure = number | null

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
  const parameters: Record<string, ParameterEntry> = {}
  const add = (prefix: string, figures: object): void => {
    for (const [name, value] of Object.entries(figures) as [string, Figure][]) {
      parameters[`${prefix}.${name}`] =
        value === null
          ? { value, status: 'missing', description: 'Live state of the bank or market account, to be supplied.' }
          : { value, status: 'read', source: 'bank or market account' }
    }
  }
  for (const [asset, figures] of Object.entries({ ...banks, other: unknownBank })) add(`bank.${asset}`, figures)
  for (const [name, figures] of Object.entries({ ...perpetuals, other: unknownPerpetual }))
    add(`perpetual.${name}`, figures)
  return parameters
}
