import { black76, type KernelMemory, logRatio, pairFields, pairFlags, pairTaskBytes } from '@plimsoll/kernel'
import type { EuropeanOption, Settlement } from '../instrument/instrument.js'
import { discountAt } from '../market/discountAt.js'
import { settledPart } from '../market/settledPart.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { type OptionModel, optionModel } from '../valuation/optionModel.js'
import { ExpiryColumns, type ScenarioColumns } from './scenarioColumns.js'

const daysPerYear = 365

interface Expiry {
  readonly columns: ExpiryColumns
  filledFor: MarketSnapshot | undefined
  years: number
  isPlain: boolean
}

/** A call and a put of the same underlying, strike, expiry and settlement; one of them may not be there. */
export interface OptionPair {
  readonly underlying: string
  /** What the whole pair follows. */
  readonly follows: ReadonlySet<string>
  readonly expiry: Expiry
  call: { readonly option: EuropeanOption; readonly row: number } | undefined
  put: { readonly option: EuropeanOption; readonly row: number } | undefined
}

/**
 * Options as tasks for the kernel: a call and a put of the same strike are priced from one evaluation. What no task can do
 * (volatility that bends or follows moneyness, the normal model, options that expire within the horizon) is refused, and priced
 * one by one.
 */
export class OptionPairs {
  readonly #memory: KernelMemory
  readonly #columns: ScenarioColumns
  readonly #expiries = new Map<string, Expiry>()
  readonly #pairs = new Map<string, OptionPair>()
  readonly #pairOfRow = new Map<number, OptionPair>()
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

  get list(): Iterable<OptionPair> {
    return this.#pairs.values()
  }

  /** Makes an option's row part of its pair; false where that side has a row already. */
  join(option: EuropeanOption, row: number, follows: ReadonlySet<string>): boolean {
    const { settlement } = option
    const key = `${option.underlying} ${option.expiry} ${option.strike} ${option.contractSize} ${settlementKey(settlement)}`
    let pair = this.#pairs.get(key)
    if (pair === undefined) {
      const shared = `${option.underlying} ${option.expiry} ${settlement.currency}`
      let expiry = this.#expiries.get(shared)
      if (expiry === undefined) {
        expiry = { columns: new ExpiryColumns(this.#columns), filledFor: undefined, years: 0, isPlain: false }
        this.#expiries.set(shared, expiry)
      }
      pair = { underlying: option.underlying, follows: new Set(follows), expiry, call: undefined, put: undefined }
      this.#pairs.set(key, pair)
    }
    if (pair[option.right] !== undefined) return false
    pair[option.right] = { option, row }
    this.#pairOfRow.set(row, pair)
    for (const name of follows) (pair.follows as Set<string>).add(name)
    return true
  }

  /** The row of the other right of an option's strike. */
  otherOf(row: number): number | undefined {
    const pair = this.#pairOfRow.get(row)
    return pair?.call?.row === row ? pair.put?.row : pair?.call?.row
  }

  begin(): void {
    this.#count = 0
  }

  /**
   * Adds a pair's task, its rows going where `placeOf` says, and tells what one contract of each side is worth by the model. False
   * where the options have to be priced one by one.
   */
  add(
    pair: OptionPair,
    market: MarketSnapshot,
    placeOf: (row: number) => number,
    worth: (row: number, option: EuropeanOption, value: number) => void,
  ): boolean {
    const { call, put, expiry } = pair
    const option = (call ?? put)!.option
    const { set } = this.#columns
    if (set.smile !== 'sticky-strike') return false
    const underlying = underlyingOf(market, option.underlying, option.id)
    if (underlying.model !== 'black') return false
    const model = optionModel(option, market)
    if (expiry.filledFor !== market) this.#fill(expiry, option, model, market)
    if (!expiry.isPlain) return false
    const { settlement } = option
    const units = option.contractSize * (settlement.kind === 'quanto' ? settlement.multiplier : 1)
    const isInverse = settlement.kind === 'inverse'
    const paid = assetOf(market, settlement.currency, option.id).price
    const deviation = model.volatility * Math.sqrt(model.years)
    const now = (isCall: boolean): number => {
      const price = black76(model.forward, option.strike, deviation, isCall) * model.discount
      return units * ((isInverse ? price / model.forward : price) * paid)
    }
    const nowCall = now(true)
    const nowPut = now(false)
    if (this.#count === this.#capacity) this.#grow()
    const at = this.#place + this.#count++ * pairTaskBytes
    const { f64, u32 } = this.#memory.views
    f64[(at + pairFields.logMoneyness) >>> 3] = logRatio(model.forward, option.strike)
    f64[(at + pairFields.strike) >>> 3] = option.strike
    f64[(at + pairFields.volatility) >>> 3] = model.volatility
    f64[(at + pairFields.rootYears) >>> 3] = Math.sqrt(expiry.years)
    f64[(at + pairFields.discount) >>> 3] = discountAt(underlying, market.asOf, option.expiry, set.horizonDays)
    f64[(at + pairFields.units) >>> 3] = units
    f64[(at + pairFields.nowCall) >>> 3] = nowCall
    f64[(at + pairFields.nowPut) >>> 3] = nowPut
    u32[(at + pairFields.columns) >>> 2] = expiry.columns.place
    u32[(at + pairFields.outCall) >>> 2] = call === undefined ? this.#nowhere : placeOf(call.row)
    u32[(at + pairFields.outPut) >>> 2] = put === undefined ? this.#nowhere : placeOf(put.row)
    u32[(at + pairFields.flags) >>> 2] =
      (isInverse ? pairFlags.inverse : 0) | (this.#columns.isWeighted(option.underlying) ? pairFlags.weighted : 0)
    if (call !== undefined) worth(call.row, call.option, nowCall)
    if (put !== undefined) worth(put.row, put.option, nowPut)
    return true
  }

  end(): { readonly place: number; readonly count: number } {
    return { place: this.#place, count: this.#count }
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    this.#memory.release(this.#nowhere, 8 * this.#columns.padded)
    if (this.#capacity > 0) this.#memory.release(this.#place, this.#capacity * pairTaskBytes)
    for (const { columns } of this.#expiries.values()) columns.release()
  }

  #fill(expiry: Expiry, option: EuropeanOption, model: OptionModel, market: MarketSnapshot): void {
    const volatility = this.#columns.volatility(option.underlying, model.years)
    expiry.years = model.years - this.#columns.set.horizonDays / daysPerYear
    expiry.isPlain = expiry.years > 0 && volatility.bends === undefined
    if (!expiry.isPlain) {
      expiry.filledFor = market
      return
    }
    const fixed = settledPart(underlyingOf(market, option.underlying, option.id), option.expiry)
    const paid =
      this.#columns.asset(option.settlement.currency, option.id) ??
      assetOf(market, option.settlement.currency, option.id).price
    const weights = this.#columns.weights(option.underlying)
    expiry.columns.fill(option.underlying, model.forward, fixed, volatility, paid, weights)
    expiry.filledFor = market
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
