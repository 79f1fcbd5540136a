import { margin, refineGrids, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { marketView, parametersOf } from '../risk/marketView.js'
import { portfolioOf } from '../risk/portfolioOf.js'
import { expiry, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { balanceOf, figuresOf, openAccounts, setIndex, trade, usdc } from './fixture/actions.js'

const hour = 3_600_000

describe('P10 grid hole', () => {
  const soon = start + 2 * hour
  const strikes = [68_600, 71_400, 74_200]

  /** A butterfly round 2 % up with wings of 4 % is sold, with two hours to live; what it was paid stays. */
  function venueWith(gridTimes?: number): SmallVenue {
    const venue = smallVenue({
      withdrawalFloor: 0n,
      outflowMax: 10n ** 9n,
      ...(gridTimes === undefined ? {} : { gridTimes }),
    })
    for (const strike of strikes) {
      venue.must('list-instrument', {
        instrument: {
          kind: 'option',
          id: `C${strike}`,
          underlying: 'BTC',
          contractSize: 1,
          expiry: soon,
          strike,
          right: 'call',
          settlement: { kind: 'linear', currency: 'USDC' },
        },
        lotDecimals: 3,
        priceDecimals: 2,
        market: 'BTC',
      })
    }
    venue.must('surface', {
      underlying: 'BTC',
      surface: {
        model: 'black',
        forwards: [
          { expiry: soon, ratio: 1 },
          { expiry, ratio: 1.01 },
        ],
        slices: [
          { kind: 'quotes', expiry: soon, strikes: [70_000], vols: [0.6] },
          { kind: 'quotes', expiry, strikes: [70_000], vols: [0.6] },
        ],
      },
    })
    openAccounts(venue, { a: 100_000, b: 1_000_000 })
    venue.must('change-mode', { account: 'a', mode: 'portfolio' })
    for (const [strike, lots, price] of [
      [68_600, -1000n, 1440],
      [74_200, -1000n, 1],
      [71_400, 2000n, 20],
    ] as const) {
      const [buyer, seller] = lots > 0n ? ['a', 'b'] : ['b', 'a']
      expect(trade(venue, `C${strike}`, lots > 0n ? lots : -lots, price, buyer!, seller!)).toBeUndefined()
    }
    return venue
  }

  /** The least that may be left behind, to a cent: what the door asks of the book with its premium. */
  function leastLeft(venue: SmallVenue): number {
    const held = balanceOf(venue, 'a')
    let refused = held
    let given = 0n
    while (refused - given > 10_000n) {
      const middle = (given + refused) / 2n
      const probe = venue.send('withdraw', { account: 'a', asset: 'USDC', amount: middle })
      if (probe.refusal === undefined) {
        venue.must('deposit', { account: 'a', asset: 'USDC', amount: middle })
        given = middle
      } else refused = middle
    }
    return figuresOf(venue, 'a').equity - Number(given) / 1e6
  }

  test('P10: opening and leaving ask for what a book loses between two moves: on a grid ten times finer no more, to 1 %', () => {
    const coarse = leastLeft(venueWith())
    const venue = venueWith(10)
    const asked = leastLeft(venue)
    // The same book as in the library's case: 700 at the nine moves, 1,317 at half a step.
    expect(coarse).toBeGreaterThan(690)
    expect(coarse).toBeLessThan(710)
    expect(asked).toBeGreaterThan(1300)
    const { state } = venue
    const portfolio = portfolioOf(state, 'a', state.accounts.get('a')!, parametersOf(state))
    const { fast } = marketView(state).markets
    for (const times of [2, 5, 10, 20, 50, 100]) {
      expect(margin(portfolio, fast, refineGrids(rulebook('portfolio'), times)).initial).toBeLessThanOrEqual(
        asked * 1.01,
      )
    }
  })

  test('P10: who leaves as little as he may can pay when the price jumps into the hole; looked at by the moves alone he owes 186', () => {
    const left = [undefined, 10].map((times) => {
      const venue = venueWith(times)
      const least = leastLeft(venue)
      venue.must('withdraw', {
        account: 'a',
        asset: 'USDC',
        amount: usdc(Math.floor((figuresOf(venue, 'a').equity - least - 1) * 100) / 100),
      })
      // The underlying jumps to the middle strike, where the butterfly is worth most.
      setIndex(venue, 'BTC', 71_400)
      return figuresOf(venue, 'a').equity
    })
    expect(left[0]).toBeCloseTo(-186, 0)
    expect(left[1]).toBeGreaterThan(0)
  })

  test('P10: how closely is looked is a parameter: a whole number of times', () => {
    for (const gridTimes of [0, 1.5, 101]) {
      const change = { name: 'finer', change: { gridTimes }, effectiveAt: start + 48 * hour }
      expect(smallVenue().send('announce-change', change).refusal?.code).toBe('PARAMETER_INVALID')
    }
  })
})
