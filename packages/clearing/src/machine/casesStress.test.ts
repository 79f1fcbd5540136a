import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { randomCommands } from '../simulation/randomCommands.js'
import { expiry, parameters, smallVenue, start } from '../simulation/smallVenue.js'
import { apply } from './apply.js'
import type { CommandKind } from './commands.js'
import {
  balanceOf,
  figuresOf,
  listLinearPut,
  minute,
  openAccounts,
  setIndex,
  settleOrders,
  trade,
  usdc,
} from './fixture/actions.js'

describe('P3 nickel', () => {
  /** What a kind of command may do to positions that are there. A new kind does not compile before somebody has said it here. */
  const trades: { readonly [Kind in CommandKind]: 'makes a trade' | 'ends a contract' | 'liquidates' | 'nothing' } = {
    'set-up': 'nothing',
    'list-asset': 'nothing',
    'list-instrument': 'nothing',
    'wind-down': 'nothing',
    'set-access': 'nothing',
    'open-account': 'nothing',
    'close-account': 'nothing',
    'change-mode': 'nothing',
    deposit: 'nothing',
    withdraw: 'nothing',
    transfer: 'nothing',
    contribute: 'nothing',
    'set-top-up': 'nothing',
    'set-auto-hedge': 'nothing',
    'place-order': 'nothing',
    'cancel-order': 'nothing',
    trade: 'makes a trade',
    price: 'nothing',
    surface: 'nothing',
    'set-feed': 'nothing',
    'withdraw-feed-change': 'nothing',
    tick: 'nothing',
    'own-book': 'nothing',
    'mark-surface': 'nothing',
    'see-bid': 'nothing',
    'pay-funding': 'nothing',
    'set-funding': 'nothing',
    'charge-interest': 'nothing',
    settle: 'ends a contract',
    'announce-change': 'nothing',
    'withdraw-change': 'nothing',
    'release-switch': 'nothing',
    'liquidation-filled': 'makes a trade',
    bid: 'liquidates',
    resume: 'nothing',
    advance: 'liquidates',
  }

  test('P3: executed trades are final: whatever is sent, only a trade, the end of a contract and a liquidation change positions', () => {
    const seen = new Set<CommandKind>()
    for (let seed = 1; seed <= 6; seed++) {
      const { state } = smallVenue()
      const next = randomCommands(seed)
      for (let step = 0; step < 500; step++) {
        const command = next(state)
        const { events } = apply(state, command)
        if (!events.some(({ kind }) => kind === 'position-changed')) continue
        seen.add(command.kind)
        expect(trades[command.kind]).not.toBe('nothing')
      }
    }
    expect(seen).toContain('trade')
  })

  test('P3: short 150,000 t through +66 % and +250 %: called by the published path, closed in steps, halted by the band, and every trade stands', () => {
    const venue = smallVenue({
      depth: { NI: { dailyMove: 60_000n, stressVolumeLots: 400_000n, executableLots: 20_000n, band: 50_000n } },
    })
    const { state } = venue
    venue.must('list-instrument', {
      instrument: {
        kind: 'perpetual',
        id: 'NI-PERP',
        underlying: 'NI',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      },
      lotDecimals: 0,
      priceDecimals: 2,
      market: 'NI',
    })
    setIndex(venue, 'NI', 29_000)
    openAccounts(venue, { short: 1_500_000_000, long: 3_000_000_000, producers: 20_000_000_000 })
    expect(trade(venue, 'NI-PERP', 150_000n, 29_000, 'long', 'short')).toBeUndefined()

    const path: string[] = []
    let steps = 0
    const step = (price: number): void => {
      venue.wait(10 * minute)
      setIndex(venue, 'NI', price)
      for (const event of settleOrders(venue, 'producers')) {
        if (event.kind === 'level-changed' && event.account === 'short') path.push(event.level.level)
        if (event.kind === 'liquidation-ordered') steps++
      }
      expect(state.accounts.get('long')!.positions['NI-PERP']).toEqual({ lots: 150_000n, cost: usdc(150_000 * 29_000) })
    }
    // +66 % in a day, then to +250 % in eighteen hours, every ten minutes.
    for (let row = 1; row <= 144; row++) step(29_000 * (1 + (0.66 * row) / 144))
    const dayOne = state.accounts.get('short')!.positions['NI-PERP']?.lots ?? 0n
    for (let row = 1; row <= 108; row++) step(29_000 * (1.66 + (1.84 * row) / 108))

    expect(path.slice(0, 3)).toEqual(['warning', 'call', 'liquidation'])
    expect(dayOne).toBeGreaterThan(-150_000n)
    expect(steps).toBeGreaterThan(20)
    // It was closed while it could pay: nobody else lost anything.
    expect(figuresOf(venue, 'short').equity).toBeGreaterThan(0)
    expect(state.houses.get('unpaid USDC')).toBeUndefined()
    // All that the long has won is there, at the price of the end.
    expect(figuresOf(venue, 'long').equity).toBeCloseTo(3e9 + 150_000 * 29_000 * 2.5, 2)

    // A print far from the mark is refused; while the oracle halts, nothing is traded or closed, and what was traded stands.
    expect(trade(venue, 'NI-PERP', 1n, 29_000 * 4, 'producers', 'long')?.code).toBe('PRICE_OUT_OF_BAND')
    const before = state.accounts.keys().map((id) => state.accounts.get(id)!.positions)
    setIndex(venue, 'NI', 29_000 * 3.5, 'HALT')
    expect(trade(venue, 'NI-PERP', 1n, 29_000 * 3.5, 'producers', 'long')?.code).toBe('PRICE_UNAVAILABLE')
    expect(settleOrders(venue, 'producers').filter(({ kind }) => /liquidation|position/.test(kind))).toEqual([])
    expect(state.accounts.keys().map((id) => state.accounts.get(id)!.positions)).toEqual(before)
    expect(audit(state)).toEqual([])
  })
})

