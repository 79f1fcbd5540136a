import type { MarketFeed } from './feed/feed.js'

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
  /** Folder of the built desk; absent: only the API and its page are served. */
  readonly dashboard?: string
  /** At least 16 characters. Default: the environment's PLIMSOLL_API_KEY. */
  readonly apiKey?: string
  /** Of pino: `silent`, `error`, `warn`, `info`, `debug`. Default `info`. */
  readonly logLevel?: string
}

export const defaults = Object.freeze({ dataDirectory: '.data', host: '127.0.0.1', port: 4180, logLevel: 'info' })
