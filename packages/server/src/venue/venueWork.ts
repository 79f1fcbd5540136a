import type { VenueWhatIfView } from '../contract/index.js'
import { type LiveTrade, PlimsollError } from '../desk/library.js'
import { errorBody } from '../error/errorBody.js'
import { type FromVenue, marketReader, type Refused, type ToVenue } from './messages.js'
import { createVenue, type Venue, type VenueParameters } from './venue.js'

/**
 * What is done with the service's messages, on whatever thread: the first market makes the venue, every later one is a tick.
 * Every market is answered by a view, or by the reason why there can be none.
 */
export function venueWork(
  parameters: VenueParameters,
  answer: (message: FromVenue) => void,
): (message: ToVenue) => void {
  const read = marketReader()
  let venue: Venue | undefined
  return (message) => {
    switch (message.kind) {
      case 'market': {
        const market = read(message.market)
        try {
          if (venue === undefined) venue = createVenue(parameters, market, () => performance.now())
          else venue.tick(market, message.skipped)
          answer({ kind: 'view', view: venue.view() })
        } catch (error) {
          answer({ kind: 'failed', message: error instanceof PlimsollError ? error.message : String(error) })
        }
        return
      }
      case 'account':
        answer({ kind: 'account', id: message.id, view: venue?.account(message.account) })
        return
      case 'book':
        answer({ kind: 'book', id: message.id, book: venue?.book(message.account) })
        return
      case 'what-if':
        answer({ kind: 'what-if', id: message.id, answer: whatIf(venue, message.account, message.trades) })
    }
  }
}

function whatIf(
  venue: Venue | undefined,
  account: number,
  trades: readonly LiveTrade[],
): VenueWhatIfView | Refused | undefined {
  try {
    return venue?.whatIf(account, trades)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    return { refused: errorBody(error).error }
  }
}
