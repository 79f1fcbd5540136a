import type { Instrument } from '../instrument/instrument.js'
import { assetOf } from '../valuation/lookup.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { isFuture, settledUnits } from './accountLines.js'
import type { RowOf } from './rowOf.js'

/** What one unit of a row counts in the account's value, reporting currency. */
export function rowValue(of: RowOf, valuation: Valuation): number {
  switch (of.kind) {
    case 'asset':
      return of.hasValue ? assetOf(valuation.market, of.asset, of.asset).price : 0
    case 'future-value':
      return futureValue(of.instrument, valuation)
    case 'instrument':
      if (isFuture(of.instrument)) return of.isEntered ? futureValue(of.instrument, valuation) : 0
      return valuation.quote(of.instrument).value
  }
}

/** Of a future what its mark settles at; 0 for anything else. */
function futureValue(instrument: Instrument, valuation: Valuation): number {
  if (!isFuture(instrument)) return 0
  const { price } = assetOf(valuation.market, settlementAsset(instrument), instrument.id)
  return settledUnits(instrument, valuation.quote(instrument).mark) * price
}
