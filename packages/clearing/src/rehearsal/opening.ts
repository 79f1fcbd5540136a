import { instrumentOf, type Ready } from './market.js'
import type { Population } from './population.js'
import { backstopAccount, currency, type Venue } from './venue.js'

/** What could not be opened as the population says. */
export interface Opening {
  readonly accounts: number
  /** Holdings that the rule book did not let an account open. */
  readonly refused: number
}

/** Stands on the other side of every holding, is flat when all are open, and leaves. */
const opener = 'opener'
const plenty = 10n ** 22n

/** Opens the population’s accounts with what they hold, and those who stand ready; fills the fund. */
export function open(venue: Venue, { accounts }: Population): Opening {
  const { market } = venue
  enter(venue, opener, plenty)
  let refused = 0
  for (const { account, owner, mode, cash, holdings } of accounts) {
    venue.must('open-account', { account, owner, mode })
    if (cash > 0) venue.must('deposit', { account, asset: currency, amount: money(cash) })
    for (const { coin, lots, entry } of holdings) {
      const sides = [
        { account, fee: 0n },
        { account: opener, fee: 0n },
      ] as const
      const [buyer, seller] = lots > 0n ? sides : [sides[1], sides[0]]
      const price = BigInt(Math.round(entry * 10 ** market.coins[coin]!.priceDecimals))
      const body = { instrument: instrumentOf(coin), lots: lots > 0n ? lots : -lots, price, buyer, seller }
      if (venue.send('trade', body).refusal !== undefined) refused++
    }
  }
  for (const name of readyNames('maker', market.makers)) enter(venue, name, money(market.makers.capital))
  for (const name of readyNames('bidder', market.bidders)) enter(venue, name, money(market.bidders.capital))
  enter(venue, backstopAccount, money(market.backstop.capital))
  if (market.fund > 0) {
    const amount = money(market.fund)
    enter(venue, 'sponsor', amount)
    venue.must('contribute', { account: 'sponsor', asset: currency, amount, market: 'shared' })
  }
  return { accounts: accounts.length, refused }
}

function enter(venue: Venue, account: string, amount: bigint): void {
  venue.must('open-account', { account, owner: account, mode: 'cross' })
  if (amount > 0n) venue.must('deposit', { account, asset: currency, amount })
}

export function readyNames(kind: 'maker' | 'bidder', { count }: Ready): readonly string[] {
  return Array.from({ length: count }, (_, row) => `${kind}-${row + 1}`)
}

export function money(dollars: number): bigint {
  return BigInt(Math.round(dollars * 1e6))
}
