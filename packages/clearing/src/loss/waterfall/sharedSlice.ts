import type { FundRule, FundWatch } from './fundWatch.js'
import type { LossPayer } from './shareLoss.js'

/** What markets have drawn from a shared fund lately. */
export interface SharedDraws {
  readonly draws: readonly { readonly market: string; readonly at: number; readonly amount: bigint }[]
}

export interface SliceRule {
  /** The most that one market may draw within the window. */
  readonly capPerMarket: bigint
  readonly windowMilliseconds: number
}

/**
 * The shared fund as one market sees it: capped at what is left of its slice, and at nothing while the fund's state forbids to
 * draw. So a market can cost the others its slice and no more.
 */
export function sharedSlice(
  fund: { readonly name: string; readonly balance: bigint; readonly watch: FundWatch; readonly rule: FundRule },
  draws: SharedDraws,
  market: string,
  at: number,
  rule: SliceRule,
): LossPayer {
  const cap = fund.rule.actions[fund.watch.state].sharedFundPays ? sliceLeft(draws, market, at, rule) : 0n
  return { name: fund.name, available: fund.balance, cap }
}

/** What a market may still draw within the window. */
export function sliceLeft(draws: SharedDraws, market: string, at: number, rule: SliceRule): bigint {
  const drawn = recent(draws, at, rule)
    .filter((draw) => draw.market === market)
    .reduce((sum, { amount }) => sum + amount, 0n)
  return rule.capPerMarket > drawn ? rule.capPerMarket - drawn : 0n
}

/** The draws after one more; those that have left the window are forgotten. */
export function afterDraw(
  draws: SharedDraws,
  market: string,
  at: number,
  amount: bigint,
  rule: SliceRule,
): SharedDraws {
  return { draws: [...recent(draws, at, rule), { market, at, amount }] }
}

function recent({ draws }: SharedDraws, at: number, { windowMilliseconds }: SliceRule): SharedDraws['draws'] {
  return draws.filter((draw) => draw.at > at - windowMilliseconds)
}
