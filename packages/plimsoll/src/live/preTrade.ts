import { recordNumbers, type Team } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { AmmPosition, Instrument } from '../instrument/instrument.js'
import { assetOf } from '../valuation/lookup.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { entryCost, isFuture } from './accountLines.js'
import { type AccountStore, linesMax, segmentsMax } from './accountStore.js'
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

/** Trades in one question, and lines that they add at most: two for what is bought, two for what is paid. */
const tradesMax = 50
const addedMax = 4 * tradesMax

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
  /** Lines of the account in question, and after them those that trades add. */
  readonly #rows = new Uint32Array(linesMax + addedMax)
  readonly #quantities = new Float64Array(linesMax + addedMax)
  readonly #records = new Uint32Array(segmentsMax)
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
    if (trades.length > tradesMax) {
      throw new PlimsollError('INPUT_INVALID', {
        where: 'trades',
        value: trades.length,
        expected: `at most ${tradesMax} trades`,
      })
    }
    for (const { instrument, quantity, price } of trades) {
      const { bought, paid, amountAt } = this.#traded.get(instrument) ?? this.#learn(instrument, valuation)
      const amount = quantity * amountAt(price)
      for (const row of bought) added.push({ row, quantity })
      for (const row of paid) added.push({ row, quantity: amount })
    }
    return added
  }

  numbers(account: number, added: readonly RowLine[]): InitialNumbers {
    const held = this.#store.readLines(account, this.#rows, this.#quantities)
    let count = held
    for (const { row, quantity } of added) {
      this.#rows[count] = row
      this.#quantities[count++] = quantity
    }
    const requirement =
      this.#measures === undefined
        ? this.#scan(account, held, count)
        : this.#measures.ofLines(this.#rows, this.#quantities, count)
    return { initial: this.#plan.initialScale * requirement, equity: this.#equity(count) }
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

  /** Losses of the cells that trades touch, and those that stand: the lines from `held` on are added. */
  #scan(account: number, held: number, count: number): number {
    const { f64 } = this.#team.memory.views
    const { cellNumbers, risks } = this.#table
    const touched = this.#touched
    touched.length = 0
    for (let line = held; line < count; line++) {
      const row = this.#rows[line]!
      const cell = cellNumbers[row]!
      if (risks[row] === 1 && !touched.includes(cell)) touched.push(cell)
    }
    const records = this.#store.readRecords(account, this.#records)
    let sum = 0
    for (let k = 0; k < records; k++) {
      const record = this.#records[k]!
      if (!touched.includes(this.#store.cellOf(record))) sum += f64[(record + recordNumbers) >>> 3]!
    }
    for (const cell of touched) sum += this.#worst(cell, count)
    return sum
  }

  #worst(cell: number, count: number): number {
    const { f64 } = this.#team.memory.views
    const profits = this.#profits
    const { rows, padded, scenarios, cellNumbers } = this.#table
    profits.fill(0)
    for (let line = 0; line < count; line++) {
      const row = this.#rows[line]!
      if (cellNumbers[row] !== cell) continue
      const quantity = this.#quantities[line]!
      const first = (rows >>> 3) + row * padded
      for (let s = 0; s < scenarios; s++) profits[s] = profits[s]! + quantity * f64[first + s]!
    }
    let worst = 0
    for (let s = 0; s < scenarios; s++) {
      const profit = profits[s]!
      if (!(profit >= worst)) worst = profit
    }
    return -worst
  }

  #equity(count: number): number {
    const { values, cells, cellNumbers } = this.#table
    if (this.#worths.length < cells.length) this.#worths = new Float64Array(2 * cells.length)
    const worths = this.#worths
    const worthy = this.#worthy
    worthy.length = 0
    for (let line = 0; line < count; line++) {
      const row = this.#rows[line]!
      const cell = cellNumbers[row]!
      if (!worthy.includes(cell)) worthy.push(cell)
      worths[cell] = worths[cell]! + this.#quantities[line]! * values[row]!
    }
    let equity = 0
    for (const cell of worthy) {
      const worth = worths[cell]!
      const haircut = cells[cell]!.initialHaircut
      equity += haircut === 0 ? worth : Math.min(worth * (1 - haircut), worth * (1 + haircut))
      worths[cell] = 0
    }
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
