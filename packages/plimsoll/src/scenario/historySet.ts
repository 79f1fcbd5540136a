import { expm1, log } from '@plimsoll/kernel'
import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { History } from '../market/history.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { ageWeights } from '../statistics/ageWeights.js'
import { volatilityRatios } from './filteredHistory.js'
import { firstRowOf, historyOf, type ReturnKind, returnOf, stepReturns } from './historySetReturns.js'
import { checkHistoryScenarios, type HistoryScenarios, type StressedPeriod, startOfDay } from './historySetSpec.js'
import { entryOf } from './monteCarloSpec.js'
import type { Scenario, ScenarioSet, Shock, VolatilityShock } from './scenario.js'

const millisecondsPerDay = 86_400_000
/** How many steps old the last row may be. */
const staleSteps = 10
/** A scaled relative fall ends above zero: nothing is worth less than nothing. */
const relativeMoveMin = -0.999
/** e^±20 and e^±5, as in a Monte Carlo rule: what lies further out only overflows. */
const logMoveMax = 20
const levelMax = 5

/** Nothing is known of any other underlying; a valuation that needs it must fail and not take it to stand still. */
const unknownShock: Shock = Object.freeze({
  price: Object.freeze({ kind: 'relative', move: Number.NaN }),
  volatility: Object.freeze({ kind: 'none' }),
})
const still: VolatilityShock = Object.freeze({ kind: 'none' })

/** Scenarios that are not equally probable. */
export interface WeightedScenarios {
  readonly set: ScenarioSet
  /** By scenario; they sum to 1. Not the scenarios' `weight`, which is the part of a result that counts, here always 1. */
  readonly probabilities: readonly number[]
}

/** A past move, from one row of the history to a later one. */
interface Observation {
  readonly from: number
  readonly to: number
  readonly stressed: boolean
}

/**
 * The past moves of a history as scenarios, oldest first and stressed ones last. All underlyings move as they moved together
 * in the same time; a filter scales each by its own ratio of volatilities.
 *
 * @param underlyings those to move; all of the market where absent. Any other one makes a valuation fail.
 * @throws PlimsollError SPEC_INVALID for a rule that describes no distribution, UNDERLYING_UNKNOWN, HISTORY_MISSING naming
 *   the underlyings without past prices, HISTORY_INVALID for a history that is too short or too old, has no day of any stressed period, or a step
 *   that does not divide the horizon
 *
 * @example
 * import { historySet } from 'plimsoll'
 * const day = 86_400_000
 * const market = {
 *   asOf: 3 * day,
 *   underlyings: { BTC: { index: 100, model: 'black', forwards: [], slices: [] } },
 *   history: { stepDays: 1, times: [day, 2 * day, 3 * day], closes: { BTC: [100, 80, 100] } },
 * }
 * const rule = {
 *   kind: 'history', smile: 'sticky-strike', horizonDays: 1, windowDays: 2, overlapping: true, returns: 'relative',
 * }
 * const { set, probabilities } = historySet(rule, market, 'past')
 * set.scenarios.map((scenario) => scenario.shocks.BTC.price.move) // => [-0.19999999999999996, 0.25]
 * probabilities // => [0.5, 0.5]
 */
