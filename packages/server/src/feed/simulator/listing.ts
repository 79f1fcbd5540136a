import {
  type DatedFuture,
  type EuropeanOption,
  formatInstant,
  formatVenueName,
  type Instrument,
  parseVenueName,
} from 'plimsoll'
import { listedExpiries } from './listedExpiries.js'
import type { UnderlyingParameters } from './parameters.js'
import { extendedLadder, newLadder, type StrikeLadder, strikeOf } from './strikeLadder.js'

/** What is listed on one expiry. */
export interface ExpiryListing {
  readonly expiry: number
  readonly ladder: StrikeLadder
  readonly future: DatedFuture
  /** Call and put of every strike, increasing. */
  readonly strikes: readonly { readonly strike: number; readonly call: EuropeanOption; readonly put: EuropeanOption }[]
}

/** What the market knows of an expiry when strikes are chosen. */
export interface ExpiryOutlook {
  readonly forward: number
  /** Standard deviation of ln(price) to the expiry. */
  readonly deviation: number
}

/**
 * Lists the expiries of an instant: those known stay, with more strikes where the forward has moved; those over go;
 * new ones come. The answer is `known` itself when nothing changes.
 */
export function relist(
  known: readonly ExpiryListing[],
  underlying: UnderlyingParameters,
  asOf: number,
  outlook: (expiry: number) => ExpiryOutlook,
): readonly ExpiryListing[] {
  const listed = new Set(listedExpiries(asOf, underlying.expiries))
  // A contract once listed lives to its end, also when its heading now counts later expiries.
  for (const { expiry } of known) if (expiry > asOf) listed.add(expiry)
  const next = [...listed]
    .sort((left, right) => left - right)
    .map((expiry) => {
      const { forward, deviation } = outlook(expiry)
      const before = known.find((listing) => listing.expiry === expiry)
      const eachSide = underlying.strikesEachSide
      if (before === undefined) return listingOf(underlying, expiry, newLadder(forward, deviation, eachSide))
      const ladder = extendedLadder(before.ladder, forward, eachSide)
      return ladder === before.ladder ? before : listingOf(underlying, expiry, ladder)
    })
  const same = next.length === known.length && next.every((listing, row) => listing === known[row])
  return same ? known : next
}

function listingOf({ id, stem }: UnderlyingParameters, expiry: number, ladder: StrikeLadder): ExpiryListing {
  const perpetual = parseVenueName(`${stem}-PERPETUAL`)
  if (perpetual.kind !== 'perpetual') throw new Error(`${stem} has no perpetual at ${formatInstant(expiry)}`)
  const { settlement } = perpetual
  const future = named({ ...perpetual, id: stem, kind: 'future', expiry }) as DatedFuture
  const strikes = Array.from({ length: ladder.high - ladder.low + 1 }, (_, row) => {
    const strike = strikeOf(ladder, ladder.low + row)
    const option = { kind: 'option', id: stem, underlying: id, settlement, contractSize: 1, expiry, strike } as const
    return {
      strike,
      call: named({ ...option, right: 'call' }) as EuropeanOption,
      put: named({ ...option, right: 'put' }) as EuropeanOption,
    }
  })
  return { expiry, ladder, future, strikes }
}

function named(instrument: Instrument): Instrument {
  return Object.freeze({ ...instrument, id: formatVenueName(instrument) })
}
