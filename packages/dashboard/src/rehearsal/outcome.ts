import type { RehearsalView } from '@plimsoll/server/contract'
import { amount, fixed } from '../format/number'

const many = (count: number, one: string, more: string): string => `${fixed(count, 0)} ${count === 1 ? one : more}`

const fundText = ({ start, now }: RehearsalView['fund']): string =>
  Number(start) === 0 && Number(now) === 0
    ? 'The insurance fund held nothing, at the start and at the end'
    : `The insurance fund went from ${amount(Number(start))} to ${amount(Number(now))}`

/** What came of it, in sentences. */
export function outcomeOf({ totals, fund, unpaid, asset }: RehearsalView): readonly string[] {
  const { calls, deposits, liquidations, auctions, takeovers, deleveragingFills, winnersHurt, hedgedWinnersHurt } =
    totals
  const rest = Number(unpaid)
  return [
    `${many(calls, 'margin call', 'margin calls')}, ${many(deposits, 'deposit', 'deposits')} in answer; ${many(liquidations, 'liquidation', 'liquidations')}, ${many(auctions, 'auction', 'auctions')}, ${many(takeovers, 'takeover', 'takeovers')} by the backstop.`,
    deleveragingFills === 0
      ? 'Nobody was deleveraged.'
      : `${many(winnersHurt, 'winner was', 'winners were')} deleveraged, ${fixed(hedgedWinnersHurt, 0)} of them hedged, in ${many(deleveragingFills, 'fill', 'fills')}${winnersHurt > deleveragingFills ? ': an account here stands for several that were published' : ''}.`,
    totals.deficit === 0
      ? 'No account ended below nothing.'
      : `Bankrupt accounts owed ${amount(totals.deficit)} ${asset}: the fund paid ${amount(totals.paidByFund)}, the venue ${amount(totals.paidByVenue)}.`,
    `${fundText(fund)}${rest === 0 ? ', and nothing stayed unpaid.' : `; ${amount(rest)} stayed unpaid.`}`,
  ]
}
