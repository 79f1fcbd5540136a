import type { Instrument } from '../instrument/instrument.js'

/** The asset in which an instrument's value and profit are paid. */
export function settlementAsset(instrument: Instrument): string {
  switch (instrument.kind) {
    case 'spot':
      return instrument.asset
    case 'amm':
      return instrument.currency
    default:
      return instrument.settlement.currency
  }
}
