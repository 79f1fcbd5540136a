import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { apply } from './apply.js'
import type { CommandOf } from './commands.js'
import { cents, figuresOf, minute, openAccounts, setIndex, settleOrders, trade } from './fixture/actions.js'

describe('L16 late queue', () => {
  /** A sale of `a` at 62,900 that a stop has sent while the price was there; it gets to the machine when it gets there. */
  const stop = (id: string, at: number, deadline?: number): CommandOf<'trade'> => ({
    id,
    at,
    ...(deadline === undefined ? {} : { deadline }),
    kind: 'trade',
    instrument: 'BTC-PERP',
    lots: 1000n,
    price: cents(62_900),
    buyer: { account: 'b', fee: 0n },
    seller: { account: 'a', fee: 0n },
  })

  function longAndShort(): SmallVenue {
    const venue = smallVenue()
    openAccounts(venue, { a: 50_000, b: 50_000 })
    expect(trade(venue, 'BTC-PERP', 1000n, 70_000, 'a', 'b')).toBeUndefined()
    return venue
  }

  test('L16: a stop’s sale that waited ten minutes is refused by its deadline, and without one by the band, once the price is back', () => {
    const venue = longAndShort()
    venue.price(62_900)
    venue.wait(10 * minute)
    venue.price(70_000)
    const late = apply(venue.state, stop('late', start, start + 5000))
    expect(late.refusal).toMatchObject({ code: 'COMMAND_LATE', where: 'deadline' })
    expect(apply(venue.state, stop('no deadline', start)).refusal?.code).toBe('PRICE_OUT_OF_BAND')
    expect(venue.state.accounts.get('a')!.positions['BTC-PERP']?.lots).toBe(1000n)
    // Asked again, it is told the same, however the price has moved since.
    venue.price(62_900)
    expect(apply(venue.state, stop('late', start, start + 5000)).refusal?.code).toBe('COMMAND_LATE')
  })

  test('L16: in time, at the price of its own time, the same sale is made', () => {
    const venue = longAndShort()
    venue.price(62_900)
    expect(apply(venue.state, stop('in time', start + 5000, start + 5000)).refusal).toBeUndefined()
    expect(venue.state.accounts.get('a')!.positions['BTC-PERP']).toBeUndefined()
  })

  test('L16: a resting order is not filled beyond its own end, to the millisecond, and then reserves nothing', () => {
    const venue = longAndShort()
    const order = { account: 'a', instrument: 'BTC-PERP', lots: -500n, price: cents(70_000), reduceOnly: false }
    expect(venue.send('place-order', { ...order, order: 'past', expiresAt: start - 1 }).refusal?.code).toBe(
      'ORDER_EXPIRED',
    )
    venue.must('place-order', { ...order, order: 'brief', expiresAt: start + minute })
    venue.must('place-order', { ...order, order: 'more', lots: 500n, expiresAt: start + minute })
    const fill = () =>
      venue.send('trade', {
        instrument: 'BTC-PERP',
        lots: 100n,
        price: cents(70_000),
        buyer: { account: 'b', fee: 0n },
        seller: { account: 'a', fee: 0n, order: 'brief' },
      }).refusal?.code
    venue.wait(minute)
    expect(fill()).toBeUndefined()
    venue.must('advance', {})
    expect(Object.keys(venue.state.accounts.get('a')!.orders)).toEqual(['brief', 'more'])
    // 900 lots and an order for 500 more: 1.4 coins at 16 %.
    expect(figuresOf(venue, 'a').initial).toBeCloseTo(1.4 * 11_200, 6)
    venue.wait(1)
    expect(fill()).toBe('ORDER_EXPIRED')
    venue.must('advance', {})
    expect(venue.state.accounts.get('a')!.orders).toEqual({})
    expect(figuresOf(venue, 'a').initial).toBeCloseTo(0.9 * 11_200, 6)
  })
})

describe('L4 hedge left', () => {
  const option = 'BTC-27MAR26-70000-C'

  test('L4: a hedge that the engine opened stays after the release, its owner is told which, and only he takes it away', () => {
    const venue = smallVenue({
      depth: {
        BTC: { dailyMove: 40_000n, stressVolumeLots: 10_000_000n, executableLots: 10_000n, band: 50_000n },
        // Nobody takes the options: buying them back would cost more than it relieves.
        [option]: { dailyMove: 40_000n, stressVolumeLots: 1n, executableLots: 10n, band: 50_000n },
      },
    })
    openAccounts(venue, { a: 60_000, maker: 900_000 })
    venue.must('change-mode', { account: 'a', mode: 'portfolio' })
    expect(trade(venue, option, 2000n, 6000, 'maker', 'a')).toBeUndefined()
    setIndex(venue, 'BTC', 92_500)
    const { equity, maintenance } = figuresOf(venue, 'a')
    expect(equity / maintenance).toBeLessThan(1)
    const events = settleOrders(venue, 'maker')

    const { positions } = venue.state.accounts.get('a')!
    const hedges = { 'BTC-27MAR26': positions['BTC-27MAR26']!.lots, 'BTC-PERP': positions['BTC-PERP']!.lots }
    expect(positions[option]!.lots).toBe(-2000n)
    expect(hedges['BTC-27MAR26']).toBeGreaterThan(0n)
    expect(hedges['BTC-PERP']).toBeGreaterThan(0n)
    // Every order was a hedge, and the event that releases the account names what is left of them.
    const kinds = events.flatMap((event) => (event.kind === 'liquidation-ordered' ? [event.step.kind] : []))
    expect(new Set(kinds)).toEqual(new Set(['hedge']))
    const released = events.findLast((event) => event.kind === 'episode-changed')!
    expect(released).toMatchObject({ account: 'a', episode: { open: false, pending: null, hedges } })

    // The price comes back, to where the account would have stood without the hedge and beyond: nothing is undone by itself.
    for (const price of [92_000, 85_000, 70_000]) {
      setIndex(venue, 'BTC', price)
      expect(settleOrders(venue, 'maker').some(({ kind }) => kind === 'liquidation-ordered')).toBe(false)
      expect(venue.state.accounts.get('a')!.positions).toMatchObject(positions)
    }
    expect(trade(venue, 'BTC-PERP', hedges['BTC-PERP'], 70_000, 'maker', 'a')).toBeUndefined()
    expect(venue.state.accounts.get('a')!.positions['BTC-PERP']).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })
})
