import { type MarginSpec, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { assess, markOf } from '../risk/assess.js'
import { parameters, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import type { PriceStatus } from '../state/records.js'
import { loadState, saveState, stateHash } from '../state/state.js'
import type { Event } from './events.js'

const usdc = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))
const minute = 60_000

function openAccounts(venue: SmallVenue, money: Readonly<Record<string, number>>): void {
  for (const [account, amount] of Object.entries(money)) {
    venue.must('open-account', { account, owner: account, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: usdc(amount) })
  }
}

function trade(venue: SmallVenue, instrument: string, lots: bigint, price: number, buyer: string, seller: string) {
  return venue.send('trade', {
    instrument,
    lots,
    price: cents(price),
    buyer: { account: buyer, fee: 0n },
    seller: { account: seller, fee: 0n },
  }).refusal
}

const figuresOf = ({ state }: SmallVenue, account: string) => assess(state, account, state.accounts.get(account)!)
const balanceOf = ({ state }: SmallVenue, account: string): bigint => state.accounts.get(account)!.balances.USDC ?? 0n

function setIndex(venue: SmallVenue, underlying: string, price: number, status: PriceStatus = 'VALID'): void {
  const units = cents(price)
  venue.must('price', { feed: `index ${underlying}`, decimals: 2, fast: units, low: units, high: units, status })
}

/** Time passes second by second until nothing is ordered any more; orders are filled at their limits, the worst that they allow. */
function settleOrders(venue: SmallVenue, counterparty: string): readonly Event[] {
  const all: Event[] = []
  for (let second = 0; second < 30; second++) {
    const { events } = venue.must('advance', {})
    all.push(...events)
    fillOrders(venue, events, counterparty)
    if (!events.some(({ kind }) => kind === 'liquidation-ordered')) break
    venue.wait(1000)
  }
  return all
}

function fillOrders(venue: SmallVenue, events: readonly Event[], counterparty: string): void {
  for (const event of events) {
    if (event.kind !== 'liquidation-ordered') continue
    const trades = event.step.orders.map(({ instrument, side, lots, limit }) => ({
      instrument,
      lots: side === 'sell' ? -lots : lots,
      price: limit,
      counterparty,
    }))
    venue.must('liquidation-filled', { account: event.account, epoch: event.step.orders[0]!.epoch, trades })
  }
}

