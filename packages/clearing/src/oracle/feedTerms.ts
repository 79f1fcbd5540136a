import { PlimsollError } from 'plimsoll'
import { checkFeedConfig } from './checkFeedConfig.js'
import { type CompositionConfig, checkComposition } from './composePrices.js'
import type { FeedConfig, PriceUnit } from './feedConfig.js'
import type { RedemptionConfig } from './redemptionRate.js'

/** A price of collateral that can be redeemed, from what redemption gives and what the market pays; see `collateralReading`. */
export interface CollateralConfig {
  readonly feed: string
  readonly effectiveFrom: number
  /** Feed of what redemption gives, in the market's unit and decimals. */
  readonly redemption: string
  readonly market: string
  /** Further apart than this part of the redemption value, ppm, nothing new is credited. */
  readonly deviationPpm: bigint
}

/**
 * What a feed's price is made of. A feed is made of feeds of kinds that stand before its own, so that none is made of itself.
 * - `sources`: signed ticks.
 * - `redemption`: the index of the feed `rate`, as far as it may grow.
 * - `composition`: the product of feeds.
 * - `collateral`: the worse of a redemption and a market price.
 */
export type FeedTerms =
  | { readonly kind: 'sources'; readonly config: FeedConfig }
  | { readonly kind: 'redemption'; readonly config: RedemptionConfig; readonly rate: string }
  | { readonly kind: 'composition'; readonly config: CompositionConfig }
  | { readonly kind: 'collateral'; readonly config: CollateralConfig }

/** The feeds that one is made of. */
export function partsOf(terms: FeedTerms): readonly string[] {
  switch (terms.kind) {
    case 'sources':
      return []
    case 'redemption':
      return [terms.rate]
    case 'composition':
      return terms.config.legs
    case 'collateral':
      return [terms.config.redemption, terms.config.market]
  }
}

/**
 * Refuses terms that could not make a price: of sources, see `checkFeedConfig`; of other feeds, where one of them is not there, is of a
 * later kind or of another unit.
 *
 * @param feedOf the feeds that are there
 * @throws PlimsollError INPUT_INVALID with the field
 */
export function checkFeedTerms(terms: FeedTerms, feedOf: (feed: string) => FeedTerms | undefined): void {
  const parts = partsOf(terms).map((feed) => partIn(terms, feed, feedOf))
  switch (terms.kind) {
    case 'sources':
      checkFeedConfig(terms.config)
      break
    case 'redemption':
      checkRates(terms.config)
      requireQuoted(parts[0]!, terms.config)
      break
    case 'composition': {
      const legs = parts.map((part) => [part.feed, part] as const)
      checkComposition(terms.config, Object.fromEntries(legs))
      break
    }
    case 'collateral':
      requireQuoted(parts[0]!, parts[1]!)
  }
}

interface Quoted {
  readonly unit: PriceUnit
  readonly decimals: number
}

interface Part extends Quoted {
  readonly feed: string
  readonly sign: FeedConfig['sign']
}

const ranks: readonly FeedTerms['kind'][] = ['sources', 'redemption', 'composition', 'collateral']

function partIn({ kind }: FeedTerms, feed: string, feedOf: (feed: string) => FeedTerms | undefined): Part {
  const part = feedOf(feed)
  if (part === undefined || part.kind === 'collateral' || ranks.indexOf(part.kind) >= ranks.indexOf(kind)) {
    const expected = `a feed of a kind before ${kind}`
    throw new PlimsollError('INPUT_INVALID', { where: kind, value: `${feed}: ${part?.kind ?? 'none'}`, expected })
  }
  const { unit, decimals } = part.config
  return { feed, unit, decimals, sign: part.kind === 'sources' ? part.config.sign : 'positive' }
}

function requireQuoted({ feed, unit, decimals, sign }: Part, wanted: Quoted): void {
  const text = (quoted: Quoted): string => `${quoted.unit.base}/${quoted.unit.quote} in ${quoted.decimals} decimals`
  const [value, expected] = [text({ unit, decimals }), text(wanted)]
  if (value !== expected || sign === 'any')
    throw new PlimsollError('INPUT_INVALID', {
      where: feed,
      value: `${value}, ${sign}`,
      expected: `${expected}, positive`,
    })
}

function checkRates({ startRate, growthPpmPerYear, stepPpm, fallConfirmMs, heartbeatMs }: RedemptionConfig): void {
  const expect = (holds: boolean, where: string, value: unknown, expected: string): void => {
    if (!holds) throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  expect(startRate > 0n, 'startRate', startRate, 'more than 0')
  expect(growthPpmPerYear >= 0n, 'growthPpmPerYear', growthPpmPerYear, 'at least 0')
  expect(stepPpm >= 0n, 'stepPpm', stepPpm, 'at least 0')
  for (const [where, value] of Object.entries({ fallConfirmMs, heartbeatMs }))
    expect(Number.isSafeInteger(value) && value >= 0, where, value, 'milliseconds from 0')
}
