import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refused } from '../error/refusal.js'
import { apply } from '../machine/apply.js'
import { balanceOf, figuresOf, minute, openAccounts, setIndex, trade, usdc } from '../machine/fixture/actions.js'
import { randomCommands } from '../simulation/randomCommands.js'
import { type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { loadState, type State, saveState, stateHash } from '../state/state.js'
import { restoreState } from './restoreState.js'

function busyState(seed: number): State {
  const { state } = smallVenue()
  const next = randomCommands(seed)
  for (let step = 0; step < 300; step++) apply(state, next(state))
  return state
}

const isRefused = (text: string, hash: string): boolean => {
  try {
    restoreState(text, hash)
    return false
  } catch (error) {
    return error instanceof Refused || error instanceof SyntaxError || error instanceof TypeError
  }
}

test('G7: a state of which a record is missing, or a map only half loaded, or one number set to zero, is no state', () => {
  const state = busyState(5)
  const hash = stateHash(state)
  const lines = saveState(state).split('\n')
  expect(stateHash(restoreState(lines.join('\n'), hash))).toBe(hash)
  fc.assert(
    fc.property(fc.nat({ max: lines.length - 1 }), (row) => {
      expect(isRefused(lines.toSpliced(row, 1).join('\n'), hash)).toBe(true)
      expect(isRefused(lines.slice(0, row).join('\n'), hash)).toBe(true)
      const zeroed = lines[row]!.replace(/~-?[1-9]\d*/, '~0')
      if (zeroed !== lines[row]) expect(isRefused(lines.with(row, zeroed).join('\n'), hash)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('G7: a state whose own hash is right and whose books do not agree is refused as well', () => {
  const state = busyState(3)
  const richer = loadState(saveState(state).replace(/"balances":{"([A-Z]+)":"~(\d+)"/, '"balances":{"$1":"~1$2"'))
  expect(stateHash(richer)).not.toBe(stateHash(state))
  expect(() => restoreState(saveState(richer), stateHash(richer))).toThrow(/^STATE_DAMAGED: (BTC|ETH|USDC)/)
})

/** `a` is long a coin from 70,000, and short of maintenance at the 66,000 at which the machine stopped. */
function stopped(): SmallVenue {
  const venue = smallVenue()
  openAccounts(venue, { a: 12_000, b: 60_000 })
  expect(trade(venue, 'BTC-PERP', 1000n, 70_000, 'a', 'b')).toBeUndefined()
  setIndex(venue, 'BTC', 66_000)
  return venue
}

test('G7: after a restart nobody is called, liquidated, let in or let out by a price of before, until its feed has spoken', () => {
  const before = stopped()
  const state = restoreState(saveState(before.state), stateHash(before.state))
  const at = start + 60 * minute
  let count = 0
  const send = (command: object) =>
    apply(state, { id: `r${count++}`, at, ...command } as unknown as Parameters<typeof apply>[1])
  expect(figuresOf({ ...before, state }, 'a').equity).toBeLessThan(figuresOf({ ...before, state }, 'a').maintenance)
  send({ kind: 'resume' })
  const { events } = send({ kind: 'advance' })
  expect(events.filter(({ kind }) => /liquidation|episode|level|deleveraged/.test(kind))).toEqual([])
  const open = { instrument: 'BTC-PERP', lots: 1n, price: 6_600_000n }
  const sides = { buyer: { account: 'b', fee: 0n }, seller: { account: 'a', fee: 0n } }
  expect(send({ kind: 'withdraw', account: 'b', asset: 'USDC', amount: 1n }).refusal?.code).toBe('PRICE_UNAVAILABLE')
  expect(send({ kind: 'pay-funding', instrument: 'BTC-PERP', rate: 1n }).refusal?.code).toBe('PRICE_UNAVAILABLE')
  expect(send({ kind: 'trade', ...open, buyer: sides.seller, seller: sides.buyer }).refusal?.code).toBe(
    'PRICE_UNAVAILABLE',
  )
  // Closing and paying in were open all the time.
  expect(send({ kind: 'trade', ...open, ...sides }).refusal).toBeUndefined()
  expect(send({ kind: 'deposit', account: 'a', asset: 'USDC', amount: usdc(1) }).refusal).toBeUndefined()
  // The price of now is another one: nobody was short, though not by as much as an episode needs to end.
  const now = 6_850_000n
  send({ kind: 'price', feed: 'index BTC', decimals: 2, fast: now, low: now, high: now, status: 'VALID' })
  expect(send({ kind: 'advance' }).events.filter(({ kind }) => /liquidation|episode/.test(kind))).toEqual([])
  const { equity, maintenance } = figuresOf({ ...before, state }, 'a')
  expect(equity / maintenance).toBeLessThan(1.2)
  expect(balanceOf({ ...before, state }, 'a')).toBeGreaterThan(usdc(11_990))
})

test('G7: without the order to resume, the first moment after a restart would liquidate by a price of an hour ago', () => {
  const { state, wait, must } = stopped()
  wait(60 * minute)
  expect(must('advance', {}).events.some(({ kind }) => kind === 'liquidation-ordered')).toBe(true)
  expect(state.episodes.get('a')!.open).toBe(true)
})

test.each([0n, -1n])('G7, O13: an index of %s for a market that has a history is no price', (price) => {
  const { state, send } = stopped()
  const zero = { decimals: 2, fast: price, low: price, high: price, status: 'VALID' } as const
  for (const feed of ['index BTC', 'mark BTC-PERP', 'mark BTC-INVERSE']) {
    expect(send('price', { feed, ...zero }).refusal).toMatchObject({ code: 'COMMAND_MALFORMED', where: 'low' })
  }
  expect(state.prices.get('index BTC')!.fast).toBe(6_600_000n)
})
