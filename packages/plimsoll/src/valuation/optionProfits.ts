import { bachelier, black76, optionRow as blackRow, log } from '@plimsoll/kernel'
import type { EuropeanOption } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { volatilityAt } from '../market/volatilityAt.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { shockOf } from '../scenario/scenarioSet.js'
import { shockedVolatility } from '../scenario/shockedVolatility.js'
import { assetOf, underlyingOf } from './lookup.js'
import { type OptionModel, optionModel } from './optionModel.js'
import type { ShockPaths } from './shockPaths.js'

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
  const { forwards, logMoves } = paths.forward(option.underlying, model.forward)
  const years = model.years - set.horizonDays / daysPerYear
  const deviations = shockedDeviations(option, market, set, model, forwards, years)
  const out = new Float64Array(paths.count)
  if (logMoves !== undefined && years > 0) blackPrices(option, model, forwards, logMoves, deviations, out)
  else for (let s = 0; s < out.length; s++) out[s] = price(option, model, forwards[s]!, deviations[s]!)

  const { settlement } = option
  const paid = assetOf(market, settlement.currency, option.id).price
  const paidPath = paths.asset(settlement.currency, option.id)
  const multiplier = settlement.kind === 'quanto' ? settlement.multiplier : 1
  const now = priceNow(option, model)
  const base = settledValue(now, model.forward)
  for (let s = 0; s < out.length; s++) {
    out[s] = option.contractSize * multiplier * (settledValue(out[s]!, forwards[s]!, paidPath?.[s]) - base)
  }
  return out

  function settledValue(quotePrice: number, forward: number, settlementPrice: number = paid): number {
    return (settlement.kind === 'inverse' ? quotePrice / forward : quotePrice) * settlementPrice
  }
}

/** Total standard deviation of the option in every scenario. */
function shockedDeviations(
  option: EuropeanOption,
  market: MarketSnapshot,
  set: ScenarioSet,
  model: OptionModel,
  forwards: Float64Array,
  years: number,
): Float64Array {
  const rootYears = Math.sqrt(Math.max(years, 0))
  const underlying = underlyingOf(market, option.underlying, option.id)
  return Float64Array.from(set.scenarios, (scenario, s) => {
    const shock = shockOf(scenario, option.underlying)
    let volatility = model.volatility
    if (set.smile === 'sticky-moneyness' && forwards[s] !== model.forward) {
      // The volatility that the surface has today at the moneyness which the option will then have.
      const strike =
        model.model === 'black'
          ? option.strike * (model.forward / forwards[s]!)
          : option.strike + (model.forward - forwards[s]!)
      volatility = volatilityAt(underlying, option.underlying, market.asOf, option.expiry, strike, model.forward)
    }
    return shockedVolatility(volatility, shock.volatility, model.years) * rootYears
  })
}

function blackPrices(
  option: EuropeanOption,
  model: OptionModel,
  forwards: Float64Array,
  logMoves: Float64Array,
  deviations: Float64Array,
  out: Float64Array,
): void {
  const inverseDeviations = deviations.map((deviation) => 1 / deviation)
  blackRow(
    out.length,
    log(model.forward / option.strike),
    option.strike,
    logMoves,
    forwards,
    deviations,
    inverseDeviations,
    1,
    0,
    option.right === 'put' ? 1 : 0,
    out,
  )
}

/** The price now by the very operations of a row, so that a scenario which moves nothing is exactly 0. */
function priceNow(option: EuropeanOption, model: OptionModel): number {
  const deviation = model.volatility * Math.sqrt(model.years)
  if (model.model === 'normal') return price(option, model, model.forward, deviation)
  const out = new Float64Array(1)
  blackPrices(option, model, Float64Array.of(model.forward), new Float64Array(1), Float64Array.of(deviation), out)
  return out[0]!
}

function price(option: EuropeanOption, model: OptionModel, forward: number, deviation: number): number {
  const isCall = option.right === 'call'
  return model.model === 'black'
    ? black76(forward, option.strike, deviation, isCall)
    : bachelier(forward, option.strike, deviation, isCall)
}
