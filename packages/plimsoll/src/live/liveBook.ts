import { type KernelMemory, recordNumbers, type Team } from '@plimsoll/kernel'
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
import type { LiveTrade } from './preTrade.js'
import { type QuickPath, quickPath, releasePath } from './quickPath.js'
import { isSameScenarios } from './sameScenarios.js'
import { segmentsOf } from './segmentsOf.js'
import type { TickReport } from './tickReport.js'

const accountPart = 4096
const settlePart = 128
/** So many accounts are worth copying what moved. */
const quickFrom = 200

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
  readonly #team: Team
  readonly #memory: KernelMemory
  readonly #store: AccountStore
  readonly #levels: AccountLevels
  readonly #full: FullAccounts
  #plan: LivePlan
  /** What follows accounts from tick to tick; none where every account is computed in full. */
  #quick: QuickPath | undefined
  #valuation: Valuation
  readonly #moved = new MovedNames()
  #set: ScenarioSet | undefined

  constructor({ spec, market, team, levels = [1] }: LiveBookOptions) {
    this.spec = spec
    this.levels = levels
    requireCurrency(spec, market)
    this.#team = team
    this.#memory = team.memory
    this.#valuation = createValuation(market, spec)
    this.#plan = livePlan(spec, this.#valuation)
    this.#store = new AccountStore(team.memory)
    this.#levels = new AccountLevels(team, this.#store, levels)
    const spacing = this.#plan.path === 'full' ? this.#plan.spacing : undefined
    this.#full = new FullAccounts(spec, levels, spacing, this.#valuation)
    this.#follow()
  }

  /** How the rule book is followed, and why where it is not the quick way. */
  get plan(): LivePlan {
    return this.#plan
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
    const quick = this.#quick
    const segments = quick === undefined || portfolio.orders.length > 0 ? undefined : this.#segments(portfolio, quick)
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
  #segments(portfolio: Portfolio, quick: QuickPath): readonly Segment[] | undefined {
    const valuation = this.#valuation
    const { table } = quick
    const { positions, assets } = accountLines(portfolio, valuation.market)
    const lines = [
      ...positions.flatMap((held) => table.linesOf(held.instrument, held.quantity, held.isEntered, valuation)),
      ...assets.flatMap(({ asset, amount }) => table.linesOfAsset(asset, amount, valuation)),
    ]
    this.#priceNewRows(quick)
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
    const quick = this.#quick
    if (quick === undefined) throw new RangeError('a rule book on the full path takes portfolios only')
    this.#priceNewRows(quick)
    this.#store.load(accounts, (row) => quick.table.cellOf(row))
    this.#measure(0, this.#store.accounts)
  }

  /** Makes what the plan needs; rows that there were before are there again, with no prices yet. */
  #follow(): void {
    const plan = this.#plan
    if (plan.path === 'full') return
    this.#set = this.#valuation.arrays(plan.scenarios).set
    const shared = { team: this.#team, spec: this.spec, store: this.#store, before: this.#quick }
    this.#quick = quickPath(plan, this.#set, shared)
  }

  /** Other scenarios than the plan was made for: plan, rows, references and all levels from nothing, as in a new book. */
  #beginAnew(before: QuickPath, computed: number, changes: LevelChange[]): TickReport {
    this.#plan = livePlan(this.spec, this.#valuation)
    this.#follow()
    releasePath(before)
    const { table } = this.#quick!
    this.#priceNewRows(this.#quick!)
    const evaluated = computed + this.#remeasure(0, this.#store.accounts, changes)
    return { asOf: this.market.asOf, repriced: table.count, unpriced: table.unpriced, evaluated, changes }
  }

  /** The rows that a quantity of an instrument of the market stands on, made where they are new. */
  rowsOf(instrument: string, isEntered: boolean): readonly number[] {
    const found = this.market.instruments.get(instrument)
    if (this.#quick === undefined || found === undefined) return []
    const lines = this.#quick.table.linesOf(found, 1, isEntered, this.#valuation)
    this.#priceNewRows(this.#quick)
    return lines.map(({ row }) => row)
  }

  /** The rows that an amount of an asset stands on. */
  rowsOfAsset(asset: string): readonly number[] {
    if (this.#quick === undefined) return []
    const lines = this.#quick.table.linesOfAsset(asset, 1, this.#valuation)
    this.#priceNewRows(this.#quick)
    return lines.map(({ row }) => row)
  }

  /** The netting cell of a row, by number and name. */
  cellOf(row: number): { readonly cell: number; readonly name: string } {
    const { table } = this.#quick!
    const cell = table.cellOf(row)
    return { cell, name: table.cells[cell]!.name }
  }

  /**
   * Follows the market to its next state and says whose level changed.
   *
   * @param moved underlyings that moved; everything that differs between the two markets where absent. With it, the prices and the
   *   time to expiry of everything else stay as they were.
   */
  tick(market: MarketSnapshot, moved?: readonly string[]): TickReport {
    requireCurrency(this.spec, market)
    const quick = this.#quick
    // What can be refused is asked for before anything is changed.
    const valuation = createValuation(market, this.spec)
    const arrays = quick === undefined ? undefined : valuation.arrays(quick.plan.scenarios)
    if (quick !== undefined) this.#priceNewRows(quick)
    const names = this.#moved.names(this.market, market, moved)
    this.#valuation = valuation
    const changes: LevelChange[] = []
    let evaluated = 0
    for (const [account, { level }] of this.#full.tick(valuation)) {
      evaluated++
      if (this.#levels.set(account, level)) changes.push({ account, level })
    }
    if (quick === undefined || arrays === undefined) {
      return { asOf: market.asOf, repriced: 0, unpriced: [], evaluated, changes }
    }
    const isOtherSet = arrays.set !== this.#set
    if (isOtherSet && !isSameScenarios(arrays.set, this.#set!)) return this.#beginAnew(quick, evaluated, changes)
    this.#set = arrays.set
    const { table } = quick
    const { rows, unpriced } = table.price(valuation, arrays, isOtherSet ? undefined : names)
    quick.references.update(rows)
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
      evaluated: evaluated + undecided.length,
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
    const quick = this.#quick!
    const { preTrade } = quick
    const added = preTrade.linesOf(trades, this.#valuation)
    this.#priceNewRows(quick)
    quick.table.requirePrices(added)
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
    const full = this.#full.numbers(account, this.#valuation)
    return full === undefined ? this.#team.functions.accountEquity(this.#store.book, account) : full.equity
  }

  /** The account's numbers, computed in full. */
  numbers(account: number): LiveNumbers {
    this.#requireOpen(account)
    const full = this.#full.numbers(account, this.#valuation)
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
    const { references, measures } = this.#quick ?? {}
    if (references === undefined || measures === undefined) return 0
    const [from, to] = references.sweep(accounts, measures.measures)
    this.#team.run(['screenAccounts', this.#store.book], to - from, accountPart, from)
    this.#levels.judge(from, to, [])
    return to - from
  }

  /** Whether a sweep of `refresh` is under way. */
  get isSweeping(): boolean {
    return this.#quick?.references.isSweeping ?? false
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
    if (plan.path === 'bounded') return plan.maintenanceScale * this.#quick!.measures!.of([account])[0]!
    if (plan.path === 'full') return Number.NaN
    const { f64 } = this.#memory.views
    let sum = 0
    this.#store.forEachRecord(account, (record) => {
      sum += f64[(record + recordNumbers) >>> 3]!
    })
    return plan.maintenanceScale * sum
  }

  /** The accounts `from` to `to` − 1 are the kernel's to judge from now on. */
  #measure(from: number, to: number): void {
    this.#levels.judgeHere(from, to, true)
    this.#remeasure(from, to, [])
  }

  /** References, slots and levels of accounts `from` to `to` − 1, from nothing; answers how many were computed in full. */
  #remeasure(from: number, to: number, changes: LevelChange[]): number {
    const { references, measures } = this.#quick!
    if (measures !== undefined) {
      references.refer(from, to, measures.measures)
      this.#team.run(['screenAccounts', this.#store.book], to - from, accountPart, from)
    } else if (to - from === 1) this.#scanAccount(from)
    else for (let cell = 0; cell < this.#store.cells.length; cell++) this.#screen(cell)
    this.#levels.takeSuspects()
    const undecided = this.#levels.judge(from, to, changes)
    this.#settle(undecided, changes)
    return undecided.length
  }

  #scanAccount(account: number): void {
    const { rows, padded } = this.#quick!.table
    for (const record of this.#store.recordsOf(account)) {
      this.#team.functions.worstRecords(this.#store.book, record, 0, 1, rows, padded)
    }
  }

  /** Brings a cell's segments up to date; accounts whose room has run out by it become suspects. */
  #screen(cell: number): void {
    const { place, count } = this.#store.cells[cell] ?? { place: 0, count: 0 }
    const { rows, padded } = this.#quick!.table
    const { book } = this.#store
    this.#levels.suspect(
      this.plan.path === 'exact' ? ['worstRecords', book, place, rows, padded] : ['screenRecords', book, place],
      count,
    )
  }

  /** Computes accounts in full and keeps their levels: many of them in float32 first, which decides almost all. */
  #settle(accounts: readonly number[], changes: LevelChange[]): void {
    const { references, measures } = this.#quick!
    if (accounts.length === 0 || measures === undefined) return
    let left = accounts
    if (accounts.length >= quickFrom) {
      const folded = references.folded()
      left = this.#levels.judgeList(accounts, (list) => measures.quickly(list, folded), settlePart, changes)
    }
    const values = measures.of(left)
    for (const [row, account] of left.entries()) {
      if (this.#team.functions.settleAccount(this.#store.book, account, values[row]!) === 0) continue
      changes.push({ account, level: this.level(account) })
    }
  }

  /** Rows and cells that were made for somebody, whether or not it came to be an account. */
  #priceNewRows({ plan, table, references }: QuickPath): void {
    const first = table.priceNew(this.#valuation, this.#valuation.arrays(plan.scenarios))
    if (first < table.count) references.adopt(first)
    if (this.#store.haircutCount < table.cells.length) {
      this.#store.setHaircuts(table.cells.map((cell) => cell.maintenanceHaircut))
    }
  }
}
