import { bachelier, logRatio, optionRow } from '@plimsoll/kernel'
import type { EuropeanOption } from '../instrument/instrument.js'
import { discountAt } from '../market/discountAt.js'
import { settledPart } from '../market/settledPart.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { volatilityAt } from '../market/volatilityAt.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { bendAt } from '../scenario/volatilityMove.js'
import { assetOf, underlyingOf } from './lookup.js'
import { type OptionModel, optionModel } from './optionModel.js'
import { type ForwardPath, forwardPath, type ShockPaths } from './shockPaths.js'

const daysPerYear = 365

/**
 * Profit and loss of one option contract in every scenario, in the reporting currency, by full revaluation:
 * model value there minus model value now. The scenario in which nothing moves and no time passes gives exactly 0.
 */
export function optionProfits(
  option: EuropeanOption,
  market: MarketSnapshot,
  set: ScenarioSet,
  paths: ShockPaths,
): Float64Array {
  const model = optionModel(option, market)
  const years = model.years - set.horizonDays / daysPerYear
  const underlying = underlyingOf(market, option.underlying, option.id)
  const fixed = settledPart(underlying, option.expiry)
  const path =
    years > 0 || fixed !== 0
      ? paths.forward(option.underlying, model.forward, fixed)
      : delivered(option, market, model, paths)
  const { forwards, logMoves } = path
  const { values } = paths.scratch
  fillDeviations(option, market, set, model, paths, forwards, years)
  if (logMoves !== undefined) fillBlackPrices(option, model, forwards, logMoves, paths)
  else fillNormalPrices(option, forwards, paths)
  if (model.discount !== 1) {
    const then = discountAt(underlying, market.asOf, option.expiry, set.horizonDays)
    for (let s = 0; s < paths.count; s++) values[s] = values[s]! * then
    values[paths.count] = values[paths.count]! * model.discount
  }
  settle(values, option, forwards, market, paths)
  const now = values[paths.count]!
  const out = new Float64Array(paths.count)
  for (let s = 0; s < out.length; s++) out[s] = values[s]! - now
  return out
}

/** Forwards of an option that is expiring then: it is delivered at the index. The last entry is the forward of now. */
function delivered(option: EuropeanOption, market: MarketSnapshot, model: OptionModel, paths: ShockPaths): ForwardPath {
  const { index } = underlyingOf(market, option.underlying, option.id)
  return forwardPath(market, option.underlying, paths.price(option.underlying, index), model.forward)
}

/** Turns prices in the quote currency into what one contract is worth in the reporting currency, in place. */
function settle(
  values: Float64Array,
  option: EuropeanOption,
  forwards: Float64Array,
  market: MarketSnapshot,
  paths: ShockPaths,
): void {
  const { settlement } = option
  const paid = assetOf(market, settlement.currency, option.id).price
  const paidPath = paths.asset(settlement.currency, option.id)
  const units = option.contractSize * (settlement.kind === 'quanto' ? settlement.multiplier : 1)
  for (let s = 0; s < values.length; s++) {
    const price = settlement.kind === 'inverse' ? values[s]! / forwards[s]! : values[s]!
    values[s] = units * (price * (paidPath === undefined || s === paths.count ? paid : paidPath[s]!))
  }
}

/** Total standard deviation of the option in every scenario, and last that of now. */
function fillDeviations(
  option: EuropeanOption,
  market: MarketSnapshot,
  set: ScenarioSet,
  model: OptionModel,
  paths: ShockPaths,
  forwards: Float64Array,
  years: number,
): void {
  const { factors, shifts, floors, bends } = paths.volatility(option.underlying, model.years)
  const { deviations } = paths.scratch
  const rootYears = Math.sqrt(Math.max(years, 0))
  const sticky = set.smile === 'sticky-strike'
  const moneyness = bends === undefined || model.model === 'normal' ? 0 : logRatio(option.strike, model.forward)
  for (let s = 0; s < paths.count; s++) {
    const volatility = sticky ? model.volatility : volatilityAtMoneyness(option, market, model, forwards[s]!)
    let moved = volatility * factors[s]! + shifts[s]!
    const bend = bends?.[s]
    if (bend !== undefined) moved += bendAt(bend, volatility, moneyness)
    const floor = floors[s]!
    deviations[s] = (moved > floor ? moved : floor) * rootYears
  }
  deviations[paths.count] = model.volatility * Math.sqrt(model.years)
}

/** The volatility that the surface has today at the moneyness which the option will have at this forward. */
function volatilityAtMoneyness(
  option: EuropeanOption,
  market: MarketSnapshot,
  model: OptionModel,
  forward: number,
): number {
  if (forward === model.forward || model.years === 0) return model.volatility
  const underlying = underlyingOf(market, option.underlying, option.id)
  const strike =
    model.model === 'black' ? option.strike * (model.forward / forward) : option.strike + (model.forward - forward)
  return volatilityAt(underlying, option.underlying, market.asOf, option.expiry, strike, model.forward)
}

function fillBlackPrices(
  option: EuropeanOption,
  model: OptionModel,
  forwards: Float64Array,
  logMoves: Float64Array,
  paths: ShockPaths,
): void {
  const { deviations, inverseDeviations, values } = paths.scratch
  for (let s = 0; s < deviations.length; s++) inverseDeviations[s] = 1 / deviations[s]!
  optionRow(
    values.length,
    logRatio(model.forward, option.strike),
    option.strike,
    logMoves,
    forwards,
    deviations,
    inverseDeviations,
    1,
    0,
    option.right === 'put' ? 1 : 0,
    values,
  )
}

function fillNormalPrices(option: EuropeanOption, forwards: Float64Array, { scratch }: ShockPaths): void {
  for (let s = 0; s < scratch.values.length; s++) {
    scratch.values[s] = bachelier(forwards[s]!, option.strike, scratch.deviations[s]!, option.right === 'call')
  }
}
