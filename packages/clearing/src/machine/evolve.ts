import { unwatchedFund } from '../loss/waterfall/fundWatch.js'
import { afterDraw } from '../loss/waterfall/sharedSlice.js'
import { parametersOf } from '../risk/marketView.js'
import { averageKey } from '../state/averageKey.js'
import { answerKey, clockOf, periodOf } from '../state/clock.js'
import type { AccountRecord, ClockRecord, FundRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { plus, withEntry, without } from './amounts.js'
import { countOwner } from './countOwner.js'
import { accountOf, type Event, type LedgerName } from './events.js'

type Evolvers = { readonly [Kind in Event['kind']]: (state: State, event: Extract<Event, { kind: Kind }>) => void }

/** A new kind of event does not compile before it stands here. */
const evolvers: Evolvers = {
  advanced(state, { at }) {
    const before = periodOf(state)
    setClock(state, { at })
    const period = periodOf(state)
    if (period === before) return
    for (const key of state.answers.keys()) if (Number(key.split(' ', 1)[0]) < period - 1) state.answers.delete(key)
  },
  revalued: (state) => newMarket(state),
  answered(state, { id, answer }) {
    setClock(state, { sequence: answer.sequence })
    state.answers.set(answerKey(periodOf(state), id), answer)
  },
  moved(state, { from, to, asset, amount, why }) {
    add(state, from, asset, -amount)
    add(state, to, asset, amount)
    if (why === 'realised') realise(state, from, to, amount)
    if (from === 'external' || to === 'external' || why === 'contribution') {
      contribute(state, from, asset, -amount)
      contribute(state, to, asset, amount)
    }
    // What was paid in goes first: profit stays profit in whichever account it is.
    if (why === 'transfer' || why === 'top-up') {
      const paidIn = accountIn(state, accountOf(from)!).contributed[asset] ?? 0n
      const part = paidIn < 0n ? 0n : paidIn < amount ? paidIn : amount
      contribute(state, from, asset, -part)
      contribute(state, to, asset, part)
    }
  },
  'position-changed': changePosition,
  'residue-changed'(state, { instrument, residue }) {
    const book = present(state.books.get(instrument), instrument)
    state.books.set(instrument, { ...book, residue: book.residue + residue })
  },
  'profit-counted': (state, { account, instrument, amount }) => countProfit(state, account, instrument, amount),
  'account-opened'(state, { account, owner, mode }) {
    state.accounts.set(account, {
      owner,
      mode,
      balances: {},
      positions: {},
      orders: {},
      contributed: {},
      funded: {},
      realised: {},
    })
  },
  'account-closed'(state, { account }) {
    state.levels.delete(account)
    state.episodes.delete(account)
    state.accounts.delete(account)
  },
  'mode-changed': (state, { account, mode }) => changeAccount(state, account, { mode }),
  'top-up-set'(state, { account, topUp }) {
    const { topUp: _before, ...others } = accountIn(state, account)
    state.accounts.set(account, topUp === undefined ? others : { ...others, topUp })
  },
  'auto-hedge-set'(state, { account, autoHedge }) {
    const { autoHedge: _before, ...others } = accountIn(state, account)
    state.accounts.set(account, autoHedge === undefined ? others : { ...others, autoHedge })
  },
  'level-changed'(state, { account, level }) {
    if (level.level === 'safe') state.levels.delete(account)
    else state.levels.set(account, level)
  },
  'order-placed'(state, { account, id, order }) {
    changeAccount(state, account, { orders: withEntry(accountIn(state, account).orders, id, order) })
  },
  'order-reduced'(state, { account, id, lots }) {
    const { orders } = accountIn(state, account)
    changeAccount(state, account, { orders: { ...orders, [id]: { ...present(orders[id], id), lots } } })
  },
  'order-removed'(state, { account, id }) {
    changeAccount(state, account, { orders: without(accountIn(state, account).orders, id) })
  },
  'asset-listed': (state, { asset, record }) => state.assets.set(asset, record),
  'instrument-listed'(state, { id, listing }) {
    state.books.set(id, { openInterest: 0n, residue: 0n })
    newMarket(state)
    state.listings.set(id, listing)
  },
  'instrument-status'(state, { id, status }) {
    newMarket(state)
    state.listings.set(id, { ...present(state.listings.get(id), id), status })
  },
  'access-set': (state, { record }) => state.access.set('access', record),
  'price-set'(state, { feed, price }) {
    newMarket(state)
    state.prices.set(feed, price)
  },
  'feed-set': (state, { feed, terms }) => state.feeds.set(feed, terms),
  'feed-changed'(state, { feed, isShadow, state: heard }) {
    if (isShadow) state.feedChanges.set(feed, { ...present(state.feedChanges.get(feed), feed), shadow: heard })
    else state.feedStates.set(feed, heard)
  },
  'rate-heard': (state, { feed, state: heard }) => state.redemptions.set(feed, heard),
  'feed-change-announced': (state, { feed, change }) => state.feedChanges.set(feed, change),
  'feed-change-ended': (state, { feed }) => state.feedChanges.delete(feed),
  'surface-heard': (state, { underlying, state: heard }) => state.surfaceStates.set(underlying, heard),
  'surface-set'(state, { underlying, surface }) {
    newMarket(state)
    state.surfaces.set(underlying, surface)
  },
  'bid-seen': (state, { instrument, bid }) => state.bids.set(instrument, bid),
  'average-set': (state, { average }) => state.averages.set(averageKey(average.underlying, average.expiry), average),
  'parameters-set'(state, { parameters }) {
    newMarket(state)
    state.parameters.set('parameters', parameters)
  },
  'episode-changed': (state, { account, episode }) => state.episodes.set(account, episode),
  // These say why; what they did stands in the events beside them.
  'liquidation-ordered': () => undefined,
  'taken-over': () => undefined,
  deleveraged: () => undefined,
  'loss-shared': () => undefined,
  'funding-set': (state, { instrument, funding }) => state.fundings.set(instrument, funding),
  'funding-settled'(state, { account, instrument }) {
    const { index } = present(state.fundings.get(instrument), instrument)
    changeAccount(state, account, { funded: withEntry(accountIn(state, account).funded, instrument, index) })
  },
  'fund-drawn'(state, { market, amount, provider }) {
    const name = provider === undefined ? 'shared' : `account:${provider}`
    const known = fundOf(state, name)
    const { slice } = parametersOf(state).fund
    state.funds.set(name, { ...known, ...afterDraw(known, market, clockOf(state).at, amount, slice) })
  },
  'fund-watched': (state, { watch }) => state.funds.set('shared', { ...fundOf(state, 'shared'), watch }),
  'outflow-counted': (state, { asset, outflow }) => state.outflows.set(asset, outflow),
  'rate-counted': (state, { who, rate }) => state.rates.set(who, rate),
  'switch-released': (state, { who }) => state.rates.delete(who),
  'change-announced': (state, { name, change }) => state.pending.set(name, change),
  'change-withdrawn': (state, { name }) => state.pending.delete(name),
}

/** Applies what happened: the only code that writes. It decides nothing and refuses nothing; an event that does not fit is a defect. */
export function evolve(state: State, event: Event): void {
  evolveAs(state, event)
}

function evolveAs<Kind extends Event['kind']>(state: State, event: Extract<Event, { kind: Kind }>): void {
  const evolver = evolvers[event.kind as Kind] as (state: State, event: Extract<Event, { kind: Kind }>) => void
  evolver(state, event)
}

function fundOf(state: State, name: string): FundRecord {
  return state.funds.get(name) ?? { watch: unwatchedFund, draws: [] }
}

function setClock(state: State, change: Partial<ClockRecord>): void {
  state.clock.set('clock', { ...clockOf(state), ...change })
}

function newMarket(state: State): void {
  const { at, marketVersion } = clockOf(state)
  setClock(state, { marketVersion: marketVersion + 1, marketAt: at })
}

function accountIn(state: State, account: string): AccountRecord {
  return present(state.accounts.get(account), account)
}

function changeAccount(state: State, account: string, change: Partial<AccountRecord>): void {
  const before = accountIn(state, account)
  const after = { ...before, ...change }
  state.accounts.set(account, after)
  countOwner(state, before, after)
}

function add(state: State, name: LedgerName, asset: string, amount: bigint): void {
  const account = accountOf(name)
  if (account === undefined) {
    const key = `${name} ${asset}`
    const balance = (state.houses.get(key) ?? 0n) + amount
    if (balance === 0n) state.houses.delete(key)
    else state.houses.set(key, balance)
    return
  }
  const { balances } = accountIn(state, account)
  changeAccount(state, account, { balances: plus(balances, asset, amount) })
}

function contribute(state: State, name: LedgerName, asset: string, amount: bigint): void {
  const account = accountOf(name)
  if (account === undefined) return
  if (amount === 0n) return
  const { contributed } = accountIn(state, account)
  changeAccount(state, account, { contributed: plus(contributed, asset, amount) })
}

/** Counts what moved between an instrument's variation and an account as the account's profit or loss on it. */
function realise(state: State, from: LedgerName, to: LedgerName, amount: bigint): void {
  const [account, variation, gain] =
    accountOf(to) === undefined ? [accountOf(from), to, -amount] : [accountOf(to), from, amount]
  if (account === undefined) return
  countProfit(state, account, variation.slice('variation:'.length), gain)
}

function countProfit(state: State, account: string, instrument: string, amount: bigint): void {
  const { realised } = accountIn(state, account)
  changeAccount(state, account, { realised: plus(realised, instrument, amount) })
}

function changePosition(state: State, event: Extract<Event, { kind: 'position-changed' }>): void {
  const { account, instrument, lots, cost, residue } = event
  const { positions, funded } = accountIn(state, account)
  const held = positions[instrument] ?? nothing
  const changed: PositionRecord = { lots: held.lots + lots, cost: held.cost + cost }
  const index = state.fundings.get(instrument)?.index
  changeAccount(state, account, {
    positions: changed.lots === 0n ? without(positions, instrument) : withEntry(positions, instrument, changed),
    // What had accrued was paid before; a new holding owes nothing of it.
    funded:
      changed.lots === 0n || index === undefined ? without(funded, instrument) : withEntry(funded, instrument, index),
  })
  const book = present(state.books.get(instrument), instrument)
  state.books.set(instrument, {
    openInterest: book.openInterest + long(changed.lots) - long(held.lots),
    residue: book.residue + residue,
  })
}

const nothing: PositionRecord = { lots: 0n, cost: 0n }

function long(lots: bigint): bigint {
  return lots > 0n ? lots : 0n
}

function present<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new Error(`an event names ${key}, which does not exist`)
  return value
}
