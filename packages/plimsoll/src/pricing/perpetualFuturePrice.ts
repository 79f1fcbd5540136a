import { expm1 } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { checkedNumber } from './checkedNumber.js'

export interface PerpetualTerms {
  /** `linear`: margined and paid in the quote currency. `inverse`: in the coin. */
  readonly payoff: 'linear' | 'inverse'
  /** Whether a period's funding is reckoned on prices at its start or at its end. */
  readonly funding: 'previousSpot' | 'currentSpot'
  /** Length of a funding period in years; 0 for continuous funding, where both conventions agree. */
  readonly periodYears: number
  readonly spot: number
  /** Continuously compounded annual rate of the quote currency. */
  readonly rate: number
  /** Continuously compounded annual yield of the coin. */
  readonly dividend: number
  /** Strength κ with which funding pulls towards the spot: per period, per year when funding is continuous. */
  readonly fundingRate: number
  /** Interest part ι of the funding, in the same unit. */
  readonly interest: number
}

/**
 * No-arbitrage price of a perpetual future with constant rates: Ackerer, Hugonnier and Jermann, "Perpetual futures pricing"
 * (2024), eq. 12 and propositions 2–4. A position costs nothing to hold, so the expected change over a period pays its
 * funding; with growth G = e^((r−q)·period) the price is spot times
 *
 * - linear, previous spot: (κ − ι)/(κ + 1 − G); current spot: G(κ − ι)/(1 − G(1 − κ));
 * - linear, continuous: (κ − ι)/(κ − (r − q));
 * - inverse: the reciprocal of the same with G inverted (r − q negated), since 1/price is linear in the coin's measure.
 *
 * @throws PlimsollError INPUT_INVALID, also where κ is too weak for a finite positive price
 *
 * @example
 * import { perpetualFuturePrice } from 'plimsoll'
 * perpetualFuturePrice({ payoff: 'linear', funding: 'previousSpot', periodYears: 0, spot: 100, rate: 0, dividend: 0, fundingRate: 2, interest: 0 }) // => 100
 */
export function perpetualFuturePrice(terms: PerpetualTerms): number {
  const spot = checkedNumber('spot', terms.spot, 'positive')
  const period = checkedNumber('periodYears', terms.periodYears, 'notNegative')
  const rate = checkedNumber('rate', terms.rate, 'any') - checkedNumber('dividend', terms.dividend, 'any')
  const pull = checkedNumber('fundingRate', terms.fundingRate, 'any')
  const interest = checkedNumber('interest', terms.interest, 'any')
  checkedWord('payoff', terms.payoff, ['linear', 'inverse'])
  checkedWord('funding', terms.funding, ['previousSpot', 'currentSpot'])
  const drift = terms.payoff === 'linear' ? rate : -rate
  const growthLessOne = expm1(drift * period)
  let numerator = pull - interest
  let denominator = pull - drift
  if (period > 0 && terms.funding === 'previousSpot') denominator = pull - growthLessOne
  else if (period > 0) {
    numerator *= 1 + growthLessOne
    denominator = (1 + growthLessOne) * pull - growthLessOne
  }
  if (!(numerator > 0 && denominator > 0)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'fundingRate',
      value: terms.fundingRate,
      expected: 'a funding rate above the interest part and above the drift of the spot',
    })
  }
  return terms.payoff === 'linear' ? (spot * numerator) / denominator : (spot * denominator) / numerator
}

function checkedWord(where: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: words.join(' or ') })
}
