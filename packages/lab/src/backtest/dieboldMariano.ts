import { studentTCdf } from 'plimsoll'
import { checkSameLength, checkSeries, checkWhole, mean, type Series } from '../series/series.js'

export interface DieboldMariano {
  /** Negative where the first forecast loses less. */
  readonly statistic: number
  /** Two-sided, Student-t with T − 1 degrees. */
  readonly pValue: number
}

/**
 * Test of equal accuracy of two forecasts by their losses (Diebold and Mariano 1995), with the small-sample factor of
 * Harvey, Leybourne and Newbold (1997): d̄/√V·√((T + 1 − 2h + h(h − 1)/T)/T), V = (γ₀ + 2Σ_(k<h) γ_k)/T. NaN where V is
 * not positive.
 */
export function dieboldMariano(lossesOfFirst: Series, lossesOfSecond: Series, horizon: number = 1): DieboldMariano {
  checkSeries('lossesOfFirst', lossesOfFirst, 2)
  checkSeries('lossesOfSecond', lossesOfSecond)
  checkSameLength('lossesOfSecond', lossesOfSecond, lossesOfFirst.length)
  checkWhole('horizon', horizon, 1)
  const count = lossesOfFirst.length
  const differences = Float64Array.from(lossesOfFirst, (loss, t) => loss - lossesOfSecond[t]!)
  const average = mean(differences)
  let variance = 0
  for (let lag = 0; lag < horizon; lag++) {
    let covariance = 0
    for (let t = lag; t < count; t++) covariance += (differences[t]! - average) * (differences[t - lag]! - average)
    variance += ((lag === 0 ? 1 : 2) * covariance) / count
  }
  const correction = Math.sqrt((count + 1 - 2 * horizon + (horizon * (horizon - 1)) / count) / count)
  const statistic = (average / Math.sqrt(variance / count)) * correction
  return { statistic, pValue: 2 * studentTCdf(-Math.abs(statistic), count - 1) }
}
