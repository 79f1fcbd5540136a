import { healthOf, moneyUnits, PlimsollError } from 'plimsoll'
import {
  type AccountView,
  type Assess,
  type InstrumentTerms,
  type Lots,
  type SystemState,
  size,
} from '../liquidation/account.js'
import type { Takeover } from '../liquidation/backstop.js'
import { closeEpisode, type Episode, startEpisode } from '../liquidation/episode.js'
import { nextAction } from '../liquidation/nextAction.js'
import { fraction } from '../liquidation/ppm.js'
import { needsLiquidation, worstFirst } from '../liquidation/queue.js'
import type { Situation } from '../liquidation/situation.js'
import { actionTable } from '../oracle/actionTable.js'
import { assess, assessIfPriced } from '../risk/assess.js'
import { withTrade } from '../risk/hypothetical.js'
import { instrumentTerms } from '../risk/instrumentTerms.js'
import { marketView, parametersOf } from '../risk/marketView.js'
import { notional } from '../risk/marks.js'
import { statusOf } from '../risk/statusOf.js'
import type { Access, AccountRecord, PriceStatus } from '../state/records.js'
import type { State } from '../state/state.js'
import { accessOf, mayBegin } from './access.js'
import { coverDeficit } from './coverDeficit.js'
import { deleverageParts } from './deleverageParts.js'
import { type Draft, move } from './draft.js'
import { between, exchangeLots } from './exchangeLots.js'
import { charge, lossRoom } from './funds.js'
import { accountIn } from './lookup.js'

/** Actions on one account in one go; after so many the next `advance` goes on. */
const actionsMax = 8

/** Goes on with every liquidation that is open and begins those that are due, worst first, a bounded number at a time. */
export function liquidate(draft: Draft): void {
  const { state, at } = draft
  const queue = state.accounts.keys().flatMap((id) => {
    const account = accountIn(state, id)
    const standing = assessIfPriced(state, id, account)
    if (standing === undefined) return []
    const isOpen = state.episodes.get(id)?.open === true
    const isBankrupt = standing.equity < 0 && Object.keys(account.positions).length === 0
    // An episode ends only well above maintenance, so that one begun by a price that is not of now would liquidate who never was below it.
    const isOfNow = actionTable.liquidate[statusOf(state, account)] !== 'no'
    return isOpen || (isOfNow && (isBankrupt || isDue(state, standing)))
      ? [{ id, ...standing, positions: lotsOf(account), isOpen }]
      : []
  })
  const open = queue.filter(({ isOpen }) => isOpen)
  const waiting = queue.filter(({ isOpen }) => !isOpen)
  const begun = worstFirst(waiting, mayBegin(state, at))
  const taken = takenLately(state, at)
  for (const { id } of worstFirst([...open, ...begun], parametersOf(state).liquidationsMax))
    liquidateAccount(draft, id, taken)
}

/** Lots of each instrument, without their sign, that liquidations have taken of its market and it has not had the time to renew. */
type Taken = Record<string, bigint>

/** By all steps of the last pace, whatever became of their episodes: many accounts together meet one market. */
function takenLately(state: State, at: number): Taken {
  const paces = parametersOf(state).liquidation.stages.map((stage) =>
    stage.kind === 'steps' ? stage.paceMilliseconds : 0,
  )
  const since = at - Math.max(...paces)
  const taken: Taken = {}
  for (const id of state.episodes.keys()) {
    const { lastStepAt, lastLots } = state.episodes.get(id)!
    if (lastStepAt !== null && lastLots !== undefined && lastStepAt > since) addTaken(taken, lastLots)
  }
  return taken
}

function addTaken(taken: Taken, traded: Lots): void {
  for (const [name, lots] of Object.entries(traded)) taken[name] = (taken[name] ?? 0n) + size(lots)
}

interface Standing {
  readonly equity: number
  readonly maintenance: number
}

/** While customers cannot answer, only who would otherwise leave a debt: the others’ turn comes when they could have paid in. */
function isDue(state: State, standing: Standing): boolean {
  if (!needsLiquidation(standing)) return false
  const near = fraction(parametersOf(state).liquidation.nearBankruptcyPpm)
  return accessOf(state).access === 'full' || healthOf(standing.equity, standing.maintenance) < near
}

function liquidateAccount(draft: Draft, id: string, taken: Taken): void {
  for (let action = 0; action < actionsMax; action++) {
    const situation = situationOf(draft, id, taken)
    if (situation === undefined) return
    const decision = nextAction(situation)
    keep(draft, id, decision.episode)
    switch (decision.action.kind) {
      case 'cancel-orders':
        cancelOrders(draft, id)
        // What the orders had reserved may have been all that was lacking: then nothing is sold.
        if (!isStillDue(draft.state, id)) {
          keep(draft, id, closeEpisode(decision.episode))
          return
        }
        break
      case 'step':
        draft.emit({ kind: 'liquidation-ordered', account: id, step: decision.action.step })
        addTaken(taken, decision.episode.lastLots!)
        return
      case 'auction':
        if (decision.action.fee > 0n) charge(draft, id, decision.action.fee)
        return
      case 'takeover':
        takeOver(draft, id, decision.action.takeover)
        break
      case 'deleverage':
        if (!deleverageParts(draft, id, decision.action.parts)) return
        break
      case 'bankrupt':
        coverDeficit(draft, id, decision.action.deficit)
        keep(draft, id, { ...decision.episode, open: false, pending: null })
        return
      case 'release':
      case 'wait':
        return
    }
  }
}

