import { refuse } from '../../error/refusal.js'
import { parametersOf } from '../../risk/marketView.js'
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
  countOutflow(draft, asset, amount)
  move(draft, `account:${account}`, 'external', asset, amount, 'withdrawal')
}

const hour = 3_600_000

/** Refuses what would take more out of the venue within an hour than may leave, of what customers held when the hour began. */
function countOutflow(draft: Draft, asset: string, amount: bigint): void {
  const { state, at } = draft
  const known = state.outflows.get(asset)
  const { outflowMax } = parametersOf(state)
  const present =
    known !== undefined && at < known.from + hour
      ? known
      : { from: at, amount: 0n, held: heldBy(draft, asset), most: outflowMax }
  const most = (present.held * (outflowMax < present.most ? outflowMax : present.most)) / 1_000_000n
  const outflow = { ...present, amount: present.amount + amount }
  if (outflow.amount > most) {
    refuse('WITHDRAWAL_EXCEEDS', `${asset} leaving the venue within the hour`, outflow.amount, `at most ${most}`)
  }
  draft.emit({ kind: 'outflow-counted', asset, outflow })
}

/** What customers hold of an asset, debts left out. */
function heldBy({ state }: Draft, asset: string): bigint {
  let sum = 0n
  for (const account of state.accounts.keys()) {
    const balance = state.accounts.get(account)!.balances[asset] ?? 0n
    if (balance > 0n) sum += balance
  }
  return sum
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