export function historySet(
  spec: HistoryScenarios,
  market: MarketSnapshot,
  id: string,
  underlyings: readonly string[] = Object.keys(market.underlyings),
): WeightedScenarios {
  const where = `scenarios.${id}`
  checkHistoryScenarios(spec, where)
  for (const name of underlyings) {
    if (Object.hasOwn(market.underlyings, name)) continue
    throw new PlimsollError('UNDERLYING_UNKNOWN', { where, value: name, expected: 'an underlying of the market' })
  }
  const history = historyOf(market, underlyings, where)
  requireRecent(history, market.asOf)
  const steps = stepsOf(history, spec.horizonDays, where)
  const observations = observationsOf(spec, history, steps, where)
  const movers = underlyings.map((name) => moverOf(spec, market, history, name, steps, where))
  const scenarios = observations.map((observation): Scenario => {
    const begin = formatInstant(history.times[observation.from]!)
    const end = formatInstant(history.times[observation.to]!)
    return Object.freeze({
      id: `${observation.stressed ? 'stressed' : 'history'} ${begin} to ${end}`,
      weight: 1,
      otherwise: unknownShock,
      shocks: Object.fromEntries(underlyings.map((name, row) => [name, movers[row]!(observation)] as const)),
      assets: {},
    })
  })
  const set: ScenarioSet = Object.freeze({
    id,
    smile: spec.smile,
    normalMoves: 'absolute',
    ...(spec.conversion === undefined ? {} : { conversion: spec.conversion }),
    horizonDays: spec.horizonDays,
    scenarios: Object.freeze(scenarios),
  })
  return { set, probabilities: Object.freeze(probabilitiesOf(spec, observations)) }
}

function stepsOf(history: History, horizonDays: number, where: string): number {
  const steps = Math.round(horizonDays / history.stepDays)
  if (steps >= 1 && Math.abs(steps * history.stepDays - horizonDays) <= 1e-6 * horizonDays) return steps
  throw new PlimsollError('HISTORY_INVALID', {
    where: 'history.stepDays',
    value: history.stepDays,
    expected: `a whole part of the horizon of ${where}, ${horizonDays} days`,
  })
}

function observationsOf(spec: HistoryScenarios, history: History, steps: number, where: string): Observation[] {
  const first = firstRowOf(history, spec.windowDays, where, spec.windowDaysMin)
  const last = history.times.length - 1
  const stride = spec.overlapping ? 1 : steps
  const observations: Observation[] = []
  for (let to = last; to - steps >= first; to -= stride) {
    if (spans(history, to - steps, to, spec.horizonDays)) observations.push({ from: to - steps, to, stressed: false })
  }
  observations.reverse()
  const least = leastObservations(spec, history)
  if (observations.length < least) {
    throw new PlimsollError('HISTORY_INVALID', {
      where: 'history.times',
      value: `${observations.length} moves of one horizon among ${last - first + 1} rows`,
      expected: `at least ${least}, half of what the least window of ${where} holds when no row is missing`,
    })
  }
  if (spec.stressed === undefined) return observations
  return [...observations, ...stressedOf(spec.stressed, history, steps, stride, spec.horizonDays, where)]
}

/** Half of the moves that the least window would hold; a history full of holes is no history. */
function leastObservations(spec: HistoryScenarios, { stepDays }: History): number {
  const days = spec.windowDaysMin ?? spec.windowDays
  const apart = spec.overlapping ? stepDays : spec.horizonDays
  return Math.max(1, Math.floor((0.5 * (days - spec.horizonDays)) / apart))
}

/** Whether two rows are as far apart as the horizon: a move across missing rows is no move of one horizon. */
function spans(history: History, from: number, to: number, horizonDays: number): boolean {
  const days = (history.times[to]! - history.times[from]!) / millisecondsPerDay
  return days > 0.5 * horizonDays && days < 1.5 * horizonDays
}

/** A history that ended long ago says nothing of tomorrow. */
function requireRecent(history: History, asOf: number): void {
  const last = history.times.at(-1)!
  if (asOf - last <= staleSteps * history.stepDays * millisecondsPerDay) return
  throw new PlimsollError('HISTORY_INVALID', {
    where: 'history.times',
    value: formatInstant(last),
    expected: `past prices up to ${staleSteps} steps before the market’s instant ${formatInstant(asOf)}`,
  })
}

