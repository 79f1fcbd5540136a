import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { RateRules } from '../state/doorRecords.js'
import { createState, loadState, saveState, stateHash } from '../state/state.js'
import type { Event } from './events.js'
import { evolve } from './evolve.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** An owner: 100 orders or a million dollars a second; the venue five times as much. */
const rates: RateRules = {
  owner: { orders: 100, notional: 1_000_000n },
  venue: { orders: 500, notional: 5_000_000n },
}

interface Desk extends RatioVenue {
  readonly order: (account: string, lots: number, reduceOnly?: boolean) => string | undefined
  readonly events: readonly Event[]
}

/** One owner with two accounts, and others; a coin is 100 dollars. */
function desk(own: Partial<RateRules> = {}): Desk {
  const events: Event[] = []
  const venue = ratioVenue(ratioSpec(0.1, 0.05), { BTC: 100 }, { rates: { ...rates, ...own } })
  let count = 0
  const send: RatioVenue['send'] = (kind, body) => {
    const answer = venue.send(kind, body)
    events.push(...answer.events)
    return answer
  }
  for (const [account, owner] of [
    ['knight-1', 'knight'],
    ['knight-2', 'knight'],
    ['other', 'other'],
  ] as const)
    venue.open(account, 1e9, owner)
  return {
    ...venue,
    send,
    events,
    order(account, lots, reduceOnly = false) {
      count++
      const order = { account, order: `o${count}`, instrument: 'BTC-PERP', lots: BigInt(lots), price: 1_000_000n }
      return send('place-order', { ...order, reduceOnly }).refusal?.code
    },
  }
}

