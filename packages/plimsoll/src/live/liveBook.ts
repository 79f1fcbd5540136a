import {
  bookFields,
  jointMultiple,
  type KernelMemory,
  scanMultiple,
  slotBytes,
  type Team,
  unjudged,
} from '@plimsoll/kernel'
import { healthOf } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { accountLines } from './accountLines.js'
import { AccountStore, type BulkAccounts } from './accountStore.js'
import { FullAccounts, type LiveNumbers } from './fullAccounts.js'
import { fullWhatIf, type LiveWhatIf } from './fullWhatIf.js'
import { type LivePlan, livePlan } from './livePlan.js'
import { movedBetween, movedNames } from './movedBetween.js'
import { type LiveTrade, PreTrade } from './preTrade.js'
import { References } from './references.js'
import { RowTable } from './rowTable.js'
import { segmentsOf } from './segmentsOf.js'
import { TailMeasures } from './tailMeasures.js'

const accountPart = 4096
const recordPart = 4096

/** An account whose level is another than before the tick. */
export interface LevelChange {
  readonly account: number
  readonly level: number
}

/** What a tick did. */
export interface TickReport {
  readonly asOf: number
  /** Rows (instruments, assets) that were priced anew. */
  readonly repriced: number
  /** Instruments that could not be priced; accounts that hold one stand at level 0 and are not valued. */
  readonly unpriced: readonly string[]
  /** Accounts that were computed in full. */
  readonly evaluated: number
  readonly changes: readonly LevelChange[]
}

export interface LiveBookOptions {
  readonly spec: MarginSpec
  readonly market: MarketSnapshot
  /** Who computes, and in which memory; see `soloTeam` of the kernel. */
  readonly team: Team
  /**
   * Multiples of the maintenance requirement, ascending. An account's level is how many of them its equity is enough for; with
   * the one level 1, level 0 is where liquidation begins.
   */
  readonly levels?: readonly number[]
}

/**
 * Many accounts under one rule book, followed from tick to tick. After every tick each account stands at the very level that
 * computing all of them anew gives; but only what moved is priced, and only accounts that a rigorous bound cannot clear are
 * computed (docs/models/live-book.md). It reads no clock and does nothing by itself: whoever holds it feeds it markets.
 */
export class LiveBook {
  readonly spec: MarginSpec
  readonly levels: readonly number[]
  /** How the rule book is followed, and why where it is not the quick way. */
  readonly plan: LivePlan
  readonly #team: Team
  readonly #memory: KernelMemory
  readonly #store: AccountStore
  readonly #full: FullAccounts
  readonly #table: RowTable | undefined
  readonly #references: References | undefined
  readonly #measures: TailMeasures | undefined
  readonly #preTrade: PreTrade | undefined
  #valuation: Valuation
  #cellCount = 0

