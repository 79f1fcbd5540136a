import { impactCost } from '../liquidation/impact.js'
import { manipulationCost, type SourceLiquidity } from '../oracle/manipulationCost.js'

/**
 * What the coalition pays to the rest of the world. All of it is a model of a small market: half a basis point of spread would be a large one, so is a
 * depth of millions; the smaller the costs, the better for the coalition.
 */
export const costs = {
  /** Parts per million of notional, each side of each trade, a wash trade’s two sides included. */
  feePpm: 500n,
  /** Half of the market maker’s spread, parts per million. */
  halfSpreadPpm: 500n,
  impactPpm: 900_000n,
  /** One standard deviation of a day, as a part of the price, and the lots of a day. */
  dailyMove: 0.04,
  dayLots: 2_000_000n,
} as const

const source = (group: string): SourceLiquidity => ({
  group,
  weight: 1n,
  depth: [
    { movePpm: 0n, notional: 20_000n },
    { movePpm: 10_000n, notional: 100_000n },
    { movePpm: 50_000n, notional: 400_000n },
    { movePpm: 200_000n, notional: 1_200_000n },
    { movePpm: 500_000n, notional: 2_500_000n },
  ],
  refillPerSecond: 1_000n,
})
const sources = ['first', 'second', 'third'].map(source)

/** Dollars that it costs to hold the index this far away for so long; rounded down, in the coalition’s favour. */
export function pushCost(by: number, seconds: number): bigint {
  return manipulationCost(sources, 3, BigInt(Math.round(Math.abs(by) * 1e6)), seconds)
}

/** How far from the true price the market maker trades so many lots, as a part of it. */
export function slippage(lots: bigint, price: number): number {
  const terms = { dailyMove: costs.dailyMove * price, stressVolumeLots: costs.dayLots }
  const impact = impactCost(terms, lots, costs.impactPpm) / (Number(lots) * price)
  return Number(costs.halfSpreadPpm) / 1e6 + impact
}
