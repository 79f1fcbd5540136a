import { refuse } from '../../error/refusal.js'
import type { CommandOf } from '../commands.js'
import { type Draft, move } from '../draft.js'
import { accountIn, assetIn, requirePositive } from '../lookup.js'

export function deposit(draft: Draft, { account, asset, amount }: CommandOf<'deposit'>): void {
  accountIn(draft.state, account)
  assetIn(draft.state, asset)
  requirePositive(amount, 'amount')
  move(draft, 'external', `account:${account}`, asset, amount, 'deposit')
}

export function withdraw(draft: Draft, { account, asset, amount }: CommandOf<'withdraw'>): void {
  requireHeld(draft, account, asset, amount, 'account')
  move(draft, `account:${account}`, 'external', asset, amount, 'withdrawal')
}

export function transfer(draft: Draft, { from, to, asset, amount }: CommandOf<'transfer'>): void {
  requireHeld(draft, from, asset, amount, 'from')
  accountIn(draft.state, to, 'to')
  if (from === to) refuse('COMMAND_MALFORMED', 'to', to, 'another account')
  move(draft, `account:${from}`, `account:${to}`, asset, amount, 'transfer')
}

export function contribute(draft: Draft, { account, asset, amount, market }: CommandOf<'contribute'>): void {
  requireHeld(draft, account, asset, amount, 'account')
  move(draft, `account:${account}`, `fund:${market}`, asset, amount, 'contribution')
}

function requireHeld(draft: Draft, account: string, asset: string, amount: bigint, where: string): void {
  const { balances } = accountIn(draft.state, account, where)
  assetIn(draft.state, asset)
  requirePositive(amount, 'amount')
  const held = balances[asset] ?? 0n
  if (held < amount) refuse('FUNDS_INSUFFICIENT', 'amount', amount, `at most the balance of ${held}`)
}