describe('P15 model NaN', () => {
  test('P15: an account whose options can no longer be priced is neither released nor let out, and has no number rather than a wrong one', () => {
    const venue = smallVenue()
    const { state } = venue
    const put = listLinearPut(venue)
    openAccounts(venue, { a: 18_000, b: 100_000 })
    for (const option of ['BTC-27MAR26-70000-C', put]) {
      expect(trade(venue, option, 600n, 5000, 'b', 'a')).toBeUndefined()
    }
    setIndex(venue, 'BTC', 90_000)
    venue.must('advance', {})
    expect(state.levels.get('a')?.level).toBe('liquidation')
    const episode = state.episodes.get('a')!
    expect(episode.open).toBe(true)

    // The volatility of the expiry is gone: the one point that is left has expired.
    const surface = state.surfaces.get('BTC')!
    venue.must('surface', {
      underlying: 'BTC',
      surface: { ...surface, slices: [{ kind: 'quotes', expiry: start - minute, strikes: [70_000], vols: [0.6] }] },
    })
    for (let round = 0; round < 5; round++) {
      venue.wait(minute)
      venue.must('advance', {})
      expect(() => figuresOf(venue, 'a')).toThrow(expect.objectContaining({ code: 'VOLATILITY_MISSING' }))
      expect(state.levels.get('a')?.level).toBe('liquidation')
      expect(state.episodes.get('a')!.open).toBe(true)
    }
    const order = { account: 'a', order: 'o', instrument: 'BTC-PERP', lots: 1n, price: 8_400_000n, reduceOnly: false }
    for (const { refusal } of [
      venue.send('withdraw', { account: 'a', asset: 'USDC', amount: 1n }),
      venue.send('change-mode', { account: 'a', mode: 'portfolio' }),
    ]) {
      expect(refusal?.code).toBe('PRICE_UNAVAILABLE')
    }
    expect(venue.send('place-order', order).refusal?.code).toBe('ACCOUNT_IN_LIQUIDATION')
    venue.must('deposit', { account: 'a', asset: 'USDC', amount: 1n })

    // The surface is there again: it goes on where it was, in the same episode.
    venue.must('surface', { underlying: 'BTC', surface })
    venue.must('advance', {})
    expect(Number.isFinite(figuresOf(venue, 'a').maintenance)).toBe(true)
    expect(state.episodes.get('a')).toMatchObject({ epoch: episode.epoch, open: true })
  })

  test('P15: at the instant of expiry, where a model has no time left, an account has its payoff and a requirement', () => {
    const venue = smallVenue()
    openAccounts(venue, { a: 100_000, b: 100_000 })
    expect(trade(venue, 'BTC-27MAR26-70000-C', 1000n, 5000, 'b', 'a')).toBeUndefined()
    venue.wait(expiry - parameters.deliveryWindow - start)
    setIndex(venue, 'BTC', 72_000)
    venue.wait(parameters.deliveryWindow)
    venue.must('surface', { underlying: 'BTC', surface: venue.state.surfaces.get('BTC')! })
    const { equity, initial } = figuresOf(venue, 'a')
    expect(equity).toBeCloseTo(103_000, 6)
    expect(initial).toBeGreaterThan(0)
    expect(Number.isFinite(initial)).toBe(true)
    venue.must('advance', {})
    expect(balanceOf(venue, 'a')).toBe(usdc(103_000))
  })
})
