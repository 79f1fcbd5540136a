import { columnFields, forwardFields, forwardTaskBytes, type KernelMemory, pairColumnsBytes } from '@plimsoll/kernel'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { shockOf } from '../scenario/scenarioSet.js'
import { type ShockPaths, shockPaths, type VolatilityPath } from '../valuation/shockPaths.js'

/** What an underlying's scenarios say that no price of the moment changes. */
interface Lasting {
  /** 1 + move, where all scenarios move the price by a part of itself; and its place, as a padded column. */
  readonly growth: { readonly factors: Float64Array; readonly place: number } | undefined
  /** The volatility's move where the time to expiry does not matter. */
  readonly volatility: VolatilityPath | undefined
  readonly weights: Float64Array
  /** Whether any weight is another than 1. */
  readonly isWeighted: boolean
}

/** Scenarios of one market and set, as columns that are as long as padded rows: what is added repeats the first scenario. */
export class ScenarioColumns {
  readonly memory: KernelMemory
  readonly padded: number
  readonly #lasting = new Map<string, Lasting>()
  /** Assets that no scenario moves. */
  readonly #still = new Set<string>()
  /** Tasks for `movedForwards`. */
  #tasks = 0
  #taskCount = 0
  #taskCapacity = 0
  #set: ScenarioSet | undefined
  #market: MarketSnapshot | undefined
  #paths: ShockPaths | undefined

  constructor(memory: KernelMemory, padded: number) {
    this.memory = memory
    this.padded = padded
  }

  /** Begins with another market. */
  begin(market: MarketSnapshot, set: ScenarioSet): void {
    this.#taskCount = 0
    if (set !== this.#set) {
      this.#releaseLasting()
      this.#still.clear()
    }
    this.#set = set
    this.#market = market
    this.#paths = undefined
  }

  get set(): ScenarioSet {
    return this.#set!
  }

  /** The general way; made when it is first asked for. */
  get paths(): ShockPaths {
    this.#paths ??= shockPaths(this.#market!, this.set)
    return this.#paths
  }