  constructor({ spec, market, team, levels = [1] }: LiveBookOptions) {
    this.spec = spec
    this.levels = levels
    this.#team = team
    this.#memory = team.memory
    this.#valuation = createValuation(market, spec)
    this.plan = livePlan(spec, this.#valuation)
    this.#store = new AccountStore(team.memory)
    this.#full = new FullAccounts(spec, levels)
    this.#writeLevels()
    const { plan } = this
    if (plan.path === 'full') return
    const { set } = this.#valuation.arrays(plan.scenarios)
    const isBounded = plan.path === 'bounded'
    let references: References | undefined
    const table = new RowTable(team, spec, set, isBounded ? jointMultiple : scanMultiple, (rows) =>
      references?.resize(rows),
    )
    references = new References(team, this.#store, table, isBounded)
    this.#table = table
    this.#references = references
    if (isBounded) this.#measures = new TailMeasures(team, this.#store, table, plan.weights)
    this.#preTrade = new PreTrade(team, this.#store, table, plan, this.#measures)
    this.#memory.doubles(this.#store.book + bookFields.scale, 2).set([plan.maintenanceScale, 1])
    this.#store.setWord(bookFields.isExact, isBounded ? 0 : 1)
  }

  get market(): MarketSnapshot {
    return this.#valuation.market
  }

  /** Accounts are numbers below this one. */
  get size(): number {
    return this.#store.accounts
  }

  /** Bytes of kernel memory in use, rows and working space included. */
  get usedBytes(): number {
    return this.#memory.usedBytes
  }

  /**
   * Adds an account and answers its number.
   *
   * @throws PlimsollError for what the market cannot value; nothing is changed then
   */
  open(portfolio: Portfolio): number {
    const account = this.#store.open()
    try {
      this.replace(account, portfolio)
    } catch (error) {
      this.close(account)
      throw error
    }
    return account
  }

  /** Gives an account another portfolio; its level follows at once. */
  replace(account: number, portfolio: Portfolio): void {
    const valuation = this.#valuation
    const table = this.#table
    if (table === undefined || portfolio.orders.length > 0) {
      const { level } = this.#full.set(account, portfolio, valuation)
      this.#store.put(account, [])
      this.#setLevel(account, level)
      this.#setEpoch(account, unjudged)
      return
    }
    const { positions, assets } = accountLines(portfolio, valuation.market)
    const lines = [
      ...positions.flatMap((held) => table.linesOf(held.instrument, held.quantity, held.isEntered, valuation)),
      ...assets.flatMap(({ asset, amount }) => table.linesOfAsset(asset, amount, valuation)),
    ]
    this.#priceNewRows(table)
    this.#full.remove(account)
    this.#store.put(account, segmentsOf(lines, table))
    this.#measure(account, account + 1)
  }

  /** Takes an account away; its number may be given to another one. */
  close(account: number): void {
    this.#full.remove(account)
    this.#store.close(account)
    this.#setEpoch(account, unjudged)
  }

  /**
   * Accounts in bulk into a book that has none: amounts of what `rowOf` and `rowOfAsset` name, sorted by the rows' cells.
   * For a million accounts; everybody else opens portfolios.
   */
  load(accounts: BulkAccounts): void {
    const table = this.#table
    if (table === undefined) throw new RangeError('a rule book on the full path takes portfolios only')
    this.#priceNewRows(table)
    this.#store.load(accounts, (row) => table.cellOf(row))
    this.#measure(0, this.#store.accounts)
  }

  /** The rows that a quantity of an instrument of the market stands on, made where they are new. */
  rowsOf(instrument: string, isEntered: boolean): readonly number[] {
    const found = this.market.instruments.get(instrument)
    if (this.#table === undefined || found === undefined) return []
    return this.#table.linesOf(found, 1, isEntered, this.#valuation).map(({ row }) => row)
  }

  /** The rows that an amount of an asset stands on. */
  rowsOfAsset(asset: string): readonly number[] {
    return this.#table?.linesOfAsset(asset, 1, this.#valuation).map(({ row }) => row) ?? []
  }

  /** The netting cell of a row, by number and name. */
  cellOf(row: number): { readonly cell: number; readonly name: string } {
    const cell = this.#table!.cellOf(row)
    return { cell, name: this.#table!.cells[cell]!.name }
  }

  /**
   * Follows the market to its next state and says whose level changed.
   *
   * @param moved underlyings that moved; everything that differs between the two markets where absent. With it, the prices and the
   *   time to expiry of everything else stay as they were.
   */
  tick(market: MarketSnapshot, moved?: readonly string[]): TickReport {
    const names = moved === undefined ? movedBetween(this.market, market) : movedNames(market, moved)
    this.#valuation = createValuation(market, this.spec)
    const changes: LevelChange[] = []
    for (const [account, { level }] of this.#full.tick(this.#valuation)) {
      if (this.#setLevel(account, level)) changes.push({ account, level })
    }
    const { plan } = this
    const table = this.#table
    if (table === undefined || plan.path === 'full') {
      return { asOf: market.asOf, repriced: 0, unpriced: [], evaluated: this.#full.size, changes }
    }
    const { rows, failed } = table.price(this.#valuation, this.#valuation.arrays(plan.scenarios), names)
    this.#references!.update(rows)
    const cells = new Set(rows.map((row) => table.cellOf(row)))
    for (const cell of cells) this.#screen(cell)
    const undecided = this.#judge(cells, changes)
    this.#settle(undecided, changes)
    return {
      asOf: market.asOf,
      repriced: rows.length,
      unpriced: failed,
      evaluated: this.#full.size + undecided.length,
      changes,
    }
  }

  /**
   * What trades would leave the account with, and whether they may be made: initial equity covers the initial requirement
   * afterwards, or the account was short before and neither its shortfall nor its requirement rises. The account stays as it is.
   *
   * @throws PlimsollError for an instrument that the market does not have or cannot price
   */
  whatIf(account: number, trades: readonly LiveTrade[]): LiveWhatIf {
    const full = this.#full.portfolio(account)
    if (full !== undefined) return fullWhatIf(full, trades, this.spec, this.#valuation)
    const preTrade = this.#preTrade!
    const added = preTrade.linesOf(trades, this.#valuation)
    this.#priceNewRows(this.#table!)
    const after = preTrade.numbers(account, added)
    const excess = after.equity - after.initial
    if (excess >= 0) return { after, accepted: true }
    const before = preTrade.numbers(account, [])
    const short = before.equity - before.initial
    return { after, before, accepted: short < 0 && excess >= short && after.initial <= before.initial }
  }

  /** The account's level after the last tick. */
  level(account: number): number {
    return this.#memory.views.u8[this.#store.word(bookFields.accountLevel) + account]!
  }

  /** The account's equity after haircuts. */
  equity(account: number): number {
    const full = this.#full.numbers(account)
    return full === undefined ? this.#team.functions.accountEquity(this.#store.book, account) : full.equity
  }

  /** The account's numbers, computed in full. */
  numbers(account: number): LiveNumbers {
    const full = this.#full.numbers(account)
    if (full !== undefined) return full
    const equity = this.equity(account)
    const maintenance = this.#maintenance(account)
    const isValued = !Number.isNaN(equity)
    return { equity, maintenance, health: healthOf(equity, maintenance), level: this.level(account), isValued }
  }

  /**
   * Brings the references of up to so many accounts to the present market, so that bounds stay narrow as it drifts away. A sweep
   * goes through all accounts; answers how many were moved. Levels do not change by it.
   */
  refresh(accounts: number): number {
    if (this.#measures === undefined) return 0
    const [from, to] = this.#references!.sweep(accounts, this.#measures.measures)
    this.#team.run(['screenAccounts', this.#store.book], to - from, accountPart, from)
    return to - from
  }

  /** Whether a sweep of `refresh` is under way. */
  get isSweeping(): boolean {
    return this.#references?.isSweeping ?? false
  }

  #maintenance(account: number): number {
    const { plan } = this
    if (plan.path === 'bounded') return plan.maintenanceScale * this.#measures!.of([account])[0]!
    if (plan.path === 'full') return Number.NaN
    const { f64, u32, u8 } = this.#memory.views
    const first = u32[(this.#store.word(bookFields.accountFirst) >>> 2) + account]!
    const size = u8[this.#store.word(bookFields.accountSize) + account]!
    let sum = 0
    for (let k = 0; k < size; k++) sum += f64[(this.#store.word(bookFields.slots) + (first + k) * slotBytes) >>> 3]!
    return plan.maintenanceScale * sum
  }

  /** References, slots and levels of accounts `from` to `to` − 1, from nothing. */
  #measure(from: number, to: number): void {
    const { book } = this.#store
    for (let account = from; account < to; account++) this.#setEpoch(account, 0)
    if (this.#measures !== undefined) {
      this.#references!.refer(from, to, this.#measures.measures)
      this.#team.run(['screenAccounts', book], to - from, accountPart, from)
    } else if (to - from === 1) this.#scanAccount(from)
    else for (let cell = 0; cell < this.#store.cells.length; cell++) this.#screen(cell)
    const changes: LevelChange[] = []
    const answers = this.#team.run(['judgeAccounts', book], to - from, accountPart, from)
    this.#settle(this.#gather(answers, from, accountPart, changes), changes)
  }

  #scanAccount(account: number): void {
    const { rows, padded } = this.#table!
    for (const record of this.#store.recordsOf(account)) {
      this.#team.functions.worstRecords(this.#store.book, record, 0, 1, rows, padded)
    }
  }

  #screen(cell: number): void {
    const { place, count } = this.#store.cells[cell] ?? { place: 0, count: 0 }
    const { rows, padded } = this.#table!
    const { book } = this.#store
    if (this.plan.path === 'exact') this.#team.run(['worstRecords', book, place, rows, padded], count, recordPart)
    else this.#team.run(['screenRecords', book, place], count, recordPart)
  }

  #judge(cells: ReadonlySet<number>, changes: LevelChange[]): readonly number[] {
    const { book } = this.#store
    if (cells.size === 0) return []
    if (cells.size === 1) {
      const { place, count } = this.#store.cells[[...cells][0]!] ?? { place: 0, count: 0 }
      return this.#gather(this.#team.run(['judgeRecords', book, place], count, recordPart), 0, recordPart, changes)
    }
    return this.#gather(this.#team.run(['judgeAccounts', book], this.size, accountPart), 0, accountPart, changes)
  }

  /** Reads the lists that parts of a judging have left. */
  #gather(answers: readonly number[], first: number, part: number, changes: LevelChange[]): readonly number[] {
    const { u32 } = this.#memory.views
    const undecidedAt = this.#store.word(bookFields.undecided) >>> 2
    const changedAt = this.#store.word(bookFields.changed) >>> 2
    const undecided: number[] = []
    for (const [row, answer] of answers.entries()) {
      const from = first + row * part
      for (let k = 0; k < answer >>> 16; k++) undecided.push(u32[undecidedAt + from + k]!)
      for (let k = 0; k < (answer & 0xffff); k++) {
        const account = u32[changedAt + from + k]!
        changes.push({ account, level: this.level(account) })
      }
    }
    return undecided
  }

  /** Computes accounts in full and keeps their levels. */
  #settle(accounts: readonly number[], changes: LevelChange[]): void {
    if (accounts.length === 0) return
    const values = this.#measures!.of(accounts)
    for (const [row, account] of accounts.entries()) {
      if (this.#team.functions.settleAccount(this.#store.book, account, values[row]!) === 0) continue
      changes.push({ account, level: this.level(account) })
    }
  }

  #priceNewRows(table: RowTable): void {
    const { plan } = this
    const first = table.pricedCount
    if (first === table.count || plan.path === 'full') return
    const { failed } = table.price(this.#valuation, this.#valuation.arrays(plan.scenarios), undefined, first)
    this.#references!.adopt(first)
    this.#writeCells(table)
    if (failed.length > 0) throw table.failure(failed[0]!)
  }

  #writeCells(table: RowTable): void {
    if (this.#cellCount === table.cells.length) return
    const place = this.#memory.allocate(8 * table.cells.length)
    this.#memory.doubles(place, table.cells.length).set(table.cells.map((cell) => cell.maintenanceHaircut))
    if (this.#cellCount > 0) this.#memory.release(this.#store.word(bookFields.cellHaircuts), 8 * this.#cellCount)
    this.#store.setWord(bookFields.cellHaircuts, place)
    this.#cellCount = table.cells.length
    for (let cell = 0; cell < this.#cellCount; cell++) this.#store.reserveCell(cell)
  }

  #writeLevels(): void {
    const place = this.#memory.allocate(8 * this.levels.length)
    this.#memory.doubles(place, this.levels.length).set(this.levels)
    this.#store.setWord(bookFields.levels, place)
    this.#store.setWord(bookFields.levelCount, this.levels.length)
  }

  #setLevel(account: number, level: number): boolean {
    const place = this.#store.word(bookFields.accountLevel) + account
    const isOther = this.#memory.views.u8[place] !== level
    this.#memory.views.u8[place] = level
    return isOther
  }

  #setEpoch(account: number, epoch: number): void {
    this.#memory.views.u8[this.#store.word(bookFields.accountEpoch) + account] = epoch
  }
}
