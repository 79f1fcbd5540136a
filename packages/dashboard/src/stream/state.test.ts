import type { AccountDetail, AccountSummary, StatusView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { historyLength } from './history'
import { initialState, reduce, type StreamEvent, type StreamState } from './state'

const summary = (id: string, equity = 100): AccountSummary => ({
  id,
  name: id,
  description: '',
  specId: 'deribit-pm',
  accountValue: equity,
  equity,
  initialEquity: equity,
  initial: 40,
  maintenance: 30,
  health: equity / 30,
  utilisation: 40 / equity,
  excess: equity - 40,
  withdrawable: equity - 40,
  level: 'safe',
  error: null,
  positions: 1,
})
const node = { kind: 'sum', label: 'all', value: 40, scenario: null, children: [] }
const detail = (id: string, equity = 100): AccountDetail => ({
  summary: summary(id, equity),
  balances: [],
  positions: [],
  orders: [],
  worst: [],
  initialTree: node,
  maintenanceTree: node,
  generations: [],
  steps: [],
  liquidation: [],
  money: { currency: 'USD', equity: '100', initial: '40', maintenance: '30', withdrawable: '60' },
})
const status = (asOf: string): StatusView => ({
  version: '0.1.0',
  startedAt: '2026-01-01T00:00:00Z',
  feed: {
    kind: 'simulated',
    name: 'test',
    state: 'VALID',
    asOf,
    receivedAt: asOf,
    paused: false,
    speed: 1,
    range: null,
  },
  underlyings: [],
  accounts: 1,
  tickMilliseconds: 1,
})
const play = (events: readonly StreamEvent[], from: StreamState = initialState): StreamState =>
  events.reduce(reduce, from)
const messages = (...list: Extract<StreamEvent, { type: 'messages' }>['messages'][number][]): StreamEvent => ({
  type: 'messages',
  messages: list,
})

test('unchanged accounts keep their identity, changed ones do not', () => {
  const before = play([messages({ type: 'accounts', accounts: [summary('a'), summary('b')] })])
  const after = play([messages({ type: 'accounts', accounts: [summary('a'), summary('b', 90)] })], before)
  expect(after.accounts.a).toBe(before.accounts.a)
  expect(after.accounts.b).not.toBe(before.accounts.b)
  expect(after.order).toBe(before.order)
})

test('a deleted account leaves the list; an empty list is known to be empty', () => {
  expect(initialState.order).toBeNull()
  const before = play([messages({ type: 'accounts', accounts: [summary('a')] })])
  const after = play([messages({ type: 'accounts', accounts: [] })], before)
  expect(after.order).toEqual([])
  expect(after.accounts).toEqual({})
})

test('only new market data counts as a tick', () => {
  const first = play([messages({ type: 'status', status: status('2026-01-01T00:00:01Z') })])
  expect(first).toMatchObject({ tick: 1 })
  const again: StreamEvent = {
    type: 'messages',
    messages: [{ type: 'status', status: status('2026-01-01T00:00:01Z') }],
  }
  expect(play([again], first)).toMatchObject({ tick: 1 })
})

test('a lost connection keeps the last numbers', () => {
  const before = play([
    messages({ type: 'accounts', accounts: [summary('a')] }, { type: 'detail', detail: detail('a') }),
  ])
  const after = play([{ type: 'connection', connection: 'reconnecting', attempt: 3 }], before)
  expect(after).toMatchObject({ connection: 'reconnecting', attempt: 3 })
  expect(after.accounts).toBe(before.accounts)
  expect(after.details).toBe(before.details)
})

test('history follows the watched account only, is bounded, and starts afresh on another', () => {
  let state = play([{ type: 'watch', account: 'a' }])
  for (let equity = 1; equity <= historyLength + 20; equity++) {
    state = play([messages({ type: 'detail', detail: detail('a', equity) })], state)
  }
  expect(state.history.equity).toHaveLength(historyLength)
  expect(state.history.equity.at(-1)).toBe(historyLength + 20)
  state = play([messages({ type: 'detail', detail: detail('b', 7) })], state)
  expect(state.history.equity.at(-1)).toBe(historyLength + 20)
  expect(state.details.b?.summary.equity).toBe(7)
  expect(play([{ type: 'watch', account: 'b' }], state).history.equity).toEqual([])
})

test('an answer over HTTP updates detail and summary at once', () => {
  const state = play([{ type: 'detail', detail: detail('new', 55) }])
  expect(state.accounts.new?.equity).toBe(55)
  expect(state.order).toEqual(['new'])
})
