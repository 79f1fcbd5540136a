import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { drawnSet } from '../scenario/drawnSet.js'
import { type DynamicRule, dynamicValue } from '../scenario/dynamicParameter.js'
import { type Referenced, resolved } from '../scenario/references.js'
import type { ScenarioSource } from '../scenario/scenarioSet.js'
import { type Quote, quoteOf } from './quote.js'
import { type RiskArrays, riskArrays } from './riskArrays.js'
import { type Sensitivities, sensitivitiesOf } from './sensitivities.js'

/**
 * Everything that accounts under one rule book share at one instant: quotes, Greeks and risk arrays, computed once. Make one per
 * market snapshot and rule book and pass it to every account's margin.
 */
export interface Valuation {
  readonly market: MarketSnapshot
  quote(instrument: Instrument): Quote
  /** Greeks of one unit. */
  sensitivities(instrument: Instrument): Sensitivities
  /** Risk arrays of one of the rule book's scenario sources, by its key. */
  arrays(grid: string): RiskArrays
  /** A parameter of the rule book; SPEC_INCOMPLETE where it has no value. */
  parameter(name: string): number
}

/** What a valuation needs of a rule book. */
export interface ValuedSpec {
  readonly id: string
  readonly scenarios: Readonly<Record<string, Referenced<ScenarioSource>>>
  readonly parameters?: Readonly<Record<string, { readonly value: number | null; readonly rule?: DynamicRule }>>
}

/** A valuation of a nearby market: rows that cannot have changed are taken over. */
export interface Inherited {
  readonly valuation: Valuation
  readonly movedUnderlying: string
}

export function createValuation(market: MarketSnapshot, spec: ValuedSpec, inherited?: Inherited): Valuation {
  const quotes = new Map<Instrument, Quote>()
  const greeks = new Map<Instrument, Sensitivities>()
  const arrays = new Map<string, RiskArrays>()
  const parameters = new Map<string, number>()
  const parameter = (name: string): number => {
    const known = parameters.get(name)
    if (known !== undefined) return known
    const { value, rule } = spec.parameters?.[name] ?? { value: null }
    const inForce = (rule === undefined ? undefined : dynamicValue(rule, market, value ?? undefined)) ?? value
    if (inForce !== null) {
      parameters.set(name, inForce)
      return inForce
    }
    throw new PlimsollError('SPEC_INCOMPLETE', {
      where: `${spec.id}: parameters.${name}`,
      value,
      expected: 'a value: it is not published and must be supplied',
    })
  }
  const quote = (instrument: Instrument): Quote => {
    const known = quotes.get(instrument)
    if (known !== undefined) return known
    const made = quoteOf(instrument, market)
    quotes.set(instrument, made)
    return made
  }
  return {
    market,
    parameter,
    quote,
    sensitivities(instrument) {
      const known = greeks.get(instrument)
      if (known !== undefined) return known
      const made = sensitivitiesOf(instrument, market, quote(instrument).mark)
      greeks.set(instrument, made)
      return made
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
        drawnSet(resolved<ScenarioSource>(grid, parameter), market, key),
        inherited && { arrays: inherited.valuation.arrays(key), movedUnderlying: inherited.movedUnderlying },
      )
      arrays.set(key, made)
      return made
    },
  }
}
