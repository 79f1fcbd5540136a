import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { type ScenarioGrid, scenarioSetOf } from '../scenario/scenarioSet.js'
import { type Quote, quoteOf } from './quote.js'
import { type RiskArrays, riskArrays } from './riskArrays.js'

/**
 * Everything that accounts under one rule book share at one instant: quotes and risk arrays, computed once. Make one per
 * market snapshot and rule book and pass it to every account's margin.
 */
export interface Valuation {
  readonly market: MarketSnapshot
  quote(instrument: Instrument): Quote
  /** Risk arrays of one of the rule book's scenario grids, by its key. */
  arrays(grid: string): RiskArrays
}

/** A valuation of a nearby market: rows that cannot have changed are taken over. */
export interface Inherited {
  readonly valuation: Valuation
  readonly movedUnderlying: string
}

export function createValuation(
  market: MarketSnapshot,
  spec: { readonly id: string; readonly scenarios: Readonly<Record<string, ScenarioGrid>> },
  inherited?: Inherited,
): Valuation {
  const quotes = new Map<Instrument, Quote>()
  const arrays = new Map<string, RiskArrays>()
  return {
    market,
    quote(instrument) {
      const known = quotes.get(instrument)
      if (known !== undefined) return known
      const quote = quoteOf(instrument, market)
      quotes.set(instrument, quote)
      return quote
    },
    arrays(key) {
      const known = arrays.get(key)
      if (known !== undefined) return known
      const grid = spec.scenarios[key]
      if (grid === undefined) {
        throw new PlimsollError('SPEC_INVALID', {
          where: `${spec.id}: scenarios`,
          value: key,
          expected: `one of ${Object.keys(spec.scenarios).join(', ')}`,
        })
      }
      const made = riskArrays(
        market,
        scenarioSetOf(grid, key),
        inherited && { arrays: inherited.valuation.arrays(key), movedUnderlying: inherited.movedUnderlying },
      )
      arrays.set(key, made)
      return made
    },
  }
}