function isStillDue(state: State, id: string): boolean {
  const standing = assessIfPriced(state, id, accountIn(state, id))
  return standing === undefined || needsLiquidation(standing)
}

function keep({ state, emit }: Draft, account: string, episode: Episode): void {
  if (state.episodes.get(account) !== episode) emit({ kind: 'episode-changed', account, episode })
}

/**
 * What a decision about the account may look at; nothing while its prices do not allow to liquidate, or a market is not known. What others’ steps have
 * taken of a market is not there for this account’s.
 */
export function situationOf({ state, at }: Draft, id: string, taken: Taken = {}): Situation | undefined {
  const parameters = parametersOf(state)
  const account = accountIn(state, id)
  const view = marketView(state)
  const instruments: Record<string, InstrumentTerms> = {}
  try {
    for (const name of state.listings.keys()) {
      const { status, instrument } = state.listings.get(name)!
      const isHeld = account.positions[name] !== undefined
      if (!isHeld && (status !== 'open' || ('expiry' in instrument && instrument.expiry <= at))) continue
      const terms = instrumentTerms(state, view, name)
      if (terms !== undefined) instruments[name] = less(terms, taken[name] ?? 0n)
      else if (isHeld) return undefined
    }
    const { equity, maintenance } = assess(state, id, account)
    const known = state.episodes.get(id)
    return {
      rules: parameters.liquidation,
      account: {
        equity,
        maintenance,
        positions: lotsOf(account),
        hasOpenOrders: Object.values(account.orders).some(({ reduceOnly }) => !reduceOnly),
      } satisfies AccountView,
      instruments,
      assess: assessWith(state, id, account, instruments),
      episode: known?.open === true ? known : startEpisode(known, at),
      backstopRoom: backstopRoom(state, id),
      lossRoom: lossRoom(state, at, id),
      system: systemState(statusOf(state, account), accessOf(state).access),
      now: at,
    }
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

function less(terms: InstrumentTerms, taken: bigint): InstrumentTerms {
  const { executableLots } = terms
  return taken === 0n ? terms : { ...terms, executableLots: executableLots > taken ? executableLots - taken : 0n }
}

function assessWith(
  state: State,
  id: string,
  account: AccountRecord,
  instruments: Readonly<Record<string, InstrumentTerms>>,
): Assess {
  return (change, prices = {}) => {
    let changed = account
    for (const [name, lots] of Object.entries(change)) {
      if (lots !== 0n)
        changed = withTrade(changed, state.listings.get(name)!, lots, prices[name] ?? instruments[name]!.mark)
    }
    const { equity, maintenance } = assess(state, id, changed)
    return { equity, maintenance }
  }
}

/**
 * Nobody is liquidated at a price that is not of now; an uncertain one is followed, at the pace of the rules. Until the venue is fully open again
 * customers have not been able to answer.
 */
function systemState(status: PriceStatus, access: Access): SystemState {
  if (status === 'HALT') return 'halt'
  if (status === 'STALE') return 'degraded'
  return access === 'full' ? 'normal' : 'protected'
}

function lotsOf({ positions }: AccountRecord): Lots {
  return Object.fromEntries(Object.entries(positions).map(([name, { lots }]) => [name, lots]))
}

/** What the backstop may still take of each underlying: its cap less what it holds. */
function backstopRoom(state: State, id: string): Readonly<Record<string, bigint>> {
  const { backstop } = parametersOf(state)
  if (backstop === undefined || backstop.account === id) return {}
  const room: Record<string, bigint> = { ...backstop.most }
  for (const [name, { lots }] of Object.entries(accountIn(state, backstop.account).positions)) {
    const listing = state.listings.get(name)!
    const { underlying } = listing.instrument
    // Also of what is no longer traded, which the account’s own instruments need not name.
    const units = moneyUnits(notional(state, listing, lots), parametersOf(state).liquidation.decimals, 'up')
    room[underlying] = (room[underlying] ?? 0n) - units
  }
  return room
}

function cancelOrders(draft: Draft, account: string): void {
  for (const [id, { reduceOnly }] of Object.entries(accountIn(draft.state, account).orders)) {
    if (!reduceOnly) draft.emit({ kind: 'order-removed', account, id, why: 'liquidation' })
  }
}

/** Positions go to the backstop at the mark, and so much money with them. */
function takeOver(draft: Draft, account: string, takeover: Takeover): void {
  const { backstop, callAsset } = parametersOf(draft.state)
  const by = backstop!.account
  draft.emit({ kind: 'taken-over', account, by, takeover })
  for (const { instrument, lots, price } of takeover.parts) {
    const listing = draft.state.listings.get(instrument)!
    exchangeLots(draft, listing, between(account, by, -lots, price))
  }
  move(draft, `account:${account}`, `account:${by}`, callAsset, takeover.compensation, 'liquidation')
}