describe('P7 Knight', () => {
  test('P7: orders of 45 minutes end after 100 of them, within a tenth of a second; what reduces goes on', () => {
    const venue = desk()
    expect(venue.trade('knight-1', 'other', 50, 'BTC').refusal).toBeUndefined()
    venue.wait(1000)
    // An order each millisecond, by turns from two accounts of the owner.
    const codes: (string | undefined)[] = []
    for (let order = 0; order < 200; order++) {
      codes.push(venue.order(`knight-${1 + (order % 2)}`, 1))
      venue.wait(1)
    }
    expect(codes.findIndex((code) => code !== undefined)).toBe(100)
    expect(new Set(codes.slice(100))).toEqual(new Set(['SWITCHED_OFF']))
    const { state } = venue
    const { from, trippedAt } = state.rates.get('owner knight')!
    expect(trippedAt! - from).toBe(99)
    // What rested of all its accounts is gone, and the events say why.
    for (const account of ['knight-1', 'knight-2']) expect(state.accounts.get(account)!.orders).toEqual({})
    expect(venue.events.filter((event) => event.kind === 'order-removed' && event.why === 'switch')).toHaveLength(100)
    // It stays off: 45 minutes later nothing that makes risk has come in, as an order or as a trade of either side.
    for (let minute = 0; minute < 45; minute++) {
      venue.wait(60_000)
      venue.price('BTC', 100)
      expect(venue.order('knight-2', -1)).toBe('SWITCHED_OFF')
      expect(venue.trade('knight-2', 'other', 1, 'BTC').refusal?.code).toBe('SWITCHED_OFF')
      expect(venue.trade('other', 'knight-2', 1, 'BTC').refusal?.code).toBe('SWITCHED_OFF')
    }
    expect(venue.order('knight-1', -50, true)).toBeUndefined()
    expect(venue.trade('other', 'knight-1', 50, 'BTC').refusal).toBeUndefined()
    expect(venue.send('withdraw', { account: 'knight-1', asset: 'USDC', amount: 1n }).refusal).toBeUndefined()
    // Nobody else is stopped by it.
    expect(venue.order('other', 1)).toBeUndefined()
    expect(audit(state)).toEqual([])
  })

  test('P7: notional counts too, of trades that no order rested for, and one order beyond the limit by itself is refused', () => {
    const venue = desk()
    expect(venue.order('knight-1', 10_001)).toBe('RATE_EXCEEDED')
    expect(venue.trade('knight-1', 'other', 10_001, 'BTC').refusal?.code).toBe('RATE_EXCEEDED')
    expect(venue.order('knight-1', 6000)).toBeUndefined()
    // 600,000 + 500,000 dollars: the trade stands, and the order that rested is gone.
    expect(venue.trade('knight-1', 'other', 5000, 'BTC').refusal).toBeUndefined()
    expect(venue.state.accounts.get('knight-1')!.positions['BTC-PERP']!.lots).toBe(5000n)
    expect(venue.state.accounts.get('knight-1')!.orders).toEqual({})
    expect(venue.order('knight-2', 1)).toBe('SWITCHED_OFF')
    expect(venue.state.rates.get('other' as string)).toBeUndefined()
    expect(venue.state.rates.get('owner other')).toMatchObject({ orders: 1, notional: 500_000n })
  })

  test('P7: a fill of an order that rested is not counted again, nor one that comes a second later with the last ones', () => {
    const venue = desk()
    for (let order = 0; order < 99; order++) expect(venue.order('knight-1', 1)).toBeUndefined()
    const trade = {
      instrument: 'BTC-PERP',
      lots: 1n,
      price: 1_000_000n,
      buyer: { account: 'knight-1', order: 'o1', fee: 0n },
      seller: { account: 'other', fee: 0n },
    }
    expect(venue.send('trade', trade).refusal).toBeUndefined()
    expect(venue.state.rates.get('owner knight')!.orders).toBe(99)
    venue.wait(1000)
    expect(venue.order('knight-1', 1)).toBeUndefined()
    expect(venue.state.rates.get('owner knight')).toMatchObject({ orders: 1, notional: 100n })
  })

  test('P7: many owners together trip the venue’s switch, with the order that reaches its limit, whichever side sent it', () => {
    const venue = desk({ venue: { orders: 3, notional: 5_000_000n } })
    expect(venue.order('knight-1', 1)).toBeUndefined()
    // Two more in one trade, the first of which reaches the limit when one has rested already.
    expect(venue.order('other', -1)).toBeUndefined()
    expect(venue.trade('knight-1', 'other', 1, 'BTC').refusal).toBeUndefined()
    expect(venue.state.rates.get('venue')!.trippedAt).toBeDefined()
    for (const account of ['knight-2', 'other']) expect(venue.order(account, 1)).toBe('SWITCHED_OFF')
    expect(venue.send('release-switch', { owner: 'other' }).refusal?.code).toBe('COMMAND_MALFORMED')
    venue.must('release-switch', {})
    venue.wait(1000)
    expect(venue.order('other', 1)).toBeUndefined()
    expect(venue.send('release-switch', {}).refusal?.code).toBe('COMMAND_MALFORMED')
  })

  test('P7: somebody releases an owner; a restart does not, and events alone give the same state', () => {
    const venue = desk()
    const before = loadState(saveState(venue.state))
    for (let order = 0; order < 100; order++) venue.order('knight-1', 1)
    const state = loadState(saveState(venue.state))
    expect(state.rates.get('owner knight')!.trippedAt).toBeDefined()
    for (const event of venue.events) evolve(before, event)
    expect(stateHash(before)).toBe(stateHash(venue.state))
    venue.must('release-switch', { owner: 'knight' })
    expect(venue.order('knight-1', 1)).toBeUndefined()
    expect(createState().rates.keys()).toEqual([])
  })

  test('P7: limits are parameters: tighter ones are in force at once, wider ones wait, and none below one is one', () => {
    const venue = desk()
    const now = venue.state.clock.get('clock')!.at
    const announce = (name: string, change: RateRules): string | undefined =>
      venue.send('announce-change', { name, change: { rates: change }, effectiveAt: now }).refusal?.code
    expect(announce('wider', { ...rates, owner: { ...rates.owner, orders: 101 } })).toBe('PARAMETER_INVALID')
    expect(announce('none', { ...rates, owner: { ...rates.owner, orders: 0 } })).toBe('PARAMETER_INVALID')
    expect(announce('tighter', { ...rates, owner: { orders: 2, notional: 1000n } })).toBeUndefined()
    venue.must('advance', {})
    expect(venue.order('knight-1', 11)).toBe('RATE_EXCEEDED')
    expect(venue.order('knight-1', 1)).toBeUndefined()
    expect(venue.order('knight-1', 1)).toBeUndefined()
    expect(venue.order('knight-1', 1)).toBe('SWITCHED_OFF')
  })
})
