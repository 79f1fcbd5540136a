import { clockOf } from '../state/clock.js'
import type { AccountRecord, ClockRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { accountOf, type Event, type LedgerName } from './events.js'

/** Applies what happened: the only code that writes. It decides nothing and refuses nothing; an event that does not fit is a defect. */
export function evolve(state: State, event: Event): void {
  switch (event.kind) {
    case 'advanced':
      return setClock(state, { at: event.at })
    case 'revalued':
      return newMarket(state)
    case 'answered':
      setClock(state, { sequence: event.answer.sequence })
      return state.answers.set(event.id, event.answer)
    case 'answer-forgotten':
      return state.answers.delete(event.id)
    case 'moved':
      add(state, event.from, event.asset, -event.amount)
      add(state, event.to, event.asset, event.amount)
      if (event.from === 'external' || event.to === 'external' || event.why === 'transfer' || event.why === 'top-up') {
        contribute(state, event.from, event.asset, -event.amount)
        contribute(state, event.to, event.asset, event.amount)
      }
      return
    case 'position-changed':
      return changePosition(state, event)
    case 'residue-swept': {
      const book = present(state.books.get(event.instrument), event.instrument)
      return state.books.set(event.instrument, { ...book, residue: book.residue + event.residue })
    }
    case 'account-opened':
      return state.accounts.set(event.account, {
        owner: event.owner,
        mode: event.mode,
        balances: {},
        positions: {},
        orders: {},
        contributed: {},
      })
    case 'account-closed':
      state.levels.delete(event.account)
      return state.accounts.delete(event.account)
    case 'mode-changed':
      return changeAccount(state, event.account, { mode: event.mode })
    case 'top-up-set': {
      const { topUp: _before, ...account } = accountIn(state, event.account)
      return state.accounts.set(event.account, event.topUp === undefined ? account : { ...account, topUp: event.topUp })
    }
    case 'auto-hedge-set': {
      const { autoHedge: _before, ...account } = accountIn(state, event.account)
      const { autoHedge } = event
      return state.accounts.set(event.account, autoHedge === undefined ? account : { ...account, autoHedge })
    }
    case 'level-changed':
      if (event.level.level === 'safe') return state.levels.delete(event.account)
      return state.levels.set(event.account, event.level)
    case 'order-placed': {
      const { orders } = accountIn(state, event.account)
      return changeAccount(state, event.account, { orders: { ...orders, [event.id]: event.order } })
    }
    case 'order-reduced': {
      const { orders } = accountIn(state, event.account)
      const order = { ...present(orders[event.id], event.id), lots: event.lots }
      return changeAccount(state, event.account, { orders: { ...orders, [event.id]: order } })
    }
    case 'order-removed': {
      const { orders } = accountIn(state, event.account)
      return changeAccount(state, event.account, { orders: without(orders, event.id) })
    }
    case 'asset-listed':
      return state.assets.set(event.asset, event.record)
    case 'instrument-listed':
      state.books.set(event.id, { openInterest: 0n, residue: 0n })
      newMarket(state)
      return state.listings.set(event.id, event.listing)
    case 'instrument-status':
      return state.listings.set(event.id, { ...present(state.listings.get(event.id), event.id), status: event.status })
    case 'price-set':
      newMarket(state)
      return state.prices.set(event.feed, event.price)
    case 'surface-set':
      newMarket(state)
      return state.surfaces.set(event.underlying, event.surface)
    case 'average-set':
      return state.averages.set(averageKey(event.average.underlying, event.average.expiry), event.average)
    case 'average-ended':
      return state.averages.delete(averageKey(event.underlying, event.expiry))
    case 'parameters-set':
      newMarket(state)
      return state.parameters.set('parameters', event.parameters)
    case 'outflow-counted':
      return state.outflows.set(event.asset, event.outflow)
    case 'change-announced':
      return state.pending.set(event.name, event.change)
    case 'change-withdrawn':
      return state.pending.delete(event.name)
  }
}

export function averageKey(underlying: string, expiry: number): string {
  return `${underlying} ${expiry}`
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
  state.accounts.set(account, { ...accountIn(state, account), ...change })
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
  const { contributed } = accountIn(state, account)
  changeAccount(state, account, { contributed: plus(contributed, asset, amount) })
}

function changePosition(state: State, event: Extract<Event, { kind: 'position-changed' }>): void {
  const { instrument, lots, cost, residue } = event
  const { positions } = accountIn(state, event.account)
  const held = positions[instrument] ?? nothing
  const changed: PositionRecord = { lots: held.lots + lots, cost: held.cost + cost }
  changeAccount(state, event.account, {
    positions: changed.lots === 0n ? without(positions, instrument) : { ...positions, [instrument]: changed },
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

function plus(
  amounts: Readonly<Record<string, bigint>>,
  key: string,
  amount: bigint,
): Readonly<Record<string, bigint>> {
  const sum = (amounts[key] ?? 0n) + amount
  return sum === 0n ? without(amounts, key) : { ...amounts, [key]: sum }
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  const { [key]: _gone, ...rest } = record
  return rest
}

function present<Value>(value: Value | undefined, key: string): Value {
  if (value === undefined) throw new Error(`an event names ${key}, which does not exist`)
  return value
}
