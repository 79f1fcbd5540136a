/** How the sixteen scenarios are made: parameters of the rule book or of its file, never constants. */
export interface SpanScenarioRule {
  /** Price moves as fractions of the price scan range, in the file's order, without the extremes: 0, ⅓, −⅓, ⅔, −⅔, 1, −1. */
  readonly priceFractions: readonly number[]
  /** The extreme moves in price scan ranges, e.g. 2 or 3, ... */
  readonly extremeMultiplier: number
  /** ... and the fraction of their loss that counts, e.g. 0.35 or 0.33. */
  readonly extremeCoveredFraction: number
}

export interface SpanScenario {
  /** From 1, as in the risk parameter file. */
  readonly number: number
  /** Price move in price scan ranges. */
  readonly priceFraction: number
  /** 1: up by the volatility scan range, -1: down by it, 0: unchanged. */
  readonly volatilityMove: 1 | 0 | -1
  /** Of the profit or loss, what counts. */
  readonly coveredFraction: number
  /** Index (from 0) of the scenario with the same price move and the other volatility; its own where there is none. */
  readonly paired: number
}

/**
 * The scenarios of standard portfolio analysis of risk: every price move with the volatility up, then down; then the two
 * extreme moves with the volatility unchanged. Source: CME, Components of SPAN.
 *
 * @example
 * import { spanScenarios } from 'plimsoll'
 * const rule = { priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1], extremeMultiplier: 3, extremeCoveredFraction: 0.33 }
 * const scenarios = spanScenarios(rule)
 * scenarios.length // => 16
 * scenarios[14] // => { number: 15, priceFraction: 3, volatilityMove: 0, coveredFraction: 0.33, paired: 14 }
 */
export function spanScenarios(rule: SpanScenarioRule): readonly SpanScenario[] {
  const scenarios: SpanScenario[] = rule.priceFractions.flatMap((priceFraction, row) => {
    const [up, down] = [2 * row, 2 * row + 1]
    return [
      { number: up + 1, priceFraction, volatilityMove: 1 as const, coveredFraction: 1, paired: down },
      { number: down + 1, priceFraction, volatilityMove: -1 as const, coveredFraction: 1, paired: up },
    ]
  })
  for (const sign of [1, -1]) {
    const at = scenarios.length
    const priceFraction = sign * rule.extremeMultiplier
    const coveredFraction = rule.extremeCoveredFraction
    scenarios.push({ number: at + 1, priceFraction, volatilityMove: 0, coveredFraction, paired: at })
  }
  return scenarios
}

/**
 * Risk array of a contract, losses positive for one long: what `profit` says it gains under each scenario's price move (in
 * units of price) and volatility move, as far as it counts. The look-ahead day is the pricer's to take off.
 *
 * @example
 * import { spanRiskArray, spanScenarios } from 'plimsoll'
 * const rule = { priceFractions: [0, 1, -1], extremeMultiplier: 2, extremeCoveredFraction: 0.35 }
 * const future = spanRiskArray(spanScenarios(rule), 1000, 0, (priceMove) => priceMove)
 * Array.from(future) // => [0, 0, -1000, -1000, 1000, 1000, -700, 700]
 */
export function spanRiskArray(
  scenarios: readonly SpanScenario[],
  priceScanRange: number,
  volatilityScanRange: number,
  profit: (priceMove: number, volatilityMove: number) => number,
): Float64Array {
  return Float64Array.from(scenarios, ({ priceFraction, volatilityMove, coveredFraction }) => {
    const gained = coveredFraction * profit(priceFraction * priceScanRange, volatilityMove * volatilityScanRange)
    // Not −0, which would print and compare as another number.
    return gained === 0 ? 0 : -gained
  })
}
