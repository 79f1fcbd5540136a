import { KernelMemory, soloTeam, type Team } from '@plimsoll/kernel'
import { venueHealthEdges } from '../contract/index.js'
import { LiveBook, type MarginSpec, type MarketSnapshot, PlimsollError } from '../desk/library.js'
import { bulkAccounts } from './bulk.js'
import type { Holdings } from './holdings.js'

/** Who computes the venue: one thread, its own. */
function venueTeam(): Team {
  return soloTeam(new KernelMemory())
}

/**
 * The holdings as a live book. Its levels are the edges of the histogram, so that an account's level in it is its bin, exactly,
 * whatever bound has cleared it.
 *
 * @throws PlimsollError for what the market cannot price, and for a rule book that takes no accounts in bulk
 */
export function openBook(spec: MarginSpec, market: MarketSnapshot, holdings: Holdings): LiveBook {
  const book = new LiveBook({ spec, market, team: venueTeam(), levels: venueHealthEdges })
  if (book.plan.path === 'full') {
    throw new PlimsollError('SPEC_INVALID', {
      where: 'venue.spec',
      value: spec.id,
      expected: `a rule book that can be followed from tick to tick; this one cannot, ${book.plan.because}`,
    })
  }
  book.load(bulkAccounts(holdings, book))
  return book
}
