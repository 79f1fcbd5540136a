import { checkRange, checkSameLength, checkSeries, checkWhole, type Series } from '../series/series.js'

/**
 * Forecasts of a model for the days that are tested, losses positive, and the tail mass they stand for (0.025 for 97.5
 * %).
 */
export interface ShortfallForecasts {
  readonly valueAtRisk: Series
  readonly expectedShortfall: Series
  readonly tailMass: number
}

/**
 * Z₁ of Acerbi and Szekely (2014): the mean of profit/ES over the exceptions, plus 1. It tests the size of the
 * exceptions alone; NaN where there is none. Expected 0, negative where the shortfall is underestimated.
 */
export function acerbiSzekelyZ1(profits: Series, forecasts: ShortfallForecasts): number {
  const { sum, exceptions } = tailSum(profits, forecasts)
  return exceptions === 0 ? Number.NaN : sum / exceptions + 1
}

/**
 * Z₂ of Acerbi and Szekely (2014): Σ profit·I/(T·a·ES) + 1 over the exceptions; tests their size and number together.
 * Expected 0.
 */
export function acerbiSzekelyZ2(profits: Series, forecasts: ShortfallForecasts): number {
  return tailSum(profits, forecasts).sum / (profits.length * forecasts.tailMass) + 1
}

function tailSum(
  profits: Series,
  forecasts: ShortfallForecasts,
): { readonly sum: number; readonly exceptions: number } {
  let sum = 0
  let exceptions = 0
  for (let t = 0; t < profits.length; t++) {
    if (!(profits[t]! < -forecasts.valueAtRisk[t]!)) continue
    sum += profits[t]! / forecasts.expectedShortfall[t]!
    exceptions++
  }
  return { sum, exceptions }
}

export interface ShortfallTest {
  readonly statistic: number
  /** Share of the simulated statistics at or below the observed one. */
  readonly pValue: number
  /** The statistic below which the test at `level` rejects. */
  readonly criticalValue: number
}

export interface ShortfallTestOptions {
  readonly statistic: 'Z1' | 'Z2'
  /**
   * Profit of day t under the model itself: its own scenario sampler. A normal one would reject a right model of fat
   * tails.
   */
  readonly draw: (t: number) => number
  readonly replications: number
  readonly level: number
}

/**
 * Tests a series of profits against the forecasts by simulating the statistic under the model. Replications in which Z₁
 * is undefined are left out.
 *
 * @throws PlimsollError INPUT_INVALID for series of different lengths or no replication
 */
export function shortfallTest(
  profits: Series,
  forecasts: ShortfallForecasts,
  options: ShortfallTestOptions,
): ShortfallTest {
  checkSeries('profits', profits)
  checkSeries('valueAtRisk', forecasts.valueAtRisk)
  checkSeries('expectedShortfall', forecasts.expectedShortfall)
  checkSameLength('valueAtRisk', forecasts.valueAtRisk, profits.length)
  checkSameLength('expectedShortfall', forecasts.expectedShortfall, profits.length)
  checkRange('tailMass', forecasts.tailMass, 0, 1, 'excluded')
  checkRange('level', options.level, 0, 1, 'excluded')
  checkWhole('replications', options.replications, 1)
  const of = options.statistic === 'Z1' ? acerbiSzekelyZ1 : acerbiSzekelyZ2
  const statistic = of(profits, forecasts)
  const drawn = new Float64Array(profits.length)
  const simulated = new Float64Array(options.replications)
  for (let k = 0; k < options.replications; k++) {
    for (let t = 0; t < drawn.length; t++) drawn[t] = options.draw(t)
    simulated[k] = of(drawn, forecasts)
  }
  const defined = simulated.filter((value) => !Number.isNaN(value)).sort()
  let below = 0
  for (const value of defined) if (value <= statistic) below++
  return {
    statistic,
    pValue: Number.isNaN(statistic) ? Number.NaN : below / defined.length,
    criticalValue: defined[Math.max(0, Math.ceil(options.level * defined.length) - 1)] ?? Number.NaN,
  }
}
