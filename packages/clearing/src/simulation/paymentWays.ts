import type { Command, CommandKind } from '../machine/commands.js'
import type { Event, LedgerName, Reason } from '../machine/events.js'

type Moved = Extract<Event, { kind: 'moved' }>
type Party =
  | 'account'
  | 'variation'
  | 'fund'
  | 'funding'
  | Extract<LedgerName, 'external' | 'fees' | 'interest' | 'rounding' | 'venue' | 'unpaid'>
type Way = readonly [from: Party, to: Party, kinds: readonly CommandKind[]]

const exchanging = ['trade', 'liquidation-filled', 'bid', 'settle', 'advance'] as const

/**
 * Who may pay whom, for what, at which command; what is not in the list is a payment that nobody has agreed to. Of a fund there are two
 * ways out: a bidder is paid for taking what is worth less than nothing, and a loss is shared.
 */
const ways: { readonly [Why in Reason]: readonly Way[] } = {
  deposit: [['external', 'account', ['deposit']]],
  withdrawal: [['account', 'external', ['withdraw']]],
  transfer: [['account', 'account', ['transfer']]],
  contribution: [['account', 'fund', ['contribute']]],
  'top-up': [['account', 'account', ['advance']]],
  realised: [
    ['variation', 'account', exchanging],
    ['account', 'variation', exchanging],
  ],
  rounding: [
    ['variation', 'rounding', exchanging],
    ['funding', 'rounding', ['advance']],
  ],
  premium: [
    ['account', 'rounding', ['trade', 'liquidation-filled', 'advance']],
    ['rounding', 'account', ['trade', 'liquidation-filled', 'advance']],
  ],
  fee: [
    ['account', 'fees', ['trade']],
    ['fees', 'account', ['trade']],
  ],
  funding: [
    ['account', 'rounding', ['pay-funding']],
    ['rounding', 'account', ['pay-funding']],
    ['account', 'funding', exchanging],
    ['funding', 'account', exchanging],
  ],
  interest: [['account', 'interest', ['charge-interest']]],
  settlement: [
    ['rounding', 'account', ['settle', 'advance']],
    ['account', 'rounding', ['settle', 'advance']],
  ],
  liquidation: [
    ['account', 'fund', ['liquidation-filled', 'advance']],
    ['account', 'account', ['bid', 'advance']],
    ['fund', 'account', ['bid']],
  ],
  loss: [
    ['fund', 'account', ['advance']],
    // Who has agreed to it: that is checked where the loss is.
    ['account', 'account', ['advance']],
    ['venue', 'account', ['advance']],
    ['unpaid', 'account', ['advance']],
  ],
}

function partyOf(name: LedgerName): Party {
  return name.split(':', 1)[0] as Party
}

/** What is wrong with a payment as such; nothing where it is one that the rules know. */
export function paymentFault({ kind }: Command, { from, to, why, amount }: Moved): string | undefined {
  const isKnown = ways[why].some(
    ([giver, taker, kinds]) => giver === partyOf(from) && taker === partyOf(to) && kinds.includes(kind),
  )
  if (!isKnown) return `${kind}: ${from} pays ${to} for ${why}`
  return amount > 0n ? undefined : `${kind}: ${from} pays ${to} an amount of ${amount}`
}

/** Commands that ask for one payment, and which; every other event of theirs moves nothing. */
export function paymentAsked(command: Command): Omit<Moved, 'kind' | 'why'> | undefined {
  switch (command.kind) {
    case 'deposit':
      return { from: 'external', to: `account:${command.account}`, asset: command.asset, amount: command.amount }
    case 'withdraw':
      return { from: `account:${command.account}`, to: 'external', asset: command.asset, amount: command.amount }
    case 'transfer':
      return {
        from: `account:${command.from}`,
        to: `account:${command.to}`,
        asset: command.asset,
        amount: command.amount,
      }
    case 'contribute':
      return {
        from: `account:${command.account}`,
        to: `fund:${command.market}`,
        asset: command.asset,
        amount: command.amount,
      }
    default:
      return undefined
  }
}
