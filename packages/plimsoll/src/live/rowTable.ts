import { type KernelMemory, pairScratchBytes, rangeBytes, type Team } from '@plimsoll/kernel'
import { haircutOf } from '../collateral/haircut.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption, Instrument } from '../instrument/instrument.js'
import { settledPart } from '../market/settledPart.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { assetOf } from '../valuation/lookup.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { isFuture, settledUnits } from './accountLines.js'
import { assetCell, type Cell, cellNamed, plainAssets } from './cell.js'
import { Listing } from './listing.js'
import { type OptionPair, OptionPairs } from './optionPairs.js'
import { followed, intersects, type RowOf } from './rowOf.js'
import { rowValue } from './rowValue.js'
import { ScenarioColumns } from './scenarioColumns.js'

interface Row {
  readonly of: RowOf
  readonly cell: number
  /** Underlyings and assets whose change changes the row. */
  readonly follows: ReadonlySet<string>
}

/** A number of units of a row; lines of an account are in the order of `cell`, then as they were given. */
export interface RowLine {
  readonly row: number
  readonly quantity: number
}

/** What a repricing did. */
export interface Priced {
  readonly rows: readonly number[]
  readonly unpriced: readonly string[]
}

const taskPart = 16

/**
 * Rows of profit in every scenario and values of one unit, in kernel memory: one for each instrument, and some for assets. A row is
 * made when something is first held of it and priced anew when what it follows has moved.
 */
export class RowTable {
  /** Place of the float64 rows. */
  rows = 0
  readonly scenarios: number
  readonly padded: number
  readonly cells: Cell[] = []
  readonly list: Row[] = []
  /** Values of one unit, by row: a copy of what the ranges hold. */
  values = new Float64Array(64)
  /** Cells of the rows, and 1 for rows that some scenario moves. */
  cellNumbers = new Uint32Array(64)
  risks = new Uint8Array(64)
  capacity = 0
  readonly #team: Team
  readonly #memory: KernelMemory
  readonly #spec: MarginSpec
  readonly #rowsByKey = new Map<string, number>()
  readonly #listing: Listing
  readonly #cellsByName = new Map<string, number>()
  readonly #columns: ScenarioColumns
  readonly #pairs: OptionPairs
  readonly #onGrowth: (rows: number) => void
  /** Why rows could not be priced the last time. */
  readonly #failures = new Map<number, PlimsollError>()
  /** Rows that are priced one by one. */
  readonly #singles: number[] = []
  readonly #set: ScenarioSet
  /** Rows below this one have been priced. */
  #pricedCount = 0

  /**
   * `multiple`: of which the number of scenarios in a row is to be a multiple. `onGrowth`: told how many rows fit from now on.
   * `before`: a table of the same rule book, over other scenarios, whose rows and cells this one has, not priced yet.
   */
  constructor(
    team: Team,
    spec: MarginSpec,
    set: ScenarioSet,
    multiple: number,
    onGrowth: (rows: number) => void,
    before?: RowTable,
  ) {
    this.#team = team
    this.#memory = team.memory
    this.#spec = spec
    this.#set = set
    this.scenarios = set.scenarios.length
    this.padded = Math.ceil(this.scenarios / multiple) * multiple
    this.#columns = new ScenarioColumns(team.memory, this.padded)
    this.#pairs = new OptionPairs(team.memory, this.#columns)
    this.#onGrowth = onGrowth
    this.#listing = before === undefined ? new Listing() : before.#listing
    team.reserve(pairScratchBytes)
    if (before === undefined) return
    for (const [key, row] of before.#rowsByKey) {
      const { of, cell } = before.list[row]!
      this.#row(key, before.cells[cell]!.name, () => of)
    }
  }

  get count(): number {
    return this.list.length
  }

