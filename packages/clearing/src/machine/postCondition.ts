import { PlimsollError } from 'plimsoll'
import { refuse } from '../error/refusal.js'
import { absolute } from '../ledger/fill.js'
import { actionTable, type PricedAction, worstStatus } from '../oracle/actionTable.js'
import { type Assessment, assess } from '../risk/assess.js'
import { assessAtBids } from '../risk/assessAtBids.js'
import { crowdFloor } from '../risk/crowdFloor.js'
import { gridGap } from '../risk/gridGap.js'
import { profitTakenBeyond } from '../risk/profits.js'
import { statusOf } from '../risk/statusOf.js'
import type { AccountRecord, OrderRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Duty } from './commands.js'
import { fundActions } from './funds.js'

/**
 * The one check that every command passes, over every account that its draft has touched. Handlers do not call it and cannot leave it
 * out; what a kind owes stands in `duties`.
 */
export function checkPostCondition(state: State, duty: Duty): void {
  if (duty === 'obligation') return
  for (const id of state.accounts.touched()) {
    const after = state.accounts.get(id)
    const before = state.accounts.before(id)
    if (after === undefined || before === undefined) continue
    if (takesNothing(before, after)) {
      const orders = ordersAdded(before, after)
      if (orders.length === 0) continue
      if (orders.every(({ reduceOnly }) => reduceOnly)) {
        requireNoHedgeOff(state, id, before, after)
        continue
      }
    }
    if (duty === 'relief') throw new Error(`account ${id} was burdened by a command that may only relieve`)
    const isSold = duty === 'takeover' && state.episodes.get(id)?.open === true
    if (isSold) {
      requireLessOverdue(id, assess(state, id, after), () => assess(state, id, before))
      continue
    }
    const action = actionOf(duty, before, after)
    requirePrices(state, id, action, [before, after])
    if (duty === 'departure') {
      requireLeft(id, before, after, keptBack(state, id, after))
      requireCollected(state, id, before, after)
    } else {
      const factor = action === 'open' ? openingFactor(state, id) : 1
      const at = (account: AccountRecord): Assessment => atEntry(state, id, account, factor)
      requireHealthier(id, at(after), () => at(before))
    }
  }
}

/** By how much more is asked of who opens while the fund is drawn down; refuses it where only reducing is allowed. */
function openingFactor(state: State, id: string): number {
  const { opens, initialFactorPpm } = fundActions(state)
  if (!opens) refuse('VENUE_RESTRICTED', `account ${id}: open`, 'the insurance fund is drawn down', 'what only reduces')
  return Number(initialFactorPpm) / 1e6
}

/** No less of anything, the same positions and mode: without other orders never worse, at whatever price. */
function takesNothing(before: AccountRecord, after: AccountRecord): boolean {
  if (after.positions !== before.positions || after.mode !== before.mode) return false
  for (const [asset, amount] of Object.entries(before.balances)) {
    const left = after.balances[asset] ?? 0n
    if (left < amount) return false
  }
  for (const [asset, amount] of Object.entries(after.balances)) {
    if (amount < 0n && before.balances[asset] === undefined) return false
  }
  return true
}

function ordersAdded(before: AccountRecord, after: AccountRecord): readonly OrderRecord[] {
  return Object.entries(after.orders).flatMap(([id, order]) => (before.orders[id] === order ? [] : [order]))
}

/**
 * An order that only reduces is taken from whoever is short, too, unless the position is the hedge of another leg and taking it off
 * would leave the account shorter than it is. Where nothing can be priced the order rests: its fill will be judged.
 */
function requireNoHedgeOff(state: State, id: string, before: AccountRecord, after: AccountRecord): void {
  try {
    const [was, is] = [assess(state, id, before), assess(state, id, after)]
    if (shortOf(is) <= Math.max(shortOf(was), 0) && overdueOf(is) <= Math.max(overdueOf(was), 0)) return
    const expected = `at most ${Math.max(shortOf(was), 0)}`
    refuse('MARGIN_INSUFFICIENT', `account ${id}: initial requirement less value at slow prices`, shortOf(is), expected)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
  }
}

function shortOf({ initial, slowEquity }: Assessment): number {
  return initial - slowEquity
}

function overdueOf({ maintenance, equity }: Assessment): number {
  return maintenance - equity
}

