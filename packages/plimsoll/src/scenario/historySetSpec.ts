import { PlimsollError } from '../error/plimsollError.js'
import { checkFilter, type VolatilityFilter } from './filteredHistory.js'
import type { ByUnderlying } from './monteCarloSpec.js'

/** How implied volatilities move with a past day. */
export type PastVolatilityRule =
  | { readonly kind: 'none' }
  /** ln(σ′/σ) = beta × the price's return as it is applied; an underlying of the normal model keeps its volatility. */
  | { readonly kind: 'beta'; readonly beta: ByUnderlying; readonly termPerLevel?: number }
  /** ln(σ′/σ) as it was observed in the history's implied volatilities, or by `beta` where the history has none. */
  | { readonly kind: 'observed'; readonly beta?: ByUnderlying; readonly termPerLevel?: number }

/** Days that are mixed in for ever, so that a long calm does not forget them. */
export interface StressedPeriod {
  /** UTC days YYYY-MM-DD, both included; an observation counts when it ends inside. */
  readonly windows: readonly { readonly from: string; readonly to: string }[]
  /** Probability of all of them together, above 0 and below 1: EMIR's RTS 153/2013, Art. 28(1)(b), asks for 0.25. */
  readonly weight: number
}

/** Every past move of all underlyings together is a scenario. */
export interface HistoryScenarios {
  readonly kind: 'history'
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** See `ScenarioSet.conversion`; `shocked` where absent. */
  readonly conversion?: 'shocked' | 'now'
  /** How far back observations may begin. */
  readonly windowDays: number
  /** How much history is enough; `windowDays` where absent. */
  readonly windowDaysMin?: number
  /** An observation for every step, or only one for each horizon, counted back from the newest. */
  readonly overlapping: boolean
  /** What is kept, and scaled, of a past move: P′/P − 1 or ln(P′/P). The normal model keeps P′ − P. */
  readonly returns: 'relative' | 'log'
  /** Decay λ of the probability with each observation of age (Boudoukh, Richardson and Whitelaw, Risk 11, 1998). */
  readonly ageWeight?: number
  /** Brings past moves to the volatility of now; as they were where absent. */
  readonly filter?: VolatilityFilter
  /** Bounds of the filter's ratio σ_now/σ_then: `least` 1 never makes a past move smaller. */
  readonly ratio?: { readonly least?: number; readonly most?: number }
  /** Implied volatilities stay where absent. */
  readonly volatility?: PastVolatilityRule
  /** Mixed in as they were, unfiltered. */
  readonly stressed?: StressedPeriod
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/

/** The instant at which a UTC day begins. */
export function startOfDay(day: string, where: string): number {
  const instant = dayPattern.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new PlimsollError('SPEC_INVALID', { where, value: day, expected: 'a day such as "2020-03-12"' })
}

/** Refuses stressed windows that name no days. */
export function checkWindows({ stressed }: HistoryScenarios, where: string): void {
  for (const [row, { from, to }] of (stressed?.windows ?? []).entries()) {
    startOfDay(from, `${where}.stressed.windows[${row}].from`)
    startOfDay(to, `${where}.stressed.windows[${row}].to`)
  }
}

/** Refuses a rule that describes no distribution. */
export function checkHistoryScenarios(spec: HistoryScenarios, where: string): void {
  const check = (
    name: string,
    value: number | undefined,
    sound: (value: number) => boolean,
    expected: string,
  ): void => {
    if (value === undefined || (Number.isFinite(value) && sound(value))) return
    throw new PlimsollError('SPEC_INVALID', { where: `${where}.${name}`, value, expected })
  }
  const positive = (value: number): boolean => value > 0
  const part = (value: number): boolean => value > 0 && value < 1
  check('horizonDays', spec.horizonDays, positive, 'a number above 0')
  check('windowDays', spec.windowDays, positive, 'a number above 0')
  check('windowDaysMin', spec.windowDaysMin, positive, 'a number above 0')
  check('ageWeight', spec.ageWeight, part, 'a decay above 0 and below 1')
  check('ratio.least', spec.ratio?.least, positive, 'a number above 0')
  check(
    'ratio.most',
    spec.ratio?.most,
    (most) => most >= (spec.ratio?.least ?? 0) && most > 0,
    'a number from ratio.least',
  )
  check('stressed.weight', spec.stressed?.weight, part, 'a probability above 0 and below 1')
  if (spec.filter !== undefined) checkFilter(spec.filter, `${where}.filter`)
}
