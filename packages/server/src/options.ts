import type { MarginSpec } from './desk/library.js'
import type { MarketFeed } from './feed/feed.js'

/** A venue of simulated accounts over the instruments of the feed's market. */
export interface VenueOptions {
  /** 1 to 2,000,000; 100,000 take about 70 MB. */
  readonly accounts: number
  /** The same seed makes the same accounts of the same market. Default 1. */
  readonly seed?: number
  /** The rule book of all accounts, one that can be followed from tick to tick. Default: the venue's own scan. */
  readonly spec?: MarginSpec
}

/** How a service is started. */
export interface ServiceOptions {
  /** Folder of the store's file, created when absent; `:memory:` keeps nothing. Default `.data`. */
  readonly dataDirectory?: string
  /** Address to listen on; anything but loopback needs an API key. Default 127.0.0.1. */
  readonly host?: string
  /** 0 takes any free port. Default 4180. */
  readonly port?: number
  readonly feed: MarketFeed
  /** Puts the demonstration books into a store that never held anything. */
  readonly demo?: boolean
  /** Absent: none. */
  readonly venue?: VenueOptions
  /**
   * Folder whose `data` holds recorded prices of past crashes, for their rehearsal. Default: the environment's PLIMSOLL_SHARED, else
   * `../shared`; where a day's file is absent there, the day's shape is rehearsed and said to be one.
   */
  readonly recordings?: string
  /** Folder of the built desk; absent: only the API and its page are served. */
  readonly dashboard?: string
  /** At least 16 characters. Default: the environment's PLIMSOLL_API_KEY. */
  readonly apiKey?: string
  /** Of pino: `silent`, `error`, `warn`, `info`, `debug`. Default `info`. */
  readonly logLevel?: string
}

export const defaults = Object.freeze({
  dataDirectory: '.data',
  host: '127.0.0.1',
  port: 4180,
  logLevel: 'info',
  recordings: '../shared',
})
