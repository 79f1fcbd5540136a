import type { MarketKind } from './regime.js'

/** The next price of a market, from its last. */
export type PricePath = () => number

/** Where prices begin, and where they are drawn back to, so that a long run does not end at a bound. */
const home = 70_000
const lowest = 1_000
const highest = 1_000_000

interface Character {
  /** Largest ordinary move, either way. */
  readonly noise: number
  /** How often a market that is not moving begins to. */
  readonly onset: number
  /** Moves of an event, each between these two, downwards or upwards. */
  readonly step: readonly [least: number, most: number]
  readonly stepsMax: number
}

const characters: Readonly<Record<MarketKind, Character>> = {
  calm: { noise: 0.02, onset: 0.02, step: [0.02, 0.1], stepsMax: 1 },
  trending: { noise: 0.02, onset: 0.1, step: [0.005, 0.03], stepsMax: 30 },
  crash: { noise: 0.02, onset: 0.08, step: [0.03, 0.25], stepsMax: 5 },
  thin: { noise: 0.06, onset: 0.05, step: [0.1, 0.4], stepsMax: 1 },
}

/** Ordinary noise, and now and then an event: a trend, a crash of several steps, or a gap. */
export function pricePath(market: MarketKind, random: () => number): PricePath {
  const { noise, onset, step, stepsMax } = characters[market]
  let dollars = home
  let left = 0
  let side = 1
  return () => {
    if (left === 0 && random() < onset) {
      left = 1 + Math.floor(random() * stepsMax)
      side = random() < 0.65 ? -1 : 1
    }
    let move = (random() * 2 - 1) * noise
    if (left > 0) {
      left--
      move += side * (step[0] + random() * (step[1] - step[0]))
    }
    const drawn = dollars * (1 + move) + (home - dollars) * 0.02
    dollars = Math.min(highest, Math.max(lowest, drawn))
    return dollars
  }
}
