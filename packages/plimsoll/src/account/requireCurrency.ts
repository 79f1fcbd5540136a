import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'

/** A rule book reports in one currency; a market quoted in another would be wrong units. */
export function requireCurrency(spec: MarginSpec, market: MarketSnapshot): void {
  if (spec.currency === market.currency) return
  throw new PlimsollError('INPUT_INVALID', {
    where: 'market.currency',
    value: market.currency,
    expected: `"${spec.currency}", the currency of rule book ${spec.id}`,
  })
}
