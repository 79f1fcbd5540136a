import { black76, type KernelMemory, logRatio, pairFields, pairFlags, pairTaskBytes } from '@plimsoll/kernel'
import type { EuropeanOption, Settlement } from '../instrument/instrument.js'
import { discountAt } from '../market/discountAt.js'
import { settledPart } from '../market/settledPart.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { optionModel } from '../valuation/optionModel.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import type { Valuation } from '../valuation/valuation.js'
import { ExpiryColumns, type ScenarioColumns } from './scenarioColumns.js'

const daysPerYear = 365

interface Expiry {
  readonly columns: ExpiryColumns
  filledFor: MarketSnapshot | undefined
  years: number
  isPlain: boolean
  isWeighted: boolean
}

/**
 * The options of a repricing, as tasks for the kernel: a call and a put of the same strike, expiry and settlement are priced
 * from one evaluation. What no task can do (volatility that bends or follows moneyness, the normal model, options that expire
 * within the horizon) is refused, and priced one by one.
 */
export class OptionPairs {
  readonly #memory: KernelMemory
  readonly #columns: ScenarioColumns
  readonly #expiries = new Map<string, Expiry>()
  readonly #tasks = new Map<string, number>()
  /** Where the side of a pair goes that nobody holds. */
  readonly #nowhere: number
  #place = 0
  #capacity = 0
  #count = 0

  constructor(memory: KernelMemory, columns: ScenarioColumns) {
    this.#memory = memory
    this.#columns = columns
    this.#nowhere = memory.allocate(8 * columns.padded)
  }

  begin(): void {
    this.#tasks.clear()
    this.#count = 0
  }

  /** Adds an option whose row goes to a place; false where it has to be priced by itself. */
  add(option: EuropeanOption, place: number, valuation: Valuation, arrays: RiskArrays): boolean {
    const { market } = valuation
    const { set } = this.#columns
    if (set.smile !== 'sticky-strike') return false
    const underlying = underlyingOf(market, option.underlying, option.id)
    if (underlying.model !== 'black') return false
    const expiry = this.#expiryOf(option, market, arrays)
    if (!expiry.isPlain) return false
    const key = `${option.underlying} ${option.expiry} ${option.strike} ${option.contractSize} ${settlementKey(option.settlement)}`
    const known = this.#tasks.get(key)
    const isCall = option.right === 'call'
    const side = isCall ? pairFields.outCall : pairFields.outPut
    if (known !== undefined) {
      const at = this.#place + known * pairTaskBytes
      if (this.#memory.views.u32[(at + side) / 4] !== this.#nowhere) return false
      this.#memory.views.u32[(at + side) / 4] = place
      return true
    }
    const model = optionModel(option, market)
    const { settlement } = option
    const units = option.contractSize * (settlement.kind === 'quanto' ? settlement.multiplier : 1)
    const isInverse = settlement.kind === 'inverse'
    const paid = assetOf(market, settlement.currency, option.id).price
    const deviation = model.volatility * Math.sqrt(model.years)
    const now = (call: boolean): number => {
      const price = black76(model.forward, option.strike, deviation, call) * model.discount
      return units * ((isInverse ? price / model.forward : price) * paid)
    }
    if (this.#count === this.#capacity) this.#grow()
    const task = this.#count++
    this.#tasks.set(key, task)
    const at = this.#place + task * pairTaskBytes
    const { f64, u32 } = this.#memory.views
    f64[(at + pairFields.logMoneyness) / 8] = logRatio(model.forward, option.strike)
    f64[(at + pairFields.strike) / 8] = option.strike
    f64[(at + pairFields.volatility) / 8] = model.volatility
    f64[(at + pairFields.rootYears) / 8] = Math.sqrt(expiry.years)
    f64[(at + pairFields.discount) / 8] = discountAt(underlying, market.asOf, option.expiry, set.horizonDays)
    f64[(at + pairFields.units) / 8] = units
    f64[(at + pairFields.nowCall) / 8] = now(true)
    f64[(at + pairFields.nowPut) / 8] = now(false)
    u32[(at + pairFields.columns) / 4] = expiry.columns.place
    u32[(at + pairFields.outCall) / 4] = isCall ? place : this.#nowhere
    u32[(at + pairFields.outPut) / 4] = isCall ? this.#nowhere : place
    u32[(at + pairFields.flags) / 4] =
      (isInverse ? pairFlags.inverse : 0) | (expiry.isWeighted ? pairFlags.weighted : 0)
    return true
  }

  end(): { readonly place: number; readonly count: number } {
    return { place: this.#place, count: this.#count }
  }

  #expiryOf(option: EuropeanOption, market: MarketSnapshot, arrays: RiskArrays): Expiry {
    const key = `${option.underlying} ${option.expiry} ${option.settlement.currency}`
    let expiry = this.#expiries.get(key)
    if (expiry === undefined) {
      const columns = new ExpiryColumns(this.#columns)
      expiry = { columns, filledFor: undefined, years: 0, isPlain: false, isWeighted: false }
      this.#expiries.set(key, expiry)
    }
    if (expiry.filledFor === market) return expiry
    const model = optionModel(option, market)
    const volatility = this.#columns.volatility(option.underlying, model.years)
    const weights = arrays.weightsOf(option.underlying)
    expiry.filledFor = market
    expiry.years = model.years - this.#columns.set.horizonDays / daysPerYear
    expiry.isPlain = expiry.years > 0 && volatility.bends === undefined
    expiry.isWeighted = weights.some((weight) => weight !== 1)
    if (!expiry.isPlain) return expiry
    const fixed = settledPart(underlyingOf(market, option.underlying, option.id), option.expiry)
    const paid =
      this.#columns.paths.asset(option.settlement.currency, option.id) ??
      assetOf(market, option.settlement.currency, option.id).price
    expiry.columns.fill(option.underlying, model.forward, fixed, volatility, paid, weights)
    return expiry
  }

  #grow(): void {
    const before = this.#capacity
    this.#capacity = Math.max(64, 2 * before)
    const place = this.#memory.allocate(this.#capacity * pairTaskBytes)
    if (before > 0) {
      this.#memory.views.u8.copyWithin(place, this.#place, this.#place + before * pairTaskBytes)
      this.#memory.release(this.#place, before * pairTaskBytes)
    }
    this.#place = place
  }
}

function settlementKey(settlement: Settlement): string {
  return `${settlement.kind} ${settlement.currency} ${settlement.kind === 'quanto' ? settlement.multiplier : ''}`
}
