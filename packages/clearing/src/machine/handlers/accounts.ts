import { refuse } from '../../error/refusal.js'
import type { CommandOf } from '../commands.js'
import type { Draft } from '../draft.js'
import { accountIn, assetIn, listingIn, orderIn, requireName, requirePositive } from '../lookup.js'

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

/** Names the account of the same owner that stands in when this one is called. */
export function setTopUp(draft: Draft, { account, topUp }: CommandOf<'set-top-up'>): void {
  const { owner } = accountIn(draft.state, account)
  if (topUp === undefined) {
    draft.emit({ kind: 'top-up-set', account })
    return
  }
  const giver = accountIn(draft.state, topUp.from, 'topUp.from')
  assetIn(draft.state, topUp.asset)
  requirePositive(topUp.most, 'topUp.most')
  if (giver.owner !== owner || topUp.from === account) {
    refuse('COMMAND_MALFORMED', 'topUp.from', topUp.from, `another account of ${owner}`)
  }
  draft.emit({ kind: 'top-up-set', account, topUp })
}

/** Lets the venue hedge the account when it is called. */
export function setAutoHedge(draft: Draft, { account, autoHedge }: CommandOf<'set-auto-hedge'>): void {
  accountIn(draft.state, account)
  if (autoHedge === undefined) {
    draft.emit({ kind: 'auto-hedge-set', account })
    return
  }
  requirePositive(autoHedge.most, 'autoHedge.most')
  requirePositive(autoHedge.slippage, 'autoHedge.slippage')
  for (const instrument of autoHedge.instruments) {
    const { kind } = listingIn(draft.state, instrument).instrument
    if (kind === 'option') refuse('COMMAND_MALFORMED', 'autoHedge.instruments', instrument, 'perpetuals and futures')
  }
  draft.emit({ kind: 'auto-hedge-set', account, autoHedge })
}

export function cancelOrder(draft: Draft, { account, order }: CommandOf<'cancel-order'>): void {
  orderIn(accountIn(draft.state, account), order)
  draft.emit({ kind: 'order-removed', account, id: order, why: 'cancelled' })
}
