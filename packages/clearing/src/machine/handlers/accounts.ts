import { refuse } from '../../error/refusal.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { accountIn, orderIn, requireName } from '../lookup.js'

export function openAccount(draft: Draft, { account, owner, mode }: CommandOf<'open-account'>): void {
  requireName(account, 'account')
  requireName(owner, 'owner')
  if (draft.state.accounts.get(account) !== undefined) {
    refuse('ACCOUNT_EXISTS', 'account', account, 'a name that no account has')
  }
  draft.emit({ kind: 'account-opened', account, owner, mode })
}

export function closeAccount(draft: Draft, { account }: CommandOf<'close-account'>): void {
  const { balances, positions, orders } = accountIn(draft.state, account)
  const held = [balances, positions, orders].flatMap((entries) => Object.keys(entries))
  if (held.length > 0) refuse('ACCOUNT_NOT_EMPTY', 'account', held.join(', '), 'nothing held, owed or ordered')
  draft.emit({ kind: 'account-closed', account })
}

export function changeMode(draft: Draft, { account, mode }: CommandOf<'change-mode'>): void {
  if (accountIn(draft.state, account).mode !== mode) draft.emit({ kind: 'mode-changed', account, mode })
}

export function cancelOrder(draft: Draft, { account, order }: CommandOf<'cancel-order'>): void {
  orderIn(accountIn(draft.state, account), order)
  draft.emit({ kind: 'order-removed', account, id: order, why: 'cancelled' })
}
