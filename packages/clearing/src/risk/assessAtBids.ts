import { decimal, decimalToNumber } from 'plimsoll'
import { fineValue, isPaid } from '../ledger/listing.js'
import { longOptionCredit } from '../oracle/surfaceMark.js'
import { clockOf } from '../state/clock.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { type Assessment, assess } from './assess.js'
import { marketView, parametersOf } from './marketView.js'
import { markOf } from './marks.js'

/**
 * What an account has and needs when the options that it has bought count for no more than somebody bids for as many of them: what opening
 * and withdrawing look at, so that a quote of one lot in a wing makes nobody richer. Nor poorer: who would stand better without what he
 * has bought is taken to have thrown it away. Nobody is called or liquidated by it.
 *
 * @throws PlimsollError where the market cannot price what the account holds
 */
export function assessAtBids(state: State, id: string, account: AccountRecord): Assessment {
  const assessment = assess(state, id, account)
  const gap = bidGap(state, account)
  if (gap === 0) return assessment
  const credited = { ...assessment, slowEquity: assessment.slowEquity - gap }
  const { slowEquity, initial, kept } = assess(state, id, withoutBought(state, account))
  const without = { ...assessment, slowEquity, initial, kept }
  if (roomOf(without) <= roomOf(credited)) return credited
  // What hurts by the model already, for its size or its slow price, is not thrown away for nothing.
  return roomOf(without) < roomOf(assessment) ? without : assessment
}

function roomOf({ slowEquity, initial }: Assessment): number {
  return slowEquity - initial
}

function withoutBought(state: State, account: AccountRecord): AccountRecord {
  const kept = Object.entries(account.positions).filter(
    ([name, { lots }]) => lots < 0n || !isPaid(state.listings.get(name)!),
  )
  return { ...account, positions: Object.fromEntries(kept) }
}

/**
 * By how much bought options are worth more by the model than what is bid for them, reporting currency. Lots beyond the bid, and all where there is
 * none of now, count for nothing.
 */
export function bidGap(state: State, { positions }: AccountRecord): number {
  const { bidTime } = parametersOf(state)
  if (bidTime === undefined) return 0
  let gap = 0
  for (const [name, { lots }] of Object.entries(positions)) {
    const listing = state.listings.get(name)!
    const mark = markOf(state, listing)
    if (!isPaid(listing) || lots <= 0n || mark === undefined) continue
    const seen = state.bids.get(name)
    const bid = seen !== undefined && clockOf(state).at < seen.at + bidTime ? seen : undefined
    const wanted = bid === undefined ? 0n : bid.lots < lots ? bid.lots : lots
    const credit = fineValue(listing, wanted, longOptionCredit(mark, bid?.price))
    const beyond = decimal(fineValue(listing, lots, mark) - credit, listing.fineDecimals)
    gap += decimalToNumber(beyond) * marketView(state).markets.fast.assets[listing.asset]!.price
  }
  return gap
}
