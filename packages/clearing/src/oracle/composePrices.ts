import { divideDirected, PlimsollError, type Rounding } from 'plimsoll'
import { worstStatus } from './actionTable.js'
import type { FeedConfig, PriceUnit } from './feedConfig.js'
import type { FeedPrices, FeedReading } from './readFeed.js'

/** A price whose unit the compiler knows: one `base` costs value / 10^decimals `quote`. */
export interface UnitPrice<Base extends string, Quote extends string> {
  readonly base: Base
  readonly quote: Quote
  readonly value: bigint
  readonly decimals: number
}

/**
 * The price of A in C from the price of A in B and of B in C. What does not fit together does not compile.
 *
 * @example
 * import { multiplyPrices } from '@plimsoll/clearing'
 * const ratio = { base: 'cbETH', quote: 'ETH', value: 11_200n, decimals: 4 }
 * const ether = { base: 'ETH', quote: 'USD', value: 2_200_00n, decimals: 2 }
 * multiplyPrices(ratio, ether, 2, 'down') // => { base: 'cbETH', quote: 'USD', value: 2_464_00n, decimals: 2 }
 */
export function multiplyPrices<A extends string, B extends string, C extends string>(
  ratio: UnitPrice<A, B>,
  base: UnitPrice<NoInfer<B>, C>,
  decimals: number,
  rounding: Rounding,
): UnitPrice<A, C> {
  const product = { base: ratio.base, quote: base.quote, value: ratio.value * base.value }
  return rounded({ ...product, decimals: ratio.decimals + base.decimals }, decimals, rounding)
}

/** The same price with other decimals. */
function rounded<A extends string, B extends string>(
  price: UnitPrice<A, B>,
  decimals: number,
  rounding: Rounding,
): UnitPrice<A, B> {
  const excess = price.decimals - decimals
  const scale = 10n ** BigInt(Math.abs(excess))
  return { ...price, value: excess < 0 ? price.value * scale : divideDirected(price.value, scale, rounding), decimals }
}

/** A price made of others: the product of its legs, such as cbETH/ETH × ETH/USD. */
export interface CompositionConfig {
  readonly feed: string
  readonly effectiveFrom: number
  readonly unit: PriceUnit
  readonly decimals: number
  /** Names of the feeds, each quoted in what the next one is a price of. */
  readonly legs: readonly string[]
}

/**
 * Refuses a composition whose units do not chain from its base to its quote, or with a leg that may be negative (its lower and upper
 * price would change places).
 *
 * @throws PlimsollError INPUT_INVALID with the leg
 *
 * @example
 * import { checkComposition } from '@plimsoll/clearing'
 * const feeds = { 'cbETH-ETH': { unit: { base: 'cbETH', quote: 'ETH' }, sign: 'positive' } }
 * const dropped = { unit: { base: 'cbETH', quote: 'USD' }, legs: ['cbETH-ETH'] }
 * expect(() => checkComposition(dropped, feeds)).toThrow('legs: got "ETH", expected legs that end in USD')
 * Object.keys(feeds) // => ['cbETH-ETH']
 */
export function checkComposition(
  { unit, legs }: CompositionConfig,
  feeds: Readonly<Record<string, Pick<FeedConfig, 'unit' | 'sign'>>>,
): void {
  let { base } = unit
  for (const [row, leg] of legs.entries()) {
    const feed = feeds[leg]
    const where = `legs[${row}]`
    if (feed === undefined)
      throw new PlimsollError('INPUT_INVALID', { where, value: leg, expected: 'the name of a feed' })
    const given = `${feed.unit.base}/${feed.unit.quote}`
    if (feed.unit.base !== base)
      throw new PlimsollError('INPUT_INVALID', { where, value: given, expected: `a price of ${base}` })
    if (feed.sign !== 'positive')
      throw new PlimsollError('INPUT_INVALID', { where, value: given, expected: 'a feed of positive prices' })
    base = feed.unit.quote
  }
  if (base !== unit.quote)
    throw new PlimsollError('INPUT_INVALID', { where: 'legs', value: base, expected: `legs that end in ${unit.quote}` })
}

/**
 * The reading of a composed price: products of the legs' prices, each rounded as its use asks for; the status of the worst leg; as old as
 * the oldest. The dispersion is what the product's relative dispersions add up to.
 *
 * @param legs readings of the composition's legs, in its order
 *
 * @example
 * import { composeReadings } from '@plimsoll/clearing'
 * const leg = (base, quote, price) => ({ unit: { base, quote }, decimals: 2, at: 0, status: 'VALID', reasons: [],
 *   prices: { fast: price, low: price, high: price, index: price, dispersion: 0n, publishedAt: 0 } })
 * const config = { feed: 'cbETH-USD', unit: { base: 'cbETH', quote: 'USD' }, decimals: 2, legs: ['cbETH-ETH', 'ETH-USD'] }
 * composeReadings(config, [leg('cbETH', 'ETH', 112n), leg('ETH', 'USD', 220_000n)]).prices.fast // => 246_400n
 */
export function composeReadings(config: CompositionConfig, legs: readonly FeedReading[]): FeedReading {
  const { feed, unit, decimals } = config
  const reading = {
    feed,
    unit,
    decimals,
    at: Math.min(...legs.map(({ at }) => at)),
    status: worstStatus(legs.map(({ status }) => status)),
    reasons: [...new Set(legs.flatMap(({ reasons }) => reasons))],
  }
  const priced = legs.flatMap((leg) => (leg.prices === undefined ? [] : [{ ...leg, prices: leg.prices }]))
  if (priced.length < legs.length) return reading
  const product = (price: (prices: FeedPrices) => bigint, rounding: Rounding): bigint => {
    const [first, ...others] = priced.map(
      (leg): UnitPrice<string, string> => ({ ...leg.unit, value: price(leg.prices), decimals: leg.decimals }),
    )
    // Exact until the end: a ratio of four places must not be cut to two before it is multiplied.
    const exact = others.reduce(
      (ratio, base) => multiplyPrices(ratio, base, ratio.decimals + base.decimals, rounding),
      first!,
    )
    return rounded(exact, decimals, rounding).value
  }
  const index = product((prices) => prices.index, 'down')
  const highest = product((prices) => prices.index + prices.dispersion, 'up')
  return {
    ...reading,
    prices: {
      fast: product((prices) => prices.fast, 'down'),
      low: product((prices) => prices.low, 'down'),
      high: product((prices) => prices.high, 'up'),
      index,
      dispersion: highest - index,
      publishedAt: Math.min(...priced.map(({ prices }) => prices.publishedAt)),
    },
  }
}
