import { recordNumbers, type Team } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
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

/** Requirements and equities of one account with trades added, at the rows as they are now. */
export class PreTrade {
  readonly #team: Team
  readonly #store: AccountStore
  readonly #table: RowTable
  readonly #plan: ExactPlan | BoundedPlan
  readonly #measures: TailMeasures | undefined
  readonly #profits: Float64Array
  /** Worth by cell, and the cells that have one: working space. */
  #worths = new Float64Array(64)
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
    for (const trade of trades) {
      const instrument = valuation.market.instruments.get(trade.instrument)
      if (instrument === undefined) {
        throw new PlimsollError('INSTRUMENT_UNKNOWN', {
          where: 'trade',
          value: trade.instrument,
          expected: 'an instrument of the market',
        })
      }
      if (instrument.kind === 'amm') {
        throw new PlimsollError('INPUT_INVALID', {
          where: 'trade',
          value: instrument.id,
          expected: 'something that trades; liquidity positions are edited in the book',
        })
      }
      // A coin that is bought is a balance.
      if (instrument.kind === 'spot')
        added.push(...this.#table.linesOfAsset(instrument.asset, trade.quantity, valuation))
      else added.push(...this.#table.linesOf(instrument, trade.quantity, isFuture(instrument), valuation))
      const { asset, amount } = paidFor(instrument, trade)
      assetOf(valuation.market, asset, instrument.id)
      added.push(...this.#table.linesOfAsset(asset, amount, valuation))
    }
    return added
  }

  numbers(account: number, added: readonly RowLine[]): InitialNumbers {
    const equity = this.#equity(account, added)
    const { initialScale } = this.#plan
    return { initial: initialScale * this.#requirement(account, added), equity }
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
    const cells = new Set(added.map(({ row }) => this.#table.cellOf(row)))
    let sum = 0
    this.#store.forEachRecord(account, (record, cell) => {
      if (!cells.has(cell)) sum += f64[(record + recordNumbers) >>> 3]!
    })
    for (const cell of cells) sum += this.#worst(account, cell, added)
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
    this.#store.forEachLine(account, (row, quantity, of) => {
      if (of === cell) add(row, quantity)
    })
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
    const touched = this.#touched
    const add = (row: number, quantity: number, cell: number): void => {
      if (!touched.includes(cell)) touched.push(cell)
      worths[cell] = worths[cell]! + quantity * values[row]!
    }
    this.#store.forEachLine(account, add)
    for (const { row, quantity } of added) add(row, quantity, this.#table.cellOf(row))
    let equity = 0
    for (const cell of touched) {
      const worth = worths[cell]!
      const haircut = cells[cell]!.initialHaircut
      equity += haircut === 0 ? worth : Math.min(worth * (1 - haircut), worth * (1 + haircut))
      worths[cell] = 0
    }
    touched.length = 0
    return equity
  }
}

/** What a trade pays in the instrument's settlement asset; of a future, what its entry counts for. */
function paidFor(instrument: Instrument, { quantity, price }: LiveTrade): { asset: string; amount: number } {
  if (isFuture(instrument)) {
    return { asset: settlementAsset(instrument), amount: entryCost(instrument, quantity, price) }
  }
  if (instrument.kind !== 'option') return { asset: instrument.currency, amount: -quantity * price }
  const { settlement, contractSize } = instrument
  const units = contractSize * (settlement.kind === 'quanto' ? settlement.multiplier : 1)
  return { asset: settlement.currency, amount: -quantity * price * units }
}
