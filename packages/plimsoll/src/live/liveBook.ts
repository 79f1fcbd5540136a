import { bookFields, jointMultiple, type KernelMemory, recordNumbers, scanMultiple, type Team } from '@plimsoll/kernel'
import { healthOf } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import { requireCurrency } from '../account/requireCurrency.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { createValuation, type Valuation } from '../valuation/valuation.js'
import { AccountLevels, type LevelChange } from './accountLevels.js'
import { accountLines } from './accountLines.js'
import { AccountStore, type BulkAccounts, linesMax, type Segment, segmentsMax } from './accountStore.js'
import { FullAccounts, type LiveNumbers } from './fullAccounts.js'
import { fullWhatIf, type LiveWhatIf } from './fullWhatIf.js'
import { type LivePlan, livePlan } from './livePlan.js'
import { MovedNames } from './movedBetween.js'
import { type LiveTrade, PreTrade } from './preTrade.js'
import { References } from './references.js'
import { RowTable } from './rowTable.js'
import { segmentsOf } from './segmentsOf.js'
import { TailMeasures } from './tailMeasures.js'

const accountPart = 4096
const settlePart = 128
/** So many accounts are worth copying what moved. */
const quickFrom = 200

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
  readonly #levels: AccountLevels
  readonly #full: FullAccounts
  readonly #table: RowTable | undefined
  readonly #references: References | undefined
  readonly #measures: TailMeasures | undefined
  readonly #preTrade: PreTrade | undefined
  #valuation: Valuation
  readonly #moved = new MovedNames()
  #set: ScenarioSet | undefined
  #cellCount = 0

  constructor({ spec, market, team, levels = [1] }: LiveBookOptions) {
    this.spec = spec
    this.levels = levels
    requireCurrency(spec, market)
    this.#team = team
    this.#memory = team.memory
    this.#valuation = createValuation(market, spec)
    this.plan = livePlan(spec, this.#valuation)
    this.#store = new AccountStore(team.memory)
    this.#levels = new AccountLevels(team, this.#store, levels)
    this.#full = new FullAccounts(spec, levels)
    const { plan } = this
    if (plan.path === 'full') return
    const { set } = this.#valuation.arrays(plan.scenarios)
    this.#set = set
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
    this.#memory.doubles(this.#store.book + bookFields.scale, 1)[0] = plan.maintenanceScale
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
    this.#requireOpen(account)
    const table = this.#table
    const segments = table === undefined || portfolio.orders.length > 0 ? undefined : this.#segments(portfolio, table)
    if (segments === undefined) {
      const { level } = this.#full.set(account, portfolio, valuation)
      this.#store.put(account, [])
      this.#levels.set(account, level)
      this.#levels.judgeHere(account, account + 1, false)
      return
    }
    this.#full.remove(account)
    this.#store.put(account, segments)
    this.#measure(account, account + 1)
  }

  /** A portfolio as segments; undefined where it has more of them, or of lines, than the quick paths take. */
  #segments(portfolio: Portfolio, table: RowTable): readonly Segment[] | undefined {
    const valuation = this.#valuation
    const { positions, assets } = accountLines(portfolio, valuation.market)
    const lines = [
      ...positions.flatMap((held) => table.linesOf(held.instrument, held.quantity, held.isEntered, valuation)),
      ...assets.flatMap(({ asset, amount }) => table.linesOfAsset(asset, amount, valuation)),
    ]
    this.#priceNewRows(table)
    table.requirePrices(lines)
    const segments = segmentsOf(lines, table)
    return lines.length > linesMax || segments.length > segmentsMax ? undefined : segments
  }

  /** Takes an account away; its number may be given to another one. */
  close(account: number): void {
    this.#requireOpen(account)
    this.#full.remove(account)
    this.#store.close(account)
    this.#levels.judgeHere(account, account + 1, false)
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
    const lines = this.#table.linesOf(found, 1, isEntered, this.#valuation)
    this.#priceNewRows(this.#table)
    return lines.map(({ row }) => row)
  }

  /** The rows that an amount of an asset stands on. */
  rowsOfAsset(asset: string): readonly number[] {
    if (this.#table === undefined) return []
    const lines = this.#table.linesOfAsset(asset, 1, this.#valuation)
    this.#priceNewRows(this.#table)
    return lines.map(({ row }) => row)
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
    requireCurrency(this.spec, market)
    const { plan } = this
    const table = this.#table
    // What can be refused is asked for before anything is changed.
    const valuation = createValuation(market, this.spec)
    const arrays = plan.path === 'full' ? undefined : valuation.arrays(plan.scenarios)
    if (table !== undefined) this.#priceNewRows(table)
    const names = this.#moved.names(this.market, market, moved)
    this.#valuation = valuation
    const changes: LevelChange[] = []
    for (const [account, { level }] of this.#full.tick(valuation)) {
      if (this.#levels.set(account, level)) changes.push({ account, level })
    }
    if (table === undefined || arrays === undefined) {
      return { asOf: market.asOf, repriced: 0, unpriced: [], evaluated: this.#full.size, changes }
    }
    const isOtherSet = arrays.set !== this.#set
    this.#set = arrays.set
    const { rows, unpriced } = table.price(valuation, arrays, isOtherSet ? undefined : names)
    this.#references!.update(rows)
    const cells = new Set(rows.map((row) => table.cellOf(row)))
    for (const cell of cells) this.#screen(cell)
    const suspects = this.#levels.takeSuspects()
    const { book } = this.#store
    const undecided = this.#levels.judgeList(suspects, (list) => ['judgeList', book, list], accountPart, changes)
    this.#settle(undecided, changes)
    return {
      asOf: market.asOf,
      repriced: rows.length,
      unpriced,
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
    this.#requireOpen(account)
    const full = this.#full.portfolio(account)
    if (full !== undefined) return fullWhatIf(full, trades, this.spec, this.#valuation)
    const preTrade = this.#preTrade!
    const added = preTrade.linesOf(trades, this.#valuation)
    this.#priceNewRows(this.#table!)
    this.#table!.requirePrices(added)
    const after = preTrade.numbers(account, added)
    const excess = after.equity - after.initial
    if (excess >= 0) return { after, accepted: true }
    const before = preTrade.numbers(account, [])
    const short = before.equity - before.initial
    return { after, before, accepted: short < 0 && excess >= short && after.initial <= before.initial }
  }

  /** The account's level after the last tick. */
  level(account: number): number {
    return this.#levels.of(account)
  }

  /** The account's equity after haircuts. */
  equity(account: number): number {
    const full = this.#full.numbers(account)
    return full === undefined ? this.#team.functions.accountEquity(this.#store.book, account) : full.equity
  }

  /** The account's numbers, computed in full. */
  numbers(account: number): LiveNumbers {
    this.#requireOpen(account)
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
    this.#levels.judge(from, to, [])
    return to - from
  }

  /** Whether a sweep of `refresh` is under way. */
  get isSweeping(): boolean {
    return this.#references?.isSweeping ?? false
  }

  #requireOpen(account: number): void {
    if (this.#store.isOpen(account)) return
    throw new PlimsollError('INPUT_INVALID', {
      where: 'account',
      value: account,
      expected: 'the number of an open account',
    })
  }

  #maintenance(account: number): number {
    const { plan } = this
    if (plan.path === 'bounded') return plan.maintenanceScale * this.#measures!.of([account])[0]!
    if (plan.path === 'full') return Number.NaN
    const { f64 } = this.#memory.views
    let sum = 0
    this.#store.forEachRecord(account, (record) => {
      sum += f64[(record + recordNumbers) >>> 3]!
    })
    return plan.maintenanceScale * sum
  }

  /** References, slots and levels of accounts `from` to `to` − 1, from nothing. */
  #measure(from: number, to: number): void {
    const { book } = this.#store
    this.#levels.judgeHere(from, to, true)
    if (this.#measures !== undefined) {
      this.#references!.refer(from, to, this.#measures.measures)
      this.#team.run(['screenAccounts', book], to - from, accountPart, from)
    } else if (to - from === 1) this.#scanAccount(from)
    else for (let cell = 0; cell < this.#store.cells.length; cell++) this.#screen(cell)
    this.#levels.takeSuspects()
    const changes: LevelChange[] = []
    this.#settle(this.#levels.judge(from, to, changes), changes)
  }

  #scanAccount(account: number): void {
    const { rows, padded } = this.#table!
    for (const record of this.#store.recordsOf(account)) {
      this.#team.functions.worstRecords(this.#store.book, record, 0, 1, rows, padded)
    }
  }

  /** Brings a cell's segments up to date; accounts whose room has run out by it become suspects. */
  #screen(cell: number): void {
    const { place, count } = this.#store.cells[cell] ?? { place: 0, count: 0 }
    const { rows, padded } = this.#table!
    const { book } = this.#store
    this.#levels.suspect(
      this.plan.path === 'exact' ? ['worstRecords', book, place, rows, padded] : ['screenRecords', book, place],
      count,
    )
  }

  /** Computes accounts in full and keeps their levels: many of them in float32 first, which decides almost all. */
  #settle(accounts: readonly number[], changes: LevelChange[]): void {
    const measures = this.#measures
    if (accounts.length === 0 || measures === undefined) return
    let left = accounts
    if (accounts.length >= quickFrom) {
      const folded = this.#references!.folded()
      left = this.#levels.judgeList(accounts, (list) => measures.quickly(list, folded), settlePart, changes)
    }
    const values = measures.of(left)
    for (const [row, account] of left.entries()) {
      if (this.#team.functions.settleAccount(this.#store.book, account, values[row]!) === 0) continue
      changes.push({ account, level: this.level(account) })
    }
  }

  /** Rows and cells that were made for somebody, whether or not it came to be an account. */
  #priceNewRows(table: RowTable): void {
    const { plan } = this
    if (plan.path === 'full') return
    const first = table.priceNew(this.#valuation, this.#valuation.arrays(plan.scenarios))
    if (first < table.count) this.#references!.adopt(first)
    this.#writeCells(table)
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
}
