import { shockPath } from '@plimsoll/clearing'
import type { RehearsalShock } from '../../contract/index.js'

/**
 * Where a shock of one's own begins, and how far each underlying goes when BTC goes 1. The prices are round, the factors ours: on the
 * days that can be rehearsed ETH moved about 1.2 and SOL about 1.4 times as far as BTC (Binance spot, open to low).
 */
const underlyings = {
  BTC: { price: 100_000, times: 1 },
  ETH: { price: 3500, times: 1.2 },
  SOL: { price: 180, times: 1.4 },
} as const

/** So much of its price an underlying keeps at least. */
const keptLeast = 0.05
/** Steps of the fall; between 5 and 60 seconds each. */
const fallSteps = 120
/** One standard deviation of a step's own move: enough for the line to live, not enough to matter. */
const noise = 0.0005

export const customSays =
  'A shock of your own: made-up prices that gather speed on the way down, come back as far as you ask over as long again, with a little noise.'

/** The path of a shock of one's own, from round prices. */
export function customShock({ move, overMinutes, recovery }: RehearsalShock, start: number, seed: number) {
  const stepSeconds = Math.min(60, Math.max(5, 5 * Math.round((overMinutes * 60) / fallSteps / 5)))
  const steps = Math.ceil((overMinutes * 60) / stepSeconds)
  const each = Object.entries(underlyings)
  return shockPath({
    prices: Object.fromEntries(each.map(([id, { price }]) => [id, price])),
    bottom: Object.fromEntries(each.map(([id, { times }]) => [id, Math.max(keptLeast, 1 + move * times)])),
    recovery,
    start,
    stepMilliseconds: stepSeconds * 1000,
    fallSteps: steps,
    recoverySteps: steps,
    noise,
    seed,
  })
}
