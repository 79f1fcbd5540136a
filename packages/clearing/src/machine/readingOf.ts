import { collateralReading } from '../oracle/collateralReading.js'
import { composeReadings } from '../oracle/composePrices.js'
import type { FeedState } from '../oracle/feedState.js'
import type { FeedTerms } from '../oracle/feedTerms.js'
import { type FeedReading, readFeed, worstSides } from '../oracle/readFeed.js'
import { readRedemption } from '../oracle/redemptionRate.js'
import { passTime } from '../oracle/settle.js'
import type { State } from '../state/state.js'

/** What a feed says at an instant up to which its terms have run out; see `ageFeeds`. */
export function readingOf(state: State, feed: string, at: number): FeedReading {
  return readingUnder(state, state.feeds.get(feed)!, state.feedStates.get(feed), at)
}

/**
 * What a feed would say under other terms.
 *
 * @param heard what the oracle remembers under these terms; of sources only
 */
export function readingUnder(state: State, terms: FeedTerms, heard: FeedState | undefined, at: number): FeedReading {
  switch (terms.kind) {
    case 'sources':
      return worstSides(terms.config, readFeed(terms.config, passTime(terms.config, heard!, at)))
    case 'redemption':
      return readRedemption(terms.config, state.redemptions.get(terms.config.feed)!, at)
    case 'composition':
      return composeReadings(
        terms.config,
        terms.config.legs.map((leg) => readingOf(state, leg, at)),
      )
    case 'collateral': {
      const { feed, redemption, market, deviationPpm } = terms.config
      return {
        ...collateralReading(readingOf(state, redemption, at), readingOf(state, market, at), deviationPpm),
        feed,
      }
    }
  }
}