describe('P2 negative', () => {
  const expiry = start + 3 * 3_600_000
  /** A barrel may move by 12 dollars: prices that may be negative have no range in per cent. */
  const withOil = (spec: MarginSpec): MarginSpec =>
    ({ ...spec, scenarios: { grid: { ...spec.scenarios.grid, absoluteRange: { OIL: 12 } } } }) as MarginSpec

  function oilVenue(): SmallVenue {
    const venue = smallVenue({
      specs: {
        isolated: withOil(rulebook('isolated')),
        cross: withOil(rulebook('cross')),
        portfolio: withOil(rulebook('portfolio')),
      },
      leastPrice: { OIL: 20n },
      depth: { OIL: { dailyMove: 50_000n, stressVolumeLots: 100_000n, executableLots: 4000n, band: 50_000n } },
    })
    const settlement = { kind: 'linear', currency: 'USDC' } as const
    const terms = { underlying: 'OIL', contractSize: 1, expiry, settlement }
    for (const instrument of [
      { kind: 'future', id: 'OIL-MAY', ...terms } as const,
      { kind: 'option', id: 'OIL-MAY-10-P', ...terms, strike: 10, right: 'put' } as const,
      { kind: 'option', id: 'OIL-MAY-10-C', ...terms, strike: 10, right: 'call' } as const,
    ]) {
      venue.must('list-instrument', { instrument, lotDecimals: 0, priceDecimals: 2, market: 'OIL' })
    }
    setIndex(venue, 'OIL', 20)
    venue.must('surface', {
      underlying: 'OIL',
      surface: {
        // By rule: what may be negative is priced by the normal model, in dollars a year.
        model: 'normal',
        forwards: [{ expiry, ratio: 0 }],
        slices: [{ kind: 'quotes', expiry, strikes: [10], vols: [100] }],
      },
    })
    openAccounts(venue, { long: 20_000, short: 60_000, maker: 900_000, holder: 10_000 })
    expect(trade(venue, 'OIL-MAY', 1000n, 20, 'long', 'short')).toBeUndefined()
    for (const option of ['OIL-MAY-10-P', 'OIL-MAY-10-C']) {
      expect(trade(venue, option, 10n, 1, 'holder', 'maker')).toBeUndefined()
    }
    return venue
  }

  test('P2: from 20 to −37.63 the long is called and closed before its money is gone, the short never is, and all of it settles to the cent', () => {
    const venue = oilVenue()
    const { state } = venue
    const levels: string[] = []
    const path: number[] = []
    for (let price = 20; price > -37.63; price -= 0.6) path.push(price)
    path.push(-37.63)
    for (const price of path) {
      venue.wait(minute)
      setIndex(venue, 'OIL', price)
      expect(markOf(state, state.listings.get('OIL-MAY')!)).toBe(cents(price))
      const events = settleOrders(venue, 'maker')
      for (const event of events) {
        if (event.kind === 'level-changed') levels.push(`${event.account} ${event.level.level}`)
        if (event.kind === 'deleveraged' || event.kind === 'taken-over' || event.kind === 'loss-shared') {
          throw new Error(`${event.kind} at ${price}`)
        }
      }
      // Each number by its definition, whatever the sign of the price: 12 dollars a barrel, four fifths of it for maintenance.
      const { lots, cost } = state.accounts.get('long')!.positions['OIL-MAY'] ?? { lots: 0n, cost: 0n }
      const now = figuresOf(venue, 'long')
      expect(now.initial).toBeCloseTo(12 * Number(lots), 6)
      expect(now.maintenance).toBeCloseTo(9.6 * Number(lots), 6)
      const value = Number(balanceOf(venue, 'long')) / 1e6 + Number(lots) * price - Number(cost) / 1e6
      expect(now.equity).toBeCloseTo(value, 6)
      expect(now.equity).toBeGreaterThan(0)
      expect(figuresOf(venue, 'short').equity).toBeCloseTo(60_000 + 1000 * (20 - price), 6)
      expect(audit(state)).toEqual([])
    }
    expect(levels.filter((level) => level.startsWith('long')).slice(0, 3)).toEqual([
      'long warning',
      'long call',
      'long liquidation',
    ])
    expect(levels.filter((level) => level.startsWith('short'))).toEqual([])
    // Five of the thousand barrels are left, which it can carry.
    expect(state.accounts.get('long')!.positions['OIL-MAY']?.lots).toBe(5n)

    // Canonical text carries the sign, and gives the same state back.
    const text = saveState(state)
    expect(text).toContain('"fast":"~-3763"')
    expect(stateHash(loadState(text))).toBe(stateHash(state))

    // A put of strike 10 is worth at least 47.63 and pays it; the call is worth next to nothing and pays nothing.
    const markOfOption = (id: string): number => Number(markOf(state, state.listings.get(id)!)) / 100
    expect(markOfOption('OIL-MAY-10-P')).toBeGreaterThanOrEqual(47.63)
    expect(markOfOption('OIL-MAY-10-P')).toBeLessThan(47.8)
    const held = balanceOf(venue, 'holder')
    venue.wait(expiry - state.clock.get('clock')!.at)
    venue.must('advance', {})
    expect(balanceOf(venue, 'holder') - held).toBe(usdc(476.3))
    expect(balanceOf(venue, 'short')).toBe(usdc(60_000 + 57_630))
    for (const account of state.accounts.keys()) expect(state.accounts.get(account)!.positions).toEqual({})
    expect(audit(state)).toEqual([])
    expect(state.houses.get('variation:OIL-MAY USDC')).toBeUndefined()
  })

  test('P2: at a price of zero one may trade and be closed, and owes a requirement', () => {
    const venue = oilVenue()
    setIndex(venue, 'OIL', 0)
    expect(figuresOf(venue, 'long')).toMatchObject({ equity: 0, initial: 12_000, maintenance: 9600 })
    // The band is ten per cent of the least price of 20, not of nothing.
    expect(trade(venue, 'OIL-MAY', 10n, -2.01, 'maker', 'short')?.code).toBe('PRICE_OUT_OF_BAND')
    expect(trade(venue, 'OIL-MAY', 10n, -2, 'maker', 'short')).toBeUndefined()
    expect(trade(venue, 'OIL-MAY', 10n, 0, 'short', 'maker')).toBeUndefined()
  })
})
