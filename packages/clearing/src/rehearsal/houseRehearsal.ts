import type { MarketModel } from './market.js'
import { buildPopulation } from './population.js'
import { type PricePath, shockPath } from './pricePath.js'
import type { RehearsalOptions } from './rehearse.js'
import { standardMarket } from './standardMarket.js'
import { rehearsalParameters } from './venue.js'

export interface HouseOptions {
  readonly path: PricePath
  readonly accounts: number
  readonly seed: number
}

/** Dollars of open interest of the assumed venue. */
const openInterest: Readonly<Record<string, number>> = { BTC: 600e6, ETH: 400e6, SOL: 200e6, XRP: 50e6, DOGE: 40e6 }
/** A little less than our cross margin lets anybody open: it scans 16 % of BTC, 18 % of ETH and 25 % of the others. */
const leverageMost: Readonly<Record<string, number>> = { BTC: 5.8, ETH: 5.2, SOL: 3.8, XRP: 3.8, DOGE: 3.8 }

/**
 * A venue of ours in a crash: our rule books, liquidation and deleveraging, `standardMarket` with those of its coins that the path has, and a
 * population that is assumed: more longs than shorts, leverage about 3, a fifth of the accounts hedged under portfolio margin, three in
 * ten that answer a call with half of what they have.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 *
 * @example
 * import { houseRehearsal, rehearse, shockPath } from '@plimsoll/clearing'
 * const path = shockPath({
 *   prices: { BTC: 115_000 }, bottom: { BTC: 0.7 }, recovery: 0.5, start: 0, stepMilliseconds: 20_000,
 *   fallSteps: 20, recoverySteps: 10, noise: 0, seed: 1,
 * })
 * const steps = [...rehearse(houseRehearsal({ path, accounts: 20, seed: 1 })).steps]
 * steps.length // => 31
 * steps[20].soFar.liquidations > 0 // => true
 * steps[30].soFar.deleveragings // => 0
 */
export function houseRehearsal({ path, accounts, seed }: HouseOptions): RehearsalOptions {
  const first = path.points[0]!
  const coins = Object.keys(first.prices).sort()
  const of = <Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(coins.map((coin) => [coin, values[coin]!]))
  const market: MarketModel = {
    ...standardMarket,
    coins: of(standardMarket.coins),
    backstop: { ...standardMarket.backstop, most: of(standardMarket.backstop.most) },
  }
  const side = { leverage: { median: 3, spread: 0.5 }, entry: { median: 1, spread: 0.02 } }
  const population = buildPopulation(
    {
      accounts,
      openInterest: of(openInterest),
      leverageMost: of(leverageMost),
      longShare: 0.7,
      hedgedShare: 0.2,
      sizeSpread: 1.5,
      longs: side,
      shorts: side,
      answers: { share: 0.3, part: 0.5, afterMilliseconds: [60_000, 900_000] },
      mode: 'cross',
      hedgedMode: 'portfolio',
      seed,
    },
    market,
    first.prices,
  )
  return { path, population, market, parameters: rehearsalParameters(market, first), seed }
}

/** Prices of the assumed crash, dollars. */
const customPrices: Readonly<Record<string, number>> = { BTC: 115_000, ETH: 4_000, SOL: 207, XRP: 2.7, DOGE: 0.234 }
/** How much further than BTC the others fall; no price falls by more than 95 %. */
const beta: Readonly<Record<string, number>> = { BTC: 1, ETH: 1.2, SOL: 1.5, XRP: 1.5, DOGE: 1.5 }

/** How long a made-up crash goes down, and how much of it comes back in as long again: 0 to 1. */
export interface CustomCourse {
  readonly overMinutes: number
  readonly recovery: number
}

/**
 * A made-up crash of five coins: ten minutes down, half of it back in ten more, unless told otherwise; in steps of a sixtieth of the way down,
 * between 5 and 60 seconds. `shock` is BTC’s move, such as −0.3; ETH falls 1.2 times as far, the others 1.5 times.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 *
 * @example
 * import { customCrash } from '@plimsoll/clearing'
 * const { points } = customCrash(-0.3, 1)
 * Math.round(points[60].prices.BTC / points[0].prices.BTC * 100) // => 70
 */
export function customCrash(
  shock: number,
  seed: number,
  { overMinutes, recovery }: CustomCourse = { overMinutes: 10, recovery: 0.5 },
): PricePath {
  const stepSeconds = Math.min(60, Math.max(5, overMinutes))
  const steps = Math.ceil((overMinutes * 60) / stepSeconds)
  const bottom = Object.entries(beta).map(([coin, factor]) => [coin, Math.max(0.05, 1 + shock * factor)] as const)
  return shockPath({
    prices: customPrices,
    bottom: Object.fromEntries(bottom),
    recovery,
    start: 0,
    stepMilliseconds: stepSeconds * 1000,
    fallSteps: steps,
    recoverySteps: steps,
    noise: 0.002,
    seed,
  })
}
