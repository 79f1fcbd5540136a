import { curesOf, hedgesWith, leastDeposit } from '../calls/cures.js'
import { levelOf } from '../calls/level.js'
import { absolute } from '../ledger/fill.js'
import { actionTable } from '../oracle/actionTable.js'
import { assessIfPriced } from '../risk/assess.js'
import { parametersOf } from '../risk/marketView.js'
import { markOf } from '../risk/marks.js'
import { statusOf } from '../risk/statusOf.js'
import type { Level } from '../state/records.js'
import { type Draft, move } from './draft.js'
import { accountIn } from './lookup.js'
import { isLeft } from './postCondition.js'

/**
 * Looks at every account's level at the present prices, says what changed, and does what accounts have asked to be done when they
 * are called. An account that cannot be valued keeps its level: nobody is called at a price that is not there.
 */
export function watch(draft: Draft): void {
  for (const account of draft.state.accounts.keys()) {
    const level = presentLevel(draft, account)
    if (level === undefined) continue
    const known = draft.state.levels.get(account)?.level ?? 'safe'
    if (level === 'safe' || level === 'warning') tell(draft, account, level)
    else {
      if (known !== level) {
        topUp(draft, account)
        autoHedge(draft, account)
      }
      tell(draft, account, presentLevel(draft, account) ?? level)
    }
  }
}

/** Nothing where the account's prices are not of now. */
function presentLevel({ state }: Draft, id: string): Level | undefined {
  if (actionTable.liquidate[statusOf(state, accountIn(state, id))] === 'no') return undefined
  const figures = assessIfPriced(state, id, accountIn(state, id))
  return figures === undefined ? undefined : levelOf(figures, parametersOf(state).warning)
}

/** Notes a change of level; a call comes with a deadline and with what would cure it. */
function tell(draft: Draft, account: string, level: Level): void {
  const { state, at } = draft
  const known = state.levels.get(account)
  if ((known?.level ?? 'safe') === level) return
  if (level === 'safe' || level === 'warning') {
    draft.emit({ kind: 'level-changed', account, level: { level, since: at } })
    return
  }
  const { callTime, callAsset } = parametersOf(state)
  const cures = curesOf(state, account, accountIn(state, account), callAsset)
  // Falling on from a call to liquidation and back leaves the deadline where it was.
  const deadline = known?.deadline ?? at + callTime
  draft.emit({ kind: 'level-changed', account, level: { level, since: at, deadline, cures } })
}

/** Fetches what is missing from the account that was named for it, as far as that one can spare it. */
function topUp(draft: Draft, account: string): void {
  const { state } = draft
  const record = accountIn(state, account)
  if (record.topUp === undefined) return
  const { from, asset, most } = record.topUp
  const giver = state.accounts.get(from)
  const needed = leastDeposit(state, account, record, asset)
  if (giver === undefined || needed === undefined) return
  const held = giver.balances[asset] ?? 0n
  const amount = [needed, most, held].reduce((least, limit) => (limit < least ? limit : least))
  const spared = largestSpared(draft, from, asset, amount)
  if (spared === 0n) return
  move(draft, `account:${from}`, `account:${account}`, asset, spared, 'top-up')
  const left = most - spared
  draft.emit({ kind: 'top-up-set', account, ...(left === 0n ? {} : { topUp: { from, asset, most: left } }) })
}

/** The largest amount up to `most` that may leave the giver. */
function largestSpared({ state }: Draft, from: string, asset: string, most: bigint): bigint {
  const giver = accountIn(state, from)
  const mayGive = (amount: bigint): boolean =>
    isLeft(state, from, { ...giver, balances: { ...giver.balances, [asset]: (giver.balances[asset] ?? 0n) - amount } })
  if (most <= 0n) return 0n
  if (mayGive(most)) return most
  let safe = 0n
  let unsafe = most
  while (unsafe - safe > 1n) {
    const middle = (safe + unsafe) / 2n
    if (mayGive(middle)) safe = middle
    else unsafe = middle
  }
  return safe
}

/** Sends the smallest hedge that cures as an order, where the account lets the venue do so and a hedge within its limits does. */
function autoHedge(draft: Draft, account: string): void {
  const { state } = draft
  const record = accountIn(state, account)
  if (record.autoHedge === undefined) return
  const { instruments, most, slippage } = record.autoHedge
  const hedge = hedgesWith(state, account, record, instruments, most)
  if (hedge === undefined) return
  const mark = markOf(state, state.listings.get(hedge.instrument)!)!
  const worse = (absolute(mark) * slippage) / 1_000_000n
  const price = hedge.lots > 0n ? mark + worse : mark - worse
  const id = `hedge:${hedge.instrument}`
  if (record.orders[id] !== undefined) draft.emit({ kind: 'order-removed', account, id, why: 'cancelled' })
  draft.emit({ kind: 'order-placed', account, id, order: { ...hedge, price, reduceOnly: false } })
}
