/**
 * How a queue ranks its candidates: a return times the leverage `lots × mark / equity`.
 * - `profit/entry`: profit over what the lots cost
 * - `profit/collateral`: profit over equity without that profit
 * - `mark/entry`: mark over average entry price (for shorts its inverse)
 *
 * Where the return is a profit and not above zero, it is divided by the leverage: the more levered a loser, the nearer the front.
 */
export type QueueReturn = 'profit/entry' | 'profit/collateral' | 'mark/entry'

/**
 * Who is deleveraged, and by how much.
 * - `queue`: the highest rank first, whole, until nothing is left; equals in proportion to their lots
 * - `pro-rata`: in proportion to lots, or to unrealised profit (those without profit only when nothing else is left)
 * - `water-filling`: the highest leverage is lowered until it meets the next, and so on, to one common level; leverage is
 *   `lots × mark / equity`, or, with `stress`, the stress loss of the whole account over its equity, which each lot closed lowers by
 *   what a lot alone loses; below level 0 accounts are left as far on the other side as their equity carries
 */
export type DeleveragingPolicy =
  | { readonly kind: 'queue'; readonly by: QueueReturn }
  | { readonly kind: 'pro-rata'; readonly by: 'lots' | 'profit' }
  | { readonly kind: 'water-filling'; readonly by: 'leverage' | 'stress' }

/** Names of the policies that come with the package. */
export type DeleveragingPolicyName =
  | 'bitmex'
  | 'binance'
  | 'hyperliquid'
  | 'drift'
  | 'paradex'
  | 'chitra'
  | 'campbell'
  | 'plimsoll'

/**
 * Rules in use and ours, as data.
 *
 * `bitmex`: its reference page on auto-deleveraging. `binance`: support page 360033525471 (profit over collateral times the margin
 * ratio, which ranks like leverage where all have one maintenance rate; Aevo's score has the same form). `hyperliquid`: (mark/entry)
 * × (notional/account value), its documents. `drift`, `paradex`: in proportion to contracts (Chitra, arXiv 2512.01112, §2).
 * `chitra`: capped pro rata on profit (same paper). `campbell`: leverage water-filling (Campbell, Hey, Moallemi and Nutz, arXiv
 * 2603.15963). `plimsoll`: the same on stress leverage, so that hedges count.
 */
export const deleveragingPolicies: Readonly<Record<DeleveragingPolicyName, DeleveragingPolicy>> = {
  bitmex: { kind: 'queue', by: 'profit/entry' },
  binance: { kind: 'queue', by: 'profit/collateral' },
  hyperliquid: { kind: 'queue', by: 'mark/entry' },
  drift: { kind: 'pro-rata', by: 'lots' },
  paradex: { kind: 'pro-rata', by: 'lots' },
  chitra: { kind: 'pro-rata', by: 'profit' },
  campbell: { kind: 'water-filling', by: 'leverage' },
  plimsoll: { kind: 'water-filling', by: 'stress' },
}
