import fc from 'fast-check'
import type { MarketFacts, MarketSnapshot } from 'plimsoll'
import { arbitraryMarket } from './market.js'
import { factNames } from './spec.js'

const days = 60
const millisecondsPerDay = 86_400_000
const names = factNames.slice(0, 2)

/** A random market with a past, and with every observation of these names about everything in it. */
export const arbitraryInformedMarket: fc.Arbitrary<MarketSnapshot> = fc
  .record({
    market: arbitraryMarket,
    figures: fc.array(fc.integer({ min: -1000, max: 1_000_000 }), { minLength: 2, maxLength: 2 }),
    moves: fc.array(fc.integer({ min: -200, max: 200 }), { minLength: days - 1, maxLength: days - 1 }),
  })
  .map(({ market, figures, moves }) => {
    const all = Object.fromEntries(names.map((name, row) => [name, figures[row]!]))
    const about = (ids: Iterable<string>): Record<string, Record<string, number>> =>
      Object.fromEntries([...ids].map((id) => [id, all]))
    const facts: MarketFacts = {
      market: all,
      underlyings: about(Object.keys(market.underlyings)),
      assets: about(Object.keys(market.assets)),
      instruments: about(market.instruments.keys()),
      expiries: Object.fromEntries(
        Object.entries(market.underlyings).map(([id, { forwards }]) => [
          id,
          new Map(forwards.map(({ expiry }) => [expiry, all])),
        ]),
      ),
    }
    return { ...market, facts, history: pastOf(market, moves) }
  })

/** Daily closes that end at the index. */
function pastOf(market: MarketSnapshot, moves: readonly number[]): NonNullable<MarketSnapshot['history']> {
  const closes = Object.entries(market.underlyings).map(([id, { index }], place) => {
    const path = [index]
    // Of the second underlying every other day goes the other way.
    for (const [row, move] of moves.entries())
      path.push(path[row]! * (1 + (move / 2000) * (place === 1 && row % 2 === 0 ? -1 : 1)))
    return [id, path.reverse()] as const
  })
  const times = Array.from({ length: days }, (_, row) => market.asOf - (days - 1 - row) * millisecondsPerDay)
  return { stepDays: 1, times, closes: Object.fromEntries(closes) }
}
