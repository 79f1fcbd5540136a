import { type MarginSpec, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { markOf } from '../risk/marks.js'
import { expiry, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { loadState, saveState, stateHash } from '../state/state.js'
import {
  balanceOf,
  cents,
  figuresOf,
  listLinearPut,
  minute,
  openAccounts,
  setIndex,
  settleOrders,
  trade,
  usdc,
} from './fixture/actions.js'

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

describe('P9 expiry', () => {
  /** `seller` is short a call and a put of strike 70,000, which settle in dollars at the average of the last half hour. */
  function straddle(mode: 'cross' | 'portfolio'): SmallVenue {
    const venue = smallVenue()
    const put = listLinearPut(venue)
    openAccounts(venue, { seller: 100_000, buyer: 100_000 })
    venue.must('change-mode', { account: 'seller', mode })
    for (const option of ['BTC-27MAR26-70000-C', put]) {
      expect(trade(venue, option, 1000n, 5000, 'buyer', 'seller')).toBeUndefined()
    }
    return venue
  }

  test.each(['cross', 'portfolio'] as const)(
    'P9: in the last half hour the margin of a short straddle (%s) falls with what is still open of the average, never to nothing, and settlement is no jump',
    (mode) => {
      const venue = straddle(mode)
      const { state } = venue
      venue.wait(expiry - start - 31 * minute)
      let last = 69_000
      setIndex(venue, 'BTC', last)
      expect(figuresOf(venue, 'seller').initial).toBeGreaterThan(10_000)
      venue.wait(minute)
      let sum = 0
      let crossings = 0
      for (let gone = 0; gone <= 30; gone++) {
        // The strike is crossed ten times, every third minute, by some 1,000 dollars.
        const price = Math.floor(gone / 3) % 2 === 0 ? 71_000 : 68_900
        if (gone < 30 && price > 70_000 !== last > 70_000) crossings++
        last = price
        if (gone < 30) setIndex(venue, 'BTC', price)
        else venue.must('surface', { underlying: 'BTC', surface: state.surfaces.get('BTC')! })
        const open = (30 - gone) / 30
        const average = sum / 30
        const { equity, initial, maintenance, slowEquity } = figuresOf(venue, 'seller')
        // Only what is open of the average still moves, by 16 %; the straddle is worth at least its payoff where that ends.
        const payoffs = [1.16, 0.84].map((by) => Math.abs(average + open * price * 1.01 * by - 70_000))
        const loss = Math.max(...payoffs) - (110_000 - equity)
        // Half a per cent of the index for each short option stays to the end, also when nothing can move any more.
        const least = 2 * 0.005 * (gone < 30 ? price : 68_900)
        expect(initial).toBeGreaterThanOrEqual(Math.max(loss, least) * (1 - 1e-9))
        expect(initial).toBeLessThanOrEqual(open * 0.16 * price * 1.01 * 2 + least + 1)
        expect(maintenance).toBeCloseTo(0.8 * initial, 6)
        expect(slowEquity).toBe(equity)
        sum += price
        if (gone === 30) {
          const settled = balanceOf(venue, 'seller')
          venue.must('advance', {})
          // What it was worth a moment before is what it has now, but for the rounding of a payoff.
          expect(Number(balanceOf(venue, 'seller')) / 1e6).toBeCloseTo(equity, 5)
          // Fifteen minutes at 71,000 and fifteen at 68,900 are 69,950 on average: the put pays 50.
          expect(settled - balanceOf(venue, 'seller')).toBe(usdc(50))
          expect(state.accounts.get('seller')!.positions).toEqual({})
        }
        venue.wait(minute)
      }
      expect(crossings).toBe(10)
      expect(audit(state)).toEqual([])
    },
  )
})
