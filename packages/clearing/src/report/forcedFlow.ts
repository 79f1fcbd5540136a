import { PlimsollError } from 'plimsoll'
import { fraction } from '../liquidation/ppm.js'
import { parametersOf } from '../risk/marketView.js'
import { notional } from '../risk/marks.js'
import type { State } from '../state/state.js'
import { createFallingVenue, type FallingVenue } from './fallingVenue.js'

export interface ForcedFlowOptions {
  /** How far each underlying moves, in percent, for one percent of the common move, e.g. `{ BTC: 1, ETH: 1.2 }`; absent ones stay. */
  readonly betas: Readonly<Record<string, number>>
  /** The last move, in whole percents, below or above 0; each whole percent on the way is a line. */
  readonly toPercent: number
}

/** What the market of one underlying has to take; sums from the present price to the move. */
export interface MarketFlow {
  /** Index at the move, reporting currency. */
  readonly price: number
  /** What liquidations have sold (below 0) or bought, in what it gains with the underlying, reporting currency. */
  readonly traded: number
  /** Lots traded, of the volume of a day under stress: 1 is all of it. */
  readonly dayPart: number
  /** How far trading that moves the price by the square-root law, as a part of it. */
  readonly impact: number
  /**
   * Where a move that outsiders take to `price` comes to rest when what it forces weighs on the price in turn, and what that forces again;
   * absent: beyond the last line. The further it is from `price`, the nearer is a cascade.
   */
  readonly restPrice?: number
}

/** Everything that a move has forced, from the present price to the move; money in the reporting currency. */
export interface ForcedFlow {
  /** Percent. */
  readonly move: number
  /** Accounts that have been in liquidation. */
  readonly accounts: number
  readonly markets: Readonly<Record<string, MarketFlow>>
  /** Size of what changes hands beside the order books: on auction now, taken over, deleveraged. */
  readonly auctioned: number
  readonly takenOver: number
  readonly deleveraged: number
  /** Accounts with positions that could not be judged, for want of a price of now. */
  readonly unjudged: number
}

/**
 * What the venue's own liquidations would trade at each move of prices, before it happens: the flow that everybody else could know of.
 * The state is copied and its prices are led away from the present one percent by percent; at each the production
 * liquidation acts on every account that is due, and its orders are filled at the mark without limit of size, so that the figure
 * is what has to be traded, not what would be got rid of. How long that takes is the pace of the rules, and what it does to the price is told apart, by
 * the impact law of the liquidation rules and the depth of the parameters. Nobody pays in, nobody bids; options keep their volatility, and
 * those whose mark is a feed of its own keep the mark.
 *
 * @throws PlimsollError INPUT_INVALID for an underlying without a price or depth, a move that is no whole percent other than 0, and one that takes a price to nothing
 * @example
 * import { buildPopulation, customCrash, forcedFlow, houseRehearsal, rehearse } from '@plimsoll/clearing'
 * const { state } = rehearse(houseRehearsal({ path: customCrash(-0.3, 1), accounts: 50, seed: 1 }))
 * const flows = forcedFlow(state, { betas: { BTC: 1, ETH: 1 }, toPercent: -25 })
 * flows.length // => 26
 * flows[0].accounts // => 0
 * flows[25].markets.BTC.traded < flows[15].markets.BTC.traded // => true
 */
export function forcedFlow(state: State, { betas, toPercent }: ForcedFlowOptions): readonly ForcedFlow[] {
  checkOptions(state, betas, toPercent)
  const venue = createFallingVenue(state)
  const step = Math.sign(toPercent)
  const lines: ForcedFlow[] = []
  for (let move = 0; move !== toPercent + step; move += step) {
    if (move !== 0) venue.moveTo(factorsOf(betas, move))
    venue.settle()
    lines.push(lineOf(venue, Object.keys(betas), move))
  }
  return lines.map((line) => withRest(line, lines, betas))
}

/** Prices at a move as parts of those of now, in millionths. */
function factorsOf(betas: Readonly<Record<string, number>>, percent: number): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(betas).map(([underlying, beta]) => [underlying, BigInt(Math.round(1e6 + beta * percent * 1e4))]),
  )
}

function checkOptions(state: State, betas: Readonly<Record<string, number>>, toPercent: number): void {
  const complain = (where: string, value: unknown, expected: string): never => {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  if (!Number.isInteger(toPercent) || toPercent === 0 || Math.abs(toPercent) > 1000)
    complain('toPercent', toPercent, 'a whole number other than 0, to 1000')
  const { depth } = parametersOf(state)
  for (const [underlying, beta] of Object.entries(betas)) {
    if (state.prices.get(`index ${underlying}`) === undefined || depth[underlying] === undefined)
      complain(`betas.${underlying}`, beta, 'an underlying with an index and a depth')
    if (!(beta * toPercent > -100)) complain(`betas.${underlying}`, beta, 'one that leaves a price above 0')
  }
}

function lineOf(venue: FallingVenue, underlyings: readonly string[], move: number): ForcedFlow {
  const { state } = venue
  const { depth, liquidation } = parametersOf(state)
  const markets = underlyings.map((underlying): readonly [string, MarketFlow] => {
    const { traded, dayPart } = venue.flows(underlying)
    const price = venue.indexOf(underlying)
    const dailyMove = fraction(depth[underlying]!.dailyMove)
    const impact = fraction(liquidation.impactPpm) * dailyMove * Math.sqrt(dayPart)
    return [underlying, { price, traded, dayPart, impact }]
  })
  return {
    move,
    accounts: venue.liquidated.size,
    markets: Object.fromEntries(markets),
    auctioned: onAuction(state),
    takenOver: venue.takenOver,
    deleveraged: venue.deleveraged,
    unjudged: venue.unjudged(),
  }
}

/** Size of the positions of accounts whose auction is open. */
function onAuction(state: State): number {
  let sum = 0
  for (const account of state.episodes.keys()) {
    const { open, auction } = state.episodes.get(account)!
    if (!open || auction === null) continue
    for (const [name, { lots }] of Object.entries(state.accounts.get(account)!.positions))
      sum += notional(state, state.listings.get(name)!, lots)
  }
  return sum
}

/**
 * The first line at or beyond this one at which prices stay, when what is traded up to it weighs on the prices of this one. Between two lines
 * all of the further one's is taken, so that the price at rest lies between them and is never told too near.
 */
function withRest(line: ForcedFlow, lines: readonly ForcedFlow[], betas: Readonly<Record<string, number>>): ForcedFlow {
  const restPrice = (underlying: string, rest: ForcedFlow): number => {
    const isFall = betas[underlying]! * rest.move < 0
    const impact = rest.markets[underlying]!.impact
    return line.markets[underlying]!.price * (isFall ? 1 - impact : 1 + impact)
  }
  const rest = lines.slice(lines.indexOf(line)).find((other) =>
    Object.entries(betas).every(([underlying, beta]) => {
      const { price } = other.markets[underlying]!
      return beta * other.move < 0 ? restPrice(underlying, other) >= price : restPrice(underlying, other) <= price
    }),
  )
  if (rest === undefined) return line
  const markets = Object.entries(line.markets).map(
    ([underlying, market]) => [underlying, { ...market, restPrice: restPrice(underlying, rest) }] as const,
  )
  return { ...line, markets: Object.fromEntries(markets) }
}