  /** Prices of an asset in every scenario; undefined where none moves it. */
  asset(asset: string, where: string): Float64Array | undefined {
    if (this.#still.has(asset)) return undefined
    const path = this.paths.asset(asset, where)
    // What follows an underlying may stand still today only.
    if (path === undefined && this.#market!.assets[asset]?.underlying === undefined) this.#still.add(asset)
    return path
  }

  /** The tasks for `movedForwards` since the beginning: what they fill has to be there before rows are priced. */
  end(): { readonly place: number; readonly count: number } {
    return { place: this.#tasks, count: this.#taskCount }
  }

  /**
   * Forwards in every scenario and the logarithms of their moves, at once or by a task for the kernel; `fixed`: what a settlement
   * has fixed of it.
   */
  fillForwards(underlying: string, now: number, fixed: number, forwards: number, moves: number): void {
    const growth = fixed === 0 ? this.#lastingOf(underlying).growth : undefined
    if (growth === undefined) {
      const path = this.paths.forward(underlying, now, fixed)
      const { length } = this.set.scenarios
      this.fill(forwards, path.forwards.subarray(0, length))
      this.fill(moves, path.logMoves!.subarray(0, length))
      return
    }
    if (this.#taskCount === this.#taskCapacity) this.#growTasks()
    const task = this.#tasks + this.#taskCount++ * forwardTaskBytes
    const { f64, u32 } = this.memory.views
    f64[(task + forwardFields.now) / 8] = now
    u32[(task + forwardFields.growth) / 4] = growth.place
    u32[(task + forwardFields.forwards) / 4] = forwards
    u32[(task + forwardFields.moves) / 4] = moves
  }

  weights(underlying: string): Float64Array {
    return this.#lastingOf(underlying).weights
  }

  isWeighted(underlying: string): boolean {
    return this.#lastingOf(underlying).isWeighted
  }

  /**
   * Profit of one contract that is paid `units` times its price in an asset of price `paid`, which no scenario moves; false where
   * its price has to be moved the general way.
   */
  fillLinear(underlying: string, mark: number, units: number, paid: number, place: number): boolean {
    const { growth, weights, isWeighted } = this.#lastingOf(underlying)
    if (growth === undefined) return false
    const out = this.memory.doubles(place, this.padded)
    const { factors } = growth
    for (let s = 0; s < factors.length; s++) {
      const profit = units * (mark * factors[s]! - mark) * paid
      out[s] = isWeighted ? profit * weights[s]! : profit
    }
    out.fill(out[0]!, factors.length)
    return true
  }

  volatility(underlying: string, years: number): VolatilityPath {
    return this.#lastingOf(underlying).volatility ?? this.paths.volatility(underlying, years)
  }

  fill(place: number, values: Float64Array | number): void {
    const column = this.memory.doubles(place, this.padded)
    if (typeof values === 'number') {
      column.fill(values)
      return
    }
    column.set(values)
    column.fill(column[0]!, values.length)
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  release(): void {
    this.#releaseLasting()
    if (this.#taskCapacity > 0) this.memory.release(this.#tasks, this.#taskCapacity * forwardTaskBytes)
  }

  #releaseLasting(): void {
    for (const { growth } of this.#lasting.values()) {
      if (growth !== undefined) this.memory.release(growth.place, 8 * this.padded)
    }
    this.#lasting.clear()
  }

  #columnOf(factors: Float64Array): { readonly factors: Float64Array; readonly place: number } {
    const place = this.memory.allocate(8 * this.padded)
    this.fill(place, factors)
    return { factors, place }
  }

  #growTasks(): void {
    const before = this.#taskCapacity
    this.#taskCapacity = Math.max(16, 2 * before)
    const place = this.memory.allocate(this.#taskCapacity * forwardTaskBytes)
    if (before > 0) {
      this.memory.views.u8.copyWithin(place, this.#tasks, this.#tasks + before * forwardTaskBytes)
      this.memory.release(this.#tasks, before * forwardTaskBytes)
    }
    this.#tasks = place
  }

  #lastingOf(underlying: string): Lasting {
    const known = this.#lasting.get(underlying)
    if (known !== undefined) return known
    const shocks = this.set.scenarios.map((scenario) => shockOf(scenario, underlying))
    const isPart =
      this.set.basis !== 'unchanged' && shocks.every(({ price }) => price.kind === 'relative' && 1 + price.move > 0)
    const isTimeless = shocks.every(
      ({ volatility }) =>
        volatility.kind === 'none' ||
        ((volatility.kind === 'relative' || volatility.kind === 'absolute') && volatility.term === undefined),
    )
    const weights = this.paths.weights(underlying)
    // Asked once the general way, so that what is refused there is refused here.
    const made: Lasting = {
      weights,
      isWeighted: weights.some((weight) => weight !== 1),
      growth: isPart ? this.#columnOf(Float64Array.from(shocks, ({ price }) => 1 + price.move)) : undefined,
      volatility: isTimeless ? this.paths.volatility(underlying, 1) : undefined,
    }
    this.paths.price(underlying, 1)
    this.#lasting.set(underlying, made)
    return made
  }
}

/** The columns that options of one expiry, paid in one asset, share for `pricePairs`; places are kept from market to market. */
export class ExpiryColumns {
  readonly place: number
  readonly #columns: ScenarioColumns
  readonly #words: number[]
  readonly #held: (Float64Array | number | undefined)[] = []

  constructor(columns: ScenarioColumns) {
    this.#columns = columns
    const { memory, padded } = columns
    this.place = memory.allocate(pairColumnsBytes)
    this.#words = Array.from({ length: 7 }, () => memory.allocate(8 * padded))
    const words = memory.words(this.place, pairColumnsBytes / 4)
    words[columnFields.count / 4] = padded
    for (const [row, at] of this.#words.entries()) words[columnFields.logMoves / 4 + row] = at
  }

  fill(
    underlying: string,
    forward: number,
    fixed: number,
    volatility: VolatilityPath,
    paid: Float64Array | number,
    weights: Float64Array,
  ): void {
    const columns = this.#columns
    columns.fillForwards(underlying, forward, fixed, this.#words[1]!, this.#words[0]!)
    this.#keep(2, volatility.factors)
    this.#keep(3, volatility.shifts)
    this.#keep(4, volatility.floors)
    this.#keep(5, paid)
    this.#keep(6, weights)
  }

  /** Gives the memory back. */
  release(): void {
    const { memory, padded } = this.#columns
    memory.release(this.place, pairColumnsBytes)
    for (const place of this.#words) memory.release(place, 8 * padded)
  }

  /** Fills a column unless it holds the very same already. */
  #keep(column: number, values: Float64Array | number): void {
    if (this.#held[column] === values) return
    this.#held[column] = values
    this.#columns.fill(this.#words[column]!, values)
  }
}
