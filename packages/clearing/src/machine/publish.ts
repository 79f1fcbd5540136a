import { partsOf } from '../oracle/feedTerms.js'
import type { FeedReading } from '../oracle/readFeed.js'
import { parametersOf } from '../risk/marketView.js'
import { encode } from '../state/codec.js'
import type { PriceRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Draft } from './draft.js'
import { accrueAverages } from './handlers/market.js'
import { readingOf } from './readingOf.js'

/**
 * Makes prices of what feeds say. Only of those in the reporting currency: a ratio of two coins is a part of a price and no price.
 *
 * @param at instant of the change, up to which averages count the price before it
 */
export function publish(draft: Draft, feeds: readonly string[], at: number = draft.at): void {
  const { currency } = parametersOf(draft.state)
  for (const feed of feeds) {
    const reading = readingOf(draft.state, feed, at)
    if (reading.unit.quote !== currency) continue
    const known = draft.state.prices.get(feed)
    const price = priceOf(reading, known)
    if (price === undefined || (known !== undefined && encode(price) === encode(known))) continue
    accrueAverages(draft, at, feed)
    draft.emit({ kind: 'price-set', feed, price })
  }
}

/** Until a feed has a price of its own, what was set before stands there, and allows nothing. */
function priceOf({ decimals, status, prices }: FeedReading, known: PriceRecord | undefined): PriceRecord | undefined {
  if (prices === undefined) return known === undefined ? undefined : { ...known, status }
  const { fast, low, high, publishedAt } = prices
  return { decimals, fast, low, high, status, at: publishedAt }
}

/** The feeds, and all that is made of them, whatever is made of others after those. */
export function withDependents(state: State, feeds: ReadonlySet<string>): readonly string[] {
  const found = new Set(feeds)
  // Of the kinds of feeds none is made of its own or a later one, so as many rounds as there are kinds find everything.
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const feed of state.feeds.keys())
      if (partsOf(state.feeds.get(feed)!).some((part) => found.has(part))) found.add(feed)
  }
  return [...found]
}
