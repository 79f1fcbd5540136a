import { createValuation, type MarginSpec, type MarketSnapshot, type Valuation } from './library.js'

/** The valuations of one market, one for each rule book, made when first asked for and shared by all accounts. */
export interface Valuations {
  readonly market: MarketSnapshot
  of(spec: MarginSpec): Valuation
}

export function createValuations(market: MarketSnapshot): Valuations {
  const made = new Map<MarginSpec, Valuation>()
  return {
    market,
    of: (spec) => {
      let valuation = made.get(spec)
      if (valuation === undefined) {
        valuation = createValuation(market, spec)
        made.set(spec, valuation)
      }
      return valuation
    },
  }
}
