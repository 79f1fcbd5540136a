import { createValuation, decimal, decimalToNumber, type MarketMove, moveMarket, type Valuation } from 'plimsoll'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { carried } from './assess.js'
import { type MarketView, marketView, parametersOf } from './marketView.js'

/** All coins rise together, or fall. */
export type Direction = 'up' | 'down'

/** The market in which every coin has moved, and what one contract of each instrument has gained by it. */
interface Stress {
  readonly valuation: Valuation
  readonly profits: Map<string, number>
}

const stresses = new WeakMap<MarketView, Readonly<Record<Direction, Stress>>>()

/**
 * What a bought lot gains when every coin moves by its own standard deviation of a day, all in one direction: up by m, down by 1 − 1/(1 + m).
 * Reporting currency. The whole instrument is valued anew, so that an option gains as much as it would; remembered for each market.
 *
 * @throws PlimsollError for an instrument that the market cannot price
 */
export function stressProfit(state: State, id: string, direction: Direction): number {
  const { valuation, profits } = stressOf(state)[direction]
  let profit = profits.get(id)
  if (profit === undefined) {
    profit = carried(valuation, id) - carried(marketView(state).quotes('fast'), id)
    profits.set(id, profit)
  }
  return profit * decimalToNumber(decimal(1n, state.listings.get(id)!.lotDecimals))
}

/** What an account loses in that stress beside its lots of one instrument: on its other positions, and on coins that it has or owes. */
export function stressLossBeside(
  state: State,
  { positions, balances }: AccountRecord,
  id: string,
  direction: Direction,
): number {
  let profit = 0
  for (const [name, { lots }] of Object.entries(positions)) {
    if (name !== id) profit += Number(lots) * stressProfit(state, name, direction)
  }
  const before = marketView(state).markets.fast.assets
  const after = stressOf(state)[direction].valuation.market.assets
  for (const [asset, amount] of Object.entries(balances)) {
    const move = (after[asset]?.price ?? 0) - (before[asset]?.price ?? 0)
    profit += decimalToNumber(decimal(amount, state.assets.get(asset)!.decimals)) * move
  }
  return -profit
}

function stressOf(state: State): Readonly<Record<Direction, Stress>> {
  const view = marketView(state)
  const known = stresses.get(view)
  if (known !== undefined) return known
  const { fast } = view.markets
  const { specs } = parametersOf(state)
  const moved = (direction: Direction): Stress => ({
    valuation: createValuation(moveMarket(fast, movesOf(state, direction)), specs.portfolio),
    profits: new Map(),
  })
  const made = { up: moved('up'), down: moved('down') }
  stresses.set(view, made)
  return made
}

/** A coin of which no daily move is known stays where it is: it hedges nothing. */
function movesOf(state: State, direction: Direction): Readonly<Record<string, MarketMove>> {
  const { depth } = parametersOf(state)
  const moves: Record<string, MarketMove> = {}
  for (const id of state.listings.keys()) {
    const { instrument, status } = state.listings.get(id)!
    const { underlying } = instrument
    const isKnown = status !== 'settled' && marketView(state).markets.fast.underlyings[underlying] !== undefined
    const terms = depth[underlying] ?? depth[id]
    if (!isKnown || terms === undefined || moves[underlying] !== undefined) continue
    const move = Number(terms.dailyMove) / 1e6
    moves[underlying] = { price: direction === 'up' ? move : 1 / (1 + move) - 1 }
  }
  return moves
}
