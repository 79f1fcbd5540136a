import { randomSource } from 'plimsoll'

/** Prices of the coins at one instant. */
export interface PricePoint {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Dollars of one coin, above zero. */
  readonly prices: Readonly<Record<string, number>>
}

/** What the coins’ prices do, from outside: a rehearsal takes a step at each point. */
export interface PricePath {
  readonly name: string
  /** In the order of time; positions are opened at the first. */
  readonly points: readonly PricePoint[]
}

/** How a made-up crash goes. */
export interface ShockPath {
  /** Prices before, dollars. */
  readonly prices: Readonly<Record<string, number>>
  /** What is left of each coin’s price at the bottom, such as 0.7 after a fall of 30 %. */
  readonly bottom: Readonly<Record<string, number>>
  /** Of the fall, so much is taken back by the end: 0 to 1. */
  readonly recovery: number
  readonly start: number
  readonly stepMilliseconds: number
  readonly fallSteps: number
  readonly recoverySteps: number
  /** One standard deviation of each step’s own move, such as 0.002. */
  readonly noise: number
  readonly seed: number
}

/**
 * A fall that gathers speed and a recovery that loses it, with noise of its own for each coin: the position after the part t of the fall is t²,
 * after the part t of the recovery 1 − (1 − t)². A shape of ours, for want of data.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 *
 * @example
 * import { shockPath } from '@plimsoll/clearing'
 * const path = shockPath({
 *   prices: { BTC: 100 }, bottom: { BTC: 0.7 }, recovery: 0.5, start: 0, stepMilliseconds: 10_000,
 *   fallSteps: 4, recoverySteps: 4, noise: 0, seed: 1,
 * })
 * path.points.map(({ prices }) => Math.round(prices.BTC)) // => [100, 98, 93, 83, 70, 77, 81, 84, 85]
 */
export function shockPath(shock: ShockPath): PricePath {
  const { prices, bottom, recovery, fallSteps, recoverySteps, noise } = shock
  const random = randomSource(shock.seed)
  const coins = Object.keys(prices).sort()
  const points: PricePoint[] = []
  for (let step = 0; step <= fallSteps + recoverySteps; step++) {
    const fallen = Math.min(1, step / fallSteps)
    const back = step <= fallSteps ? 0 : (step - fallSteps) / recoverySteps
    const depth = fallen * fallen - recovery * (1 - (1 - back) * (1 - back))
    const entries = coins.map((coin, stream): [string, number] => {
      const own = step === 0 ? 0 : noise * random.normal(stream, step)
      return [coin, prices[coin]! * (1 - (1 - bottom[coin]!) * depth) * (1 + own)]
    })
    points.push({ at: shock.start + step * shock.stepMilliseconds, prices: Object.fromEntries(entries) })
  }
  return { name: 'shock', points }
}
