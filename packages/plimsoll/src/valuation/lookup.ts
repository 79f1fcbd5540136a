import { PlimsollError } from '../error/plimsollError.js'
import type { AssetMarket, MarketSnapshot, UnderlyingMarket } from '../market/snapshot.js'

/** The asset's market; ASSET_UNKNOWN names who asked. */
export function assetOf(market: MarketSnapshot, asset: string, where: string): AssetMarket {
  const found = market.assets[asset]
  if (found !== undefined) return found
  throw new PlimsollError('ASSET_UNKNOWN', {
    where,
    value: asset,
    expected: `one of ${Object.keys(market.assets).join(', ')}`,
  })
}

/** The underlying's market; UNDERLYING_UNKNOWN names who asked. */
export function underlyingOf(market: MarketSnapshot, underlying: string, where: string): UnderlyingMarket {
  const found = market.underlyings[underlying]
  if (found !== undefined) return found
  throw new PlimsollError('UNDERLYING_UNKNOWN', {
    where,
    value: underlying,
    expected: `one of ${Object.keys(market.underlyings).join(', ')}`,
  })
}
