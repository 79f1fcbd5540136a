import type { InstrumentView } from '../../contract/index.js'
import type { Instrument, Valuation } from '../library.js'

/** An instrument with its present mark; null when the market cannot price it now. */
export function instrumentView(instrument: Instrument, valuation: Valuation): InstrumentView | null {
  let mark: number
  try {
    ;({ mark } = valuation.quote(instrument))
  } catch {
    // Expired or without a price: listing it would offer for trading what nobody can value.
    return null
  }
  return {
    id: instrument.id,
    kind: instrument.kind,
    underlying: instrument.underlying,
    settlement: 'settlement' in instrument ? instrument.settlement.kind : null,
    currency: 'settlement' in instrument ? instrument.settlement.currency : instrument.currency,
    contractSize: 'contractSize' in instrument ? instrument.contractSize : null,
    strike: 'strike' in instrument ? instrument.strike : null,
    right: 'right' in instrument ? instrument.right : null,
    expiry: expiryOf(instrument),
    mark,
    priceUnit: priceUnitOf(instrument, valuation.market.currency),
  }
}

export function expiryOf(instrument: Instrument): string | null {
  return 'expiry' in instrument ? new Date(instrument.expiry).toISOString() : null
}

/** Inverse options are priced in their coin, pools in what they pay, everything else in the currency of the index. */
export function priceUnitOf(instrument: Instrument, currency: string): string {
  if (instrument.kind === 'option' && instrument.settlement.kind === 'inverse') return instrument.settlement.currency
  return instrument.kind === 'amm' ? instrument.currency : currency
}