  /** The rows that `quantity` of an instrument stands on; `isEntered`: its unrealised profit counts. */
  linesOf(instrument: Instrument, quantity: number, isEntered: boolean, valuation: Valuation): readonly RowLine[] {
    const asset = settlementAsset(instrument)
    // Only a future has a profit that is not yet settled; what is paid for has its value.
    const hasProfit = isEntered && isFuture(instrument)
    const isSeparate = hasProfit && this.#hasHaircut(asset)
    const isCarried = hasProfit && !isSeparate
    const moves = hasProfit && this.#isShocked(asset, valuation) ? asset : undefined
    const name = this.#listing.nameOf(instrument)
    const key = `${name} ${isCarried ? 'entered' : ''} ${moves ?? ''}`
    const row = this.#row(key, instrument.underlying, () => ({
      kind: 'instrument',
      instrument,
      isEntered: isCarried,
      moves,
    }))
    if (!isSeparate) return [{ row, quantity }]
    const value = this.#row(`${name} value`, assetCell(asset), () => ({ kind: 'future-value', instrument }))
    return [
      { row, quantity },
      { row: value, quantity },
    ]
  }

  /** The rows that an amount of an asset stands on. */
  linesOfAsset(asset: string, amount: number, valuation: Valuation): readonly RowLine[] {
    const { underlying } = assetOf(valuation.market, asset, `balance ${asset}`)
    const isSeparate = this.#hasHaircut(asset)
    const hasRisk = this.#isShocked(asset, valuation)
    const lines: RowLine[] = []
    if (hasRisk) {
      const row = this.#row(`${asset} risk`, underlying ?? asset, () => ({
        kind: 'asset',
        asset,
        hasRisk: true,
        hasValue: !isSeparate,
      }))
      lines.push({ row, quantity: amount })
      if (!isSeparate) return lines
    }
    const row = this.#row(`${asset} value`, isSeparate ? assetCell(asset) : plainAssets, () => ({
      kind: 'asset',
      asset,
      hasRisk: false,
      hasValue: true,
    }))
    lines.push({ row, quantity: amount })
    return lines
  }

  /**
   * Prices every row from `from` on that follows one of the names (all of them where none are given). Answers which rows,
   * ascending, and the names of everything that has no price now: its values are not numbers.
   */
  price(valuation: Valuation, arrays: RiskArrays, moved: ReadonlySet<string> | undefined, from = 0): Priced {
    this.#columns.begin(valuation.market, arrays.set)
    this.#listing.begin(valuation.market)
    const rows: number[] = []
    this.#pairs.begin()
    for (const pair of this.#pairs.list) {
      if (moved !== undefined && !intersects(pair.follows, moved)) continue
      this.#pricePair(pair, valuation, arrays, from, rows)
    }
    for (const row of this.#singles) {
      if (row < from || (moved !== undefined && !intersects(this.list[row]!.follows, moved))) continue
      rows.push(row)
      this.#priceOne(row, valuation, arrays)
    }
    const [forwards, tasks] = [this.#columns.end(), this.#pairs.end()]
    this.#team.run(['movedForwards', forwards.place, this.padded], forwards.count, 1)
    this.#team.run(['pricePairs', tasks.place], tasks.count, taskPart)
    return { rows: rows.sort((a, b) => a - b), unpriced: this.unpriced }
  }

  /** Names of everything that has no price now. */
  get unpriced(): readonly string[] {
    return [...new Set([...this.#failures.keys()].map(this.#nameOf))]
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    if (this.capacity > 0) this.#memory.release(this.rows, this.capacity * 8 * this.padded)
    this.#pairs.release()
    this.#columns.release()
  }

  /** Prices rows that are new; answers the first of them. */
  priceNew(valuation: Valuation, arrays: RiskArrays): number {
    const first = this.#pricedCount
    this.#pricedCount = this.list.length
    if (first < this.list.length) this.price(valuation, arrays, undefined, first)
    return first
  }

  /** Throws where one of these rows has no price. */
  requirePrices(lines: readonly RowLine[]): void {
    if (this.#failures.size === 0) return
    for (const { row } of lines) {
      const failure = this.#failures.get(row)
      if (failure !== undefined) throw failure
    }
  }

  readonly #nameOf = (row: number): string => {
    const { of } = this.list[row]!
    return of.kind === 'asset' ? of.asset : of.instrument.id
  }

  #pricePair(pair: OptionPair, valuation: Valuation, arrays: RiskArrays, from: number, rows: number[]): void {
    const sides = [pair.call, pair.put].filter((side) => side !== undefined && side.row >= from)
    if (sides.length === 0) return
    for (const side of sides) {
      rows.push(side!.row)
      this.#failures.delete(side!.row)
    }
    try {
      for (const side of sides) this.#listing.require(side!.option)
      if (this.#pairs.add(pair, valuation.market, this.#placeOf, this.#keepWorth(valuation))) return
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
    }
    // By itself: it says which of the two could not be priced, and why.
    for (const side of sides) this.#priceOne(side!.row, valuation, arrays)
  }

  readonly #placeOf = (row: number): number => this.#place(row)

  /** A listed mark counts before the model's value. */
  #keepWorth(valuation: Valuation): (row: number, option: EuropeanOption, value: number) => void {
    const { marks } = valuation.market
    return (row, option, value) => {
      this.values[row] = marks.has(option.id) ? valuation.quote(option).value : value
    }
  }

  #priceOne(row: number, valuation: Valuation, arrays: RiskArrays): void {
    const { of } = this.list[row]!
    this.#failures.delete(row)
    try {
      if (of.kind !== 'asset') this.#listing.require(of.instrument)
      this.values[row] = rowValue(of, valuation)
      if (of.kind === 'instrument' && this.#fillFuture(row, of, valuation)) return
      this.#write(row, this.#profits(of, valuation, arrays))
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      this.#failures.set(row, error)
      this.values[row] = Number.NaN
      this.#write(row, new Float64Array(this.scenarios).fill(Number.NaN))
    }
  }

  /** The quick way of a perpetual, or a future that goes on beyond the horizon, paid in an asset that stands still. */
  #fillFuture(row: number, of: Extract<RowOf, { kind: 'instrument' }>, valuation: Valuation): boolean {
    const { instrument } = of
    if (!isFuture(instrument) || of.moves !== undefined || instrument.settlement.kind === 'inverse') return false
    const { market } = valuation
    if (instrument.kind === 'future') {
      const underlying = market.underlyings[instrument.underlying]
      const days = (instrument.expiry - market.asOf) / 86_400_000
      if (underlying === undefined || days <= this.#set.horizonDays + 1) return false
      if (settledPart(underlying, instrument.expiry) !== 0) return false
    }
    const asset = settlementAsset(instrument)
    if (this.#columns.asset(asset, instrument.id) !== undefined) return false
    const { price } = assetOf(market, asset, instrument.id)
    const units = settledUnits(instrument, 1)
    return this.#columns.fillLinear(
      instrument.underlying,
      valuation.quote(instrument).mark,
      units,
      price,
      this.#place(row),
    )
  }

  /** The values of rows, into a table of ranges. */
  writeValues(rows: readonly number[], ranges: number): void {
    const { f64 } = this.#memory.views
    for (const row of rows) f64[(ranges + row * rangeBytes + 16) / 8] = this.values[row]!
  }

  /** The row of the other right of an option's strike. */
  otherOf(row: number): number | undefined {
    return this.#pairs.otherOf(row)
  }

  cellOf(row: number): number {
    return this.list[row]!.cell
  }

  #place(row: number): number {
    return this.rows + row * 8 * this.padded
  }

  #write(row: number, profits: Float64Array | undefined): void {
    const out = this.#memory.doubles(this.#place(row), this.padded)
    if (profits === undefined) {
      out.fill(0)
      return
    }
    out.set(profits)
    out.fill(profits[0]!, profits.length)
  }

  #profits(of: RowOf, valuation: Valuation, arrays: RiskArrays): Float64Array | undefined {
    switch (of.kind) {
      case 'future-value':
        return undefined
      case 'asset':
        return of.hasRisk ? arrays.assetRow(of.asset) : undefined
      case 'instrument': {
        const own = arrays.row(of.instrument)
        const carried = of.moves === undefined ? undefined : arrays.assetRow(of.moves)
        if (carried === undefined || !isFuture(of.instrument)) return own
        // What has been gained so far is held in its settlement asset, and moves with it.
        const units = settledUnits(of.instrument, valuation.quote(of.instrument).mark)
        return own.map((profit, s) => profit + units * carried[s]!)
      }
    }
  }

  #hasHaircut(asset: string): boolean {
    const { initial, maintenance } = haircutOf(this.#spec.collateral, asset)
    return initial !== 0 || maintenance !== 0
  }

  #isShocked(asset: string, valuation: Valuation): boolean {
    if (this.#spec.collateral.mode !== 'shocked') return false
    const { underlying } = assetOf(valuation.market, asset, asset)
    if (underlying !== undefined) return this.#set.conversion !== 'now'
    return this.#set.scenarios.some(({ assets }) => (assets[asset] ?? 0) !== 0)
  }

  #row(key: string, cellName: string, make: () => RowOf): number {
    const known = this.#rowsByKey.get(key)
    if (known !== undefined) return known
    const of = make()
    const row = this.list.length
    const follows = followed(of)
    this.list.push({ of, cell: this.#cell(cellName), follows })
    const isPaired =
      of.kind === 'instrument' && of.instrument.kind === 'option' && this.#pairs.join(of.instrument, row, follows)
    if (!isPaired) this.#singles.push(row)
    this.#rowsByKey.set(key, row)
    if (row >= this.capacity) this.#grow()
    this.cellNumbers[row] = this.list[row]!.cell
    this.risks[row] = of.kind === 'instrument' || (of.kind === 'asset' && of.hasRisk) ? 1 : 0
    return row
  }

  #grow(): void {
    const before = this.capacity
    this.capacity = Math.max(64, Math.ceil(1.25 * before))
    const bytes = 8 * this.padded
    const rows = this.#memory.allocate(this.capacity * bytes)
    if (before > 0) {
      this.#memory.views.u8.copyWithin(rows, this.rows, this.rows + before * bytes)
      this.#memory.release(this.rows, before * bytes)
    }
    this.rows = rows
    const values = new Float64Array(this.capacity)
    values.set(this.values.subarray(0, before))
    this.values = values
    const cellNumbers = new Uint32Array(this.capacity)
    cellNumbers.set(this.cellNumbers.subarray(0, before))
    this.cellNumbers = cellNumbers
    const risks = new Uint8Array(this.capacity)
    risks.set(this.risks.subarray(0, before))
    this.risks = risks
    this.#onGrowth(this.capacity)
  }

  #cell(name: string): number {
    const known = this.#cellsByName.get(name)
    if (known !== undefined) return known
    const cell = this.cells.length
    this.cells.push(cellNamed(name, this.#spec))
    this.#cellsByName.set(name, cell)
    return cell
  }
}