function stressedOf(
  stressed: StressedPeriod,
  history: History,
  steps: number,
  stride: number,
  horizonDays: number,
  where: string,
): Observation[] {
  const windows = stressed.windows.map(({ from, to }, row) => {
    const at = `${where}.stressed.windows[${row}]`
    return { from: startOfDay(from, `${at}.from`), to: startOfDay(to, `${at}.to`) + millisecondsPerDay }
  })
  const inside = (time: number): boolean => windows.some(({ from, to }) => time >= from && time < to)
  const observations: Observation[] = []
  for (let to = history.times.length - 1; to - steps >= 0; to -= stride) {
    if (inside(history.times[to]!) && spans(history, to - steps, to, horizonDays)) {
      observations.push({ from: to - steps, to, stressed: true })
    }
  }
  if (observations.length > 0) return observations.reverse()
  throw new PlimsollError('HISTORY_INVALID', {
    where: 'history.times',
    value: `${formatInstant(history.times[0]!)} to ${formatInstant(history.times.at(-1)!)}`,
    expected: `past prices in the stressed windows of ${where}`,
  })
}

function probabilitiesOf(spec: HistoryScenarios, observations: readonly Observation[]): number[] {
  const stressedCount = observations.filter(({ stressed }) => stressed).length
  const ordinary = spec.stressed === undefined ? 1 : 1 - spec.stressed.weight
  const weights = ageWeights(observations.length - stressedCount, spec.ageWeight ?? 1)
  return observations.map(({ stressed }, row) =>
    stressed ? spec.stressed!.weight / stressedCount : ordinary * weights[row]!,
  )
}

/** What an observation does to one underlying. */
function moverOf(
  spec: HistoryScenarios,
  market: MarketSnapshot,
  history: History,
  name: string,
  steps: number,
  where: string,
): (observation: Observation) => Shock {
  const closes = history.closes[name]!
  const kind: ReturnKind = market.underlyings[name]!.model === 'normal' ? 'difference' : spec.returns
  const ratios =
    spec.filter === undefined ? undefined : volatilityRatios(stepReturns(history, closes, kind), spec.filter, steps)
  const { least = 0, most = Infinity } = spec.ratio ?? {}
  const levelOf = levelRule(spec, history, name, kind, where)
  const termPerLevel =
    spec.volatility === undefined || spec.volatility.kind === 'none' ? 0 : (spec.volatility.termPerLevel ?? 0)
  return ({ from, to, stressed }) => {
    const ratio = ratios === undefined || stressed ? 1 : Math.min(most, Math.max(least, ratios[from]!))
    const move = returnOf(kind, closes[from]!, closes[to]!) * ratio
    const level = levelOf?.(from, to, move)
    return Object.freeze({
      price:
        kind === 'difference'
          ? Object.freeze({ kind: 'absolute', move })
          : Object.freeze({
              kind: 'relative',
              move: kind === 'log' ? expm1(clamped(move, logMoveMax)) : Math.max(relativeMoveMin, move),
            }),
      volatility:
        level === undefined
          ? still
          : Object.freeze({
              kind: 'surface',
              level: clamped(level, levelMax),
              ...(termPerLevel === 0 ? {} : { term: termPerLevel * clamped(level, levelMax) }),
            }),
    })
  }
}

type LevelOf = (from: number, to: number, move: number) => number

function levelRule(
  { volatility }: HistoryScenarios,
  history: History,
  name: string,
  kind: ReturnKind,
  where: string,
): LevelOf | undefined {
  if (volatility === undefined || volatility.kind === 'none') return undefined
  const observed = volatility.kind === 'observed' ? history.impliedVolatility : undefined
  if (observed !== undefined && Object.hasOwn(observed, name)) {
    const past = observed[name]!
    return (from, to) => log(past[to]! / past[from]!)
  }
  if (volatility.beta === undefined) {
    throw new PlimsollError('HISTORY_MISSING', {
      where: `history.impliedVolatility.${name}`,
      expected: `past implied volatilities of ${name}, or a beta in ${where}.volatility`,
    })
  }
  if (kind === 'difference') return undefined
  const beta = entryOf(volatility.beta, name, `${where}.volatility.beta`)
  return (_from, _to, move) => beta * move
}

function clamped(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value))
}
