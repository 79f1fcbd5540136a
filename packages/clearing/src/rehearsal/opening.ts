import { instrumentOf, type Ready } from './market.js'
import type { Holding, Population } from './population.js'
import { tenTo } from './tenTo.js'
import { backstopAccount, currency, type Venue } from './venue.js'

/** How the venue was filled. */
export interface Opening {
  readonly accounts: number
  /** Accounts that had to pay in more than the population says, because the rule book asked for it. */
  readonly toppedUp: number
}

/** Stands on the other side of every holding, is flat when all are open, and leaves. */
const opener = 'opener'
const plenty = 10n ** 22n

/** Opens the population’s accounts with what they hold, and those who stand ready; fills the fund. */
export function openPopulation(venue: Venue, { accounts }: Population): Opening {
  const { market, state } = venue
  enter(venue, opener, plenty)
  let toppedUp = 0
  for (const { account, owner, mode, cash, holdings } of accounts) {
    venue.must('open-account', { account, owner, mode })
    if (cash > 0) venue.must('deposit', { account, asset: currency, amount: money(cash) })
    const paid = holdings.map((holding) => openHolding(venue, account, holding))
    if (paid.some((more) => more)) toppedUp++
  }
  venue.must('withdraw', { account: opener, asset: currency, amount: state.accounts.get(opener)!.balances[currency]! })
  venue.must('close-account', { account: opener })
  for (const name of readyNames('maker', market.makers)) enter(venue, name, money(market.makers.capital))
  for (const name of readyNames('bidder', market.bidders)) enter(venue, name, money(market.bidders.capital))
  enter(venue, backstopAccount, money(market.backstop.capital))
  if (market.fund > 0) {
    const amount = money(market.fund)
    enter(venue, 'sponsor', amount)
    venue.must('contribute', { account: 'sponsor', asset: currency, amount, market: 'shared' })
  }
  return { accounts: accounts.length, toppedUp }
}

/** Opens a holding at what it cost; whether more had to be paid in for it, a twentieth of its size at a time. */
function openHolding(venue: Venue, account: string, { coin, lots, entry }: Holding): boolean {
  const { lotDecimals, priceDecimals } = venue.market.coins[coin]!
  const sides = [
    { account, fee: 0n },
    { account: opener, fee: 0n },
  ] as const
  const [buyer, seller] = lots > 0n ? sides : [sides[1], sides[0]]
  const price = BigInt(Math.round(entry * tenTo(priceDecimals)))
  const size = lots > 0n ? lots : -lots
  const part = money((Number(size) / tenTo(lotDecimals)) * (entry / 20)) + 1n
  for (let more = 0; ; more++) {
    const answer = venue.send('trade', { instrument: instrumentOf(coin), lots: size, price, buyer, seller })
    if (answer.refusal === undefined) return more > 0
    venue.must('deposit', { account, asset: currency, amount: part })
  }
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
