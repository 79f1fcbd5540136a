import type { ErrorBody, VenueAccountView, VenueView, VenueWhatIfView } from '../contract/index.js'
import type { BookDocument, LiveTrade, MarketSnapshot } from '../desk/library.js'

type Lasting = Pick<MarketSnapshot, 'instruments' | 'history' | 'facts'>

/** A market on its way to another thread: what seldom changes and is large goes along only when it has changed. */
export interface PostedMarket {
  readonly moving: Omit<MarketSnapshot, keyof Lasting>
  readonly lasting?: Lasting
}

/** What the service says to whoever computes the venue. */
export type ToVenue =
  | { readonly kind: 'market'; readonly market: PostedMarket; readonly skipped: number }
  | { readonly kind: 'account'; readonly id: number; readonly account: number }
  | { readonly kind: 'book'; readonly id: number; readonly account: number }
  | {
      readonly kind: 'what-if'
      readonly id: number
      readonly account: number
      readonly trades: readonly LiveTrade[]
    }

/** A question that was refused, on its way back from another thread. */
export interface Refused {
  readonly refused: ErrorBody['error']
}

export type FromVenue =
  | { readonly kind: 'view'; readonly view: VenueView }
  | { readonly kind: 'account'; readonly id: number; readonly view: VenueAccountView | undefined }
  | { readonly kind: 'book'; readonly id: number; readonly book: BookDocument | undefined }
  | { readonly kind: 'what-if'; readonly id: number; readonly answer: VenueWhatIfView | Refused | undefined }
  | { readonly kind: 'failed'; readonly message: string }

/** Makes messages of markets, remembering what the last one said. */
export function marketPoster(): (market: MarketSnapshot) => PostedMarket {
  let last: MarketSnapshot | undefined
  return (market) => {
    const { instruments, history, facts, ...moving } = market
    const isSame = last?.instruments === instruments && last.history === history && last.facts === facts
    last = market
    if (isSame) return { moving }
    const lasting = {
      instruments,
      ...(history === undefined ? {} : { history }),
      ...(facts === undefined ? {} : { facts }),
    }
    return { moving, lasting }
  }
}

/** Makes markets of the messages, in their order. */
export function marketReader(): (posted: PostedMarket) => MarketSnapshot {
  let known: Lasting = { instruments: new Map() }
  return ({ moving, lasting }) => {
    known = lasting ?? known
    return { ...moving, ...known }
  }
}
