import { recordNumbers, type Team } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { AmmPosition, Instrument } from '../instrument/instrument.js'
import { assetOf } from '../valuation/lookup.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { entryCost, isFuture } from './accountLines.js'
import type { AccountStore } from './accountStore.js'
import type { BoundedPlan, ExactPlan } from './livePlan.js'
import type { RowLine, RowTable } from './rowTable.js'
import type { TailMeasures } from './tailMeasures.js'

/** A trade that is only being thought about. */
export interface LiveTrade {
  /** An instrument of the market. */
  readonly instrument: string
  /** Signed: below 0 is sold. */
  readonly quantity: number
  /** In the instrument's price unit. */
  readonly price: number
}

/** What an account would need to open positions, and have. */
export interface InitialNumbers {
  readonly initial: number
  /** After the haircuts of initial margin. */
  readonly equity: number
}

/** What one unit of an instrument and one unit of what is paid for it stand on. */
interface Traded {
  readonly bought: readonly number[]
  readonly paid: readonly number[]
  /** What buying one unit at a price adds to the asset that is paid. */
  readonly amountAt: (price: number) => number
}

/** Requirements and equities of one account with trades added, at the rows as they are now. */
export class PreTrade {
  readonly #team: Team
  readonly #store: AccountStore
  readonly #table: RowTable
  readonly #plan: ExactPlan | BoundedPlan
  readonly #measures: TailMeasures | undefined
  readonly #profits: Float64Array
  readonly #traded = new Map<string, Traded>()
  /** Worth by cell, the cells that have one, and those that trades touch: working space. */
  #worths = new Float64Array(64)
  readonly #worthy: number[] = []
  readonly #touched: number[] = []
  readonly #added: RowLine[] = []

  constructor(
    team: Team,
    store: AccountStore,
    table: RowTable,
    plan: ExactPlan | BoundedPlan,
    measures: TailMeasures | undefined,
  ) {
    this.#team = team
    this.#store = store
    this.#table = table
    this.#plan = plan
    this.#measures = measures
    this.#profits = new Float64Array(table.padded)
  }

  /** The rows that trades add to; new ones have to be priced before `numbers`. */
  linesOf(trades: readonly LiveTrade[], valuation: Valuation): readonly RowLine[] {
    const added = this.#added
    added.length = 0
    for (const { instrument, quantity, price } of trades) {
      const { bought, paid, amountAt } = this.#traded.get(instrument) ?? this.#learn(instrument, valuation)
      const amount = quantity * amountAt(price)
      for (const row of bought) added.push({ row, quantity })
      for (const row of paid) added.push({ row, quantity: amount })
    }
    return added
  }

  numbers(account: number, added: readonly RowLine[]): InitialNumbers {
    const equity = this.#equity(account, added)
    return { initial: this.#plan.initialScale * this.#requirement(account, added), equity }
  }

  #learn(id: string, valuation: Valuation): Traded {
    const { market } = valuation
    const instrument = market.instruments.get(id)
    if (instrument === undefined) {
      throw new PlimsollError('INSTRUMENT_UNKNOWN', {
        where: 'trade',
        value: id,
        expected: 'an instrument of the market',
      })
    }
    if (instrument.kind === 'amm') {
      throw new PlimsollError('INPUT_INVALID', {
        where: 'trade',
        value: id,
        expected: 'something that trades; liquidity positions are edited in the book',
      })
    }
    const rowsOf = (lines: readonly RowLine[]): number[] => lines.map(({ row }) => row)
    const { asset, amountAt } = paymentFor(instrument)
    assetOf(market, asset, id)
    const made: Traded = {
      // A coin that is bought is a balance.
      bought: rowsOf(
        instrument.kind === 'spot'
          ? this.#table.linesOfAsset(instrument.asset, 1, valuation)
          : this.#table.linesOf(instrument, 1, isFuture(instrument), valuation),
      ),
      paid: rowsOf(this.#table.linesOfAsset(asset, 1, valuation)),
      amountAt,
    }
    this.#traded.set(id, made)
    return made
  }

  #requirement(account: number, added: readonly RowLine[]): number {
    if (this.#measures === undefined) return this.#scan(account, added)
    return this.#measures.ofLines((add) => {
      this.#store.forEachLine(account, add)
      for (const { row, quantity } of added) add(row, quantity)
    })
  }

  /** Losses of the cells that trades touch, and those that stand. */
  #scan(account: number, added: readonly RowLine[]): number {
    const { f64 } = this.#team.memory.views
    const touched = this.#touched
    touched.length = 0
    for (const { row } of added) {
      const cell = this.#table.cellOf(row)
      if (this.#table.hasRisk(row) && !touched.includes(cell)) touched.push(cell)
    }
    let sum = 0
    this.#store.forEachRecord(account, (record, cell) => {
      if (!touched.includes(cell)) sum += f64[(record + recordNumbers) >>> 3]!
    })
    for (const cell of touched) sum += this.#worst(account, cell, added)
    return sum
  }

  #worst(account: number, cell: number, added: readonly RowLine[]): number {
    const { f64 } = this.#team.memory.views
    const profits = this.#profits
    const { rows, padded, scenarios } = this.#table
    profits.fill(0)
    const add = (row: number, quantity: number): void => {
      const first = (rows >>> 3) + row * padded
      for (let s = 0; s < scenarios; s++) profits[s] = profits[s]! + quantity * f64[first + s]!
    }
    this.#store.forEachLineIn(account, cell, add)
    for (const { row, quantity } of added) if (this.#table.cellOf(row) === cell) add(row, quantity)
    let worst = 0
    for (let s = 0; s < scenarios; s++) {
      const profit = profits[s]!
      if (!(profit >= worst)) worst = profit
    }
    return -worst
  }

  #equity(account: number, added: readonly RowLine[]): number {
    const { values, cells } = this.#table
    if (this.#worths.length < cells.length) this.#worths = new Float64Array(2 * cells.length)
    const worths = this.#worths
    const worthy = this.#worthy
    const add = (row: number, quantity: number, cell: number): void => {
      if (!worthy.includes(cell)) worthy.push(cell)
      worths[cell] = worths[cell]! + quantity * values[row]!
    }
    this.#store.forEachLine(account, add)
    for (const { row, quantity } of added) add(row, quantity, this.#table.cellOf(row))
    let equity = 0
    for (const cell of worthy) {
      const worth = worths[cell]!
      const haircut = cells[cell]!.initialHaircut
      equity += haircut === 0 ? worth : Math.min(worth * (1 - haircut), worth * (1 + haircut))
      worths[cell] = 0
    }
    worthy.length = 0
    return equity
  }
}

/** What is paid for an instrument: in which asset, and what buying one unit at a price adds to it; of a future, its entry. */
function paymentFor(instrument: Exclude<Instrument, AmmPosition>): {
  asset: string
  amountAt: (price: number) => number
} {
  if (isFuture(instrument)) {
    return { asset: settlementAsset(instrument), amountAt: (price) => entryCost(instrument, 1, price) }
  }
  if (instrument.kind !== 'option') return { asset: instrument.currency, amountAt: (price) => -price }
  const { settlement, contractSize } = instrument
  const units = contractSize * (settlement.kind === 'quanto' ? settlement.multiplier : 1)
  return { asset: settlement.currency, amountAt: (price) => -price * units }
}
