import type { RehearsalShock } from '../../contract/index.js'
import { type PricePath, straightLines } from './pricePath.js'

/**
 * Where a shock of one's own begins, and how far each underlying goes when BTC goes 1. The prices are round, the factors ours: the days
 * above moved ETH about 1.2 and SOL about 1.4 times as far as BTC, other coins further (Binance spot, previous close to low).
 */
const underlyings = {
  BTC: { price: 100_000, times: 1 },
  ETH: { price: 3500, times: 1.2 },
  SOL: { price: 180, times: 1.4 },
} as const

const quietMinutes = 5
/** So much of its price an underlying loses at most. */
const fallMax = 0.95
/** Steps of the shock itself; between 5 and 60 seconds each. */
const shockSteps = 120

export const customSays = 'A shock of your own: made-up prices, straight lines from where they stand to where you send them.'

/** From calm into the shock, back as far as asked over as long again, and calm. */
export function customShock({ move, overMinutes, recovery }: RehearsalShock, from: number): PricePath {
  const stepSeconds = Math.min(60, Math.max(5, 5 * Math.ceil((overMinutes * 60) / shockSteps / 5)))
  const linesOf = ({ price, times }: { readonly price: number; readonly times: number }): number[] => {
    const worst = price * (1 + Math.max(-fallMax, move * times))
    const last = worst + (price - worst) * recovery
    return straightLines(
      [
        { minute: 0, price },
        { minute: quietMinutes, price },
        { minute: quietMinutes + overMinutes, price: worst },
        { minute: quietMinutes + 2 * overMinutes, price: last },
        { minute: 2 * quietMinutes + 2 * overMinutes, price: last },
      ],
      stepSeconds,
    )
  }
  return {
    from,
    stepMilliseconds: stepSeconds * 1000,
    prices: Object.fromEntries(Object.entries(underlyings).map(([id, one]) => [id, linesOf(one)])),
  }
}
