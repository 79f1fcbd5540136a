import { margin, refineGrids, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { assessAtBids, bidGap } from '../risk/assessAtBids.js'
import { marketView, parametersOf } from '../risk/marketView.js'
import { markOf } from '../risk/marks.js'
import { portfolioOf } from '../risk/portfolioOf.js'
import { expiry, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { balanceOf, figuresOf, openAccounts, setIndex, trade, usdc } from './fixture/actions.js'

const hour = 3_600_000

describe('P8 vol mark', () => {
  const wing = 'BTC-27MAR26-120000-C'
  const surfaceOf = (vol: number) => ({
    model: 'black' as const,
    forwards: [{ expiry, ratio: 1.01 }],
    slices: [{ kind: 'quotes' as const, expiry, strikes: [70_000, 120_000], vols: [0.6, vol] }],
  })

  /** A holds ten coins' calls far out of the money beside 10,000 dollars. */
  function venueWith(bidTime?: number): SmallVenue {
    const venue = smallVenue({ withdrawalFloor: 0n, ...(bidTime === undefined ? {} : { bidTime }) })
    venue.must('list-instrument', {
      instrument: {
        kind: 'option',
        id: wing,
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike: 120_000,
        right: 'call',
        settlement: { kind: 'linear', currency: 'USDC' },
      },
      lotDecimals: 3,
      priceDecimals: 2,
      market: 'BTC',
    })
    venue.must('surface', { underlying: 'BTC', surface: surfaceOf(0.6) })
    openAccounts(venue, { a: 10_200, b: 10_000_000 })
    expect(trade(venue, wing, 10_000n, 20, 'a', 'b')).toBeUndefined()
    return venue
  }

  const seeBid = (venue: SmallVenue, dollars: number, lots: bigint): void => {
    venue.must('see-bid', { instrument: wing, price: BigInt(dollars * 100), lots })
  }
  const leaves = (venue: SmallVenue, dollars: number): string | undefined =>
    venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(dollars) }).refusal?.code
  const buys = (venue: SmallVenue, lots: bigint): string | undefined =>
    trade(venue, 'BTC-PERP', lots, 70_000, 'a', 'b')?.code
  const gapOf = ({ state }: SmallVenue, account: string): number => bidGap(state, state.accounts.get(account)!)

  test('P8: a quote that moves an illiquid wing by 40 points makes nobody richer: what is bid for as many lots is what counts', () => {
    const atDoor = ({ state }: SmallVenue): number => {
      const { slowEquity, initial } = assessAtBids(state, 'a', state.accounts.get('a')!)
      return slowEquity - initial
    }
    // By the model alone 280 dollars of what it makes them worth are there at the door, whoever would pay them.
    const model = venueWith()
    model.must('surface', { underlying: 'BTC', surface: surfaceOf(1) })
    expect(figuresOf(model, 'a').slowEquity).toBeGreaterThan(18_000)
    expect(atDoor(model)).toBeCloseTo(10_280, 0)
    expect(buys(model, 900n)).toBeUndefined()

    const venue = venueWith(60_000)
    seeBid(venue, 15, 10_000n)
    expect(atDoor(venue)).toBeLessThanOrEqual(10_150)
    venue.must('surface', { underlying: 'BTC', surface: surfaceOf(1) })
    // What he paid for them is gone, and nothing that the quote made is there; nor does it take anything away.
    expect(atDoor(venue)).toBeCloseTo(10_000, 6)
    expect(buys(venue, 900n)).toBe('MARGIN_INSUFFICIENT')
    expect(buys(venue, 500n)).toBeUndefined()
    expect(leaves(venue, 5_000)).toBe('WITHDRAWAL_EXCEEDS')
    // What only reduces goes on, and what is left may leave.
    expect(trade(venue, wing, 10_000n, 15, 'b', 'a')).toBeUndefined()
    expect(leaves(venue, 4_000)).toBeUndefined()
  })

  test('P8: lots beyond the bid count for nothing, nor those of an old bid or of none; the bid never counts for more than the model', () => {
    const model = venueWith()
    const value = (10 * Number(markOf(model.state, model.state.listings.get(wing)!))) / 100
    expect(value).toBeGreaterThan(100)
    expect(gapOf(model, 'a')).toBe(0)
    const venue = venueWith(60_000)
    expect(gapOf(venue, 'a')).toBeCloseTo(value, 9)
    seeBid(venue, 5, 10_000n)
    expect(gapOf(venue, 'a')).toBeCloseTo(value - 50, 9)
    seeBid(venue, 5, 1n)
    expect(gapOf(venue, 'a')).toBeCloseTo(value - 0.005, 9)
    seeBid(venue, 1e6, 20_000n)
    expect(gapOf(venue, 'a')).toBeCloseTo(0, 9)
    venue.wait(60_000)
    venue.must('price', { feed: 'index ETH', decimals: 2, fast: 1n, low: 1n, high: 1n, status: 'VALID' })
    expect(gapOf(venue, 'a')).toBeCloseTo(value, 9)
    // Who has sold owes what the model says, whatever is bid.
    expect(gapOf(venue, 'b')).toBe(0)
  })

  test('P8: only options have bids, of no less than nothing', () => {
    const venue = venueWith(60_000)
    for (const bid of [
      { instrument: 'BTC-PERP', price: 1n, lots: 1n },
      { instrument: wing, price: -1n, lots: 1n },
      { instrument: wing, price: 1n, lots: -1n },
    ])
      expect(venue.send('see-bid', bid).refusal?.code).toBe('COMMAND_MALFORMED')
  })
})

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
