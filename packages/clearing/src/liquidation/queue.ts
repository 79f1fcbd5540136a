import { healthOf } from 'plimsoll'
import { heldInstruments, type Lots, type Standing } from './account.js'
import { shortfall } from './steps/bookFills.js'

/** An account that waits to be liquidated. */
export interface QueuedAccount extends Standing {
  readonly positions: Lots
}

/**
 * The accounts that are looked at in one tick, worst first, at most so many: lowest health, then largest shortfall, then by what they
 * hold. No id and no order of a table decides: accounts that are equal in all of this are the same risk, and stay in the order in which
 * they are given. What is beyond the bound waits for the next tick.
 *
 * @example
 * import { worstFirst } from '@plimsoll/clearing'
 * const accounts = [{ equity: 9, maintenance: 10, positions: {} }, { equity: 1, maintenance: 10, positions: {} }]
 * worstFirst(accounts, 1) // => [{ equity: 1, maintenance: 10, positions: {} }]
 */
export function worstFirst<Account extends QueuedAccount>(
  accounts: readonly Account[],
  workMax: number,
): readonly Account[] {
  return [...accounts].sort(byRisk).slice(0, workMax)
}

function byRisk(a: QueuedAccount, b: QueuedAccount): number {
  const healthA = healthOf(a.equity, a.maintenance)
  const healthB = healthOf(b.equity, b.maintenance)
  if (healthA !== healthB) return healthA < healthB ? -1 : 1
  const short = shortfall(b) - shortfall(a)
  return short !== 0 ? short : byHoldings(a.positions, b.positions)
}

function byHoldings(a: Lots, b: Lots): number {
  const textA = holdingsText(a)
  const textB = holdingsText(b)
  return textA < textB ? -1 : textA > textB ? 1 : 0
}

function holdingsText(lots: Lots): string {
  return heldInstruments(lots)
    .map((name) => `${name}:${lots[name]}`)
    .join('\n')
}

/**
 * Whether an account is to be liquidated: its equity is below maintenance, and it needs some. One without a requirement cannot be
 * liquidated, even with a debt.
 *
 * @example
 * import { needsLiquidation } from '@plimsoll/clearing'
 * needsLiquidation({ equity: 500, maintenance: 500 }) // => false
 * needsLiquidation({ equity: 499, maintenance: 500 }) // => true
 */
export function needsLiquidation({ equity, maintenance }: Standing): boolean {
  return maintenance > 0 && equity < maintenance
}