/** What a command does to an account, as the table of prices knows it. */
function actionOf(duty: Duty, before: AccountRecord, after: AccountRecord): PricedAction {
  if (duty === 'departure') return 'withdraw'
  const grows = Object.entries(after.positions).some(
    ([id, { lots }]) => absolute(lots) > absolute(before.positions[id]?.lots ?? 0n),
  )
  const orders = Object.entries(after.orders).some(
    ([id, order]) => !order.reduceOnly && before.orders[id] === undefined,
  )
  return grows || orders ? 'open' : 'reduce'
}

/** Refuses what the worst state of the account's prices does not allow. */
function requirePrices(state: State, id: string, action: PricedAction, records: readonly AccountRecord[]): void {
  const status = worstStatus(records.map((record) => statusOf(state, record)))
  if (actionTable[action][status] !== 'no') return
  refuse('PRICE_UNAVAILABLE', `account ${id}: ${action}`, status, 'prices in a state that allows it')
}

/** Whether an account that gives something away leaves enough behind. */
export function isLeft(state: State, id: string, account: AccountRecord): boolean {
  try {
    const { slowEquity, kept } = keptBack(state, id, account)
    return slowEquity >= kept
  } catch (error) {
    if (error instanceof PlimsollError) return false
    throw error
  }
}

/**
 * What opening asks for: the initial requirement with what lies between the moves of its grid, times a factor while the fund is drawn down, or
 * more where the market is crowded; of a value that counts bought options at what is bid.
 */
function atEntry(state: State, id: string, account: AccountRecord, factor: number): Assessment {
  const assessment = assessAtBids(state, id, account)
  const initial = (assessment.initial + gridGap(state, id, account)) * factor
  return { ...assessment, initial: Math.max(initial, crowdFloor(state, account)) }
}

/** The same where something leaves. */
function keptBack(state: State, id: string, account: AccountRecord): Assessment {
  const assessment = assessAtBids(state, id, account)
  const { kept, initial } = assessment
  return {
    ...assessment,
    kept: Math.max(kept, initial + gridGap(state, id, account), crowdFloor(state, account)),
  }
}

function requireLeft(id: string, before: AccountRecord, after: AccountRecord, { slowEquity, kept }: Assessment): void {
  for (const asset of Object.keys(before.balances)) {
    const amount = after.balances[asset] ?? 0n
    if (amount < 0n && amount < (before.balances[asset] ?? 0n))
      refuse('FUNDS_INSUFFICIENT', `account ${id}: balance of ${asset}`, amount, 'nothing owed')
  }
  if (!(slowEquity >= kept)) {
    refuse('WITHDRAWAL_EXCEEDS', `account ${id}: value at slow prices`, slowEquity, `at least ${kept} left behind`)
  }
}

/** While losses are larger than the funds, profit leaves only as far as there is cash for everybody’s. */
function requireCollected(state: State, id: string, before: AccountRecord, after: AccountRecord): void {
  for (const [asset, paidIn] of Object.entries(after.contributed)) {
    if (paidIn >= 0n || paidIn >= (before.contributed[asset] ?? 0n)) continue
    const beyond = profitTakenBeyond(state, after, asset)
    if (beyond > 0n) {
      refuse(
        'WITHDRAWAL_EXCEEDS',
        `account ${id}: profit in ${asset}`,
        beyond,
        'no more than its share of what was collected',
      )
    }
  }
}

/** An account in liquidation may look how it will by the initial requirement; its maintenance shortfall strictly falls. */
function requireLessOverdue(id: string, after: Assessment, before: () => Assessment): void {
  const overdue = overdueOf(after)
  const wasOverdue = overdueOf(before())
  if (overdue < wasOverdue) return
  refuse(
    'MARGIN_INSUFFICIENT',
    `account ${id}: maintenance requirement less equity`,
    overdue,
    `less than ${wasOverdue}`,
  )
}

function requireHealthier(id: string, after: Assessment, before: () => Assessment): void {
  const short = shortOf(after)
  if (short <= 0) return
  const was = before()
  const wasShort = shortOf(was)
  const maintained = overdueOf(after) <= Math.max(overdueOf(was), 0)
  if (short < wasShort && maintained) return
  refuse(
    'MARGIN_INSUFFICIENT',
    `account ${id}: initial requirement less value at slow prices`,
    short,
    `at most 0, or less than ${wasShort}`,
  )
}
