import type { AmmPosition, Instrument, Spot } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { ammValue } from './ammValue.js'
import { futureProfits } from './futureProfits.js'
import { assetOf, underlyingOf } from './lookup.js'
import { optionProfits } from './optionProfits.js'
import { settlementAsset } from './settlementAsset.js'
import { type ShockPaths, shockPaths } from './shockPaths.js'

/** The profit and loss of one unit of each instrument and asset in every scenario of one set. */
export interface RiskArrays {
  readonly set: ScenarioSet
  /** The part of each scenario's result that counts, for whatever the set does not weigh by its own underlying. */
  readonly weights: Float64Array
  /** The same for what stands on this underlying; `weights` itself where the set makes no difference. */
  weightsOf(underlying: string | undefined): Float64Array
  /** Weighted profit of one unit in every scenario, reporting currency. Computed once per instrument. */
  row(instrument: Instrument): Float64Array
  /** The profit as it would be, before weights; the very array of `row` where all weights are 1. */
  rawRow(instrument: Instrument): Float64Array
  /** Weighted profit of one unit of an asset held, or undefined when no scenario moves it. */
  assetRow(asset: string): Float64Array | undefined
  /** The asset's profit before weights; the very array of `assetRow` where all weights are 1. */
  assetRawRow(asset: string): Float64Array | undefined
}

/** Rows of another market that may be kept because nothing they depend on has moved. */
export interface InheritedRows {
  readonly arrays: RiskArrays
  /** The only underlying whose prices differ between the two markets. */
  readonly movedUnderlying: string
}

/**
 * Risk arrays of a market under a scenario set, each row computed when first asked for and then shared by every account
 * that holds the instrument. The weight of a scenario is in the row, so that account sums need no second pass; a rule that
 * needs the profit and the weight apart finds them in `rawRow` and `weightsOf`.
 */
export function riskArrays(market: MarketSnapshot, set: ScenarioSet, inherited?: InheritedRows): RiskArrays {
  const paths = shockPaths(market, set)
  const rows = new Map<Instrument, Float64Array>()
  const rawRows = new Map<Instrument, Float64Array>()
  const assetRows = new Map<string, Float64Array | undefined>()
  const rawAssetRows = new Map<string, Float64Array | undefined>()
  const even = new Map<Float64Array, boolean>()

  function isEven(weights: Float64Array): boolean {
    let known = even.get(weights)
    if (known === undefined) {
      known = weights.every((weight) => weight === 1)
      even.set(weights, known)
    }
    return known
  }

  function inheritedFor(instrument: Instrument): RiskArrays | undefined {
    return inherited !== undefined && !dependsOn(instrument, inherited.movedUnderlying, market)
      ? inherited.arrays
      : undefined
  }

  function rawRow(instrument: Instrument): Float64Array {
    const known = rawRows.get(instrument)
    if (known !== undefined) return known
    const row = inheritedFor(instrument)?.rawRow(instrument) ?? profits(instrument, market, set, paths)
    rawRows.set(instrument, row)
    return row
  }

  function assetRawRow(asset: string): Float64Array | undefined {
    if (rawAssetRows.has(asset)) return rawAssetRows.get(asset)
    const now = assetOf(market, asset, asset).price
    const row = paths.asset(asset, asset)?.map((shocked) => shocked - now)
    rawAssetRows.set(asset, row)
    return row
  }

  return {
    set,
    get weights() {
      return paths.weights(undefined)
    },
    weightsOf: paths.weights,
    row(instrument) {
      const known = rows.get(instrument)
      if (known !== undefined) return known
      const weights = paths.weights(instrument.underlying)
      const raw = rawRows.get(instrument)
      // Without a raw row in memory the fresh one is weighted in place: most callers ask for nothing else.
      const row =
        inheritedFor(instrument)?.row(instrument) ??
        (isEven(weights)
          ? rawRow(instrument)
          : weighted(raw?.slice() ?? profits(instrument, market, set, paths), weights))
      rows.set(instrument, row)
      return row
    },
    rawRow,
    assetRow(asset) {
      if (assetRows.has(asset)) return assetRows.get(asset)
      const raw = assetRawRow(asset)
      const weights = paths.weights(market.assets[asset]?.underlying)
      const row = raw === undefined || isEven(weights) ? raw : weighted(raw.slice(), weights)
      assetRows.set(asset, row)
      return row
    },
    assetRawRow,
  }
}

function dependsOn(instrument: Instrument, underlying: string, market: MarketSnapshot): boolean {
  return instrument.underlying === underlying || market.assets[settlementAsset(instrument)]?.underlying === underlying
}

function profits(instrument: Instrument, market: MarketSnapshot, set: ScenarioSet, paths: ShockPaths): Float64Array {
  switch (instrument.kind) {
    case 'option':
      return optionProfits(instrument, market, set, paths)
    case 'perpetual':
    case 'future':
      return futureProfits(instrument, market, set, paths)
    case 'spot':
      return spotProfits(instrument, market, paths)
    case 'amm':
      return ammProfits(instrument, market, paths)
  }
}

function spotProfits(spot: Spot, market: MarketSnapshot, paths: ShockPaths): Float64Array {
  const now = assetOf(market, spot.asset, spot.id).price
  const path = paths.asset(spot.asset, spot.id)
  return path === undefined ? new Float64Array(paths.count) : path.map((shocked) => shocked - now)
}

function ammProfits(position: AmmPosition, market: MarketSnapshot, paths: ShockPaths): Float64Array {
  const { index } = underlyingOf(market, position.underlying, position.id)
  const paid = assetOf(market, position.currency, position.id).price
  const paidPath = paths.asset(position.currency, position.id)
  const now = ammValue(position, index) * paid
  return paths
    .price(position.underlying, index)
    .map((price, s) => ammValue(position, price) * (paidPath?.[s] ?? paid) - now)
}

/** In place. */
function weighted(row: Float64Array, weights: Float64Array): Float64Array {
  for (let s = 0; s < row.length; s++) row[s] = row[s]! * weights[s]!
  return row
}
