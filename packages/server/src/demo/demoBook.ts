import type { MarketSnapshot } from '../desk/library.js'

/** The positions and coins of a demonstration book, built from what a market lists. */
export interface DemoHoldings {
  readonly balances: readonly { readonly asset: string; readonly amount: string }[]
  readonly positions: readonly {
    readonly instrument: string
    readonly quantity: string
    readonly entryPrice?: string
  }[]
}

/** A strategy to show. Its sizes follow the market of the moment, so that it looks alike at every price level. */
export interface DemoBook {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly specId: string
  /** Dollars are added until initial margin is this share of initial equity; absent: the coins alone stand behind it. */
  readonly utilisation?: number
  /** Null when the market does not list what the strategy needs. */
  build(market: MarketSnapshot): DemoHoldings | null
}
