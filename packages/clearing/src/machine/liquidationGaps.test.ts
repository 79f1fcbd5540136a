import { describe, expect, test } from 'vitest'
import { liquidationRules } from '../liquidation/venues/index.js'
import { notional } from '../risk/marks.js'
import { type SmallVenue, smallVenue } from '../simulation/smallVenue.js'

/** Gaps of the machine that the simulator found once its agents went bankrupt; numbers as in liquidation.test.ts. */
const usdc = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))

function venueOfThree(own: Parameters<typeof smallVenue>[0]): SmallVenue {
  const venue = smallVenue(own)
  for (const [account, amount] of [['a', 12_000] as const, ['b', 60_000] as const, ['c', 60_000] as const]) {
    venue.must('open-account', { account, owner: `owner-${account}`, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: usdc(amount) })
  }
  buy(venue, 'a', 'b', 1000n)
  return venue
}

function buy(venue: SmallVenue, buyer: string, seller: string, lots: bigint, instrument = 'BTC-PERP'): void {
  venue.must('trade', {
    instrument,
    lots,
    price: cents(70_000),
    buyer: { account: buyer, fee: 0n },
    seller: { account: seller, fee: 0n },
  })
}

const everything = { bidder: 'c', account: 'a', share: 10n ** 18n, limit: usdc(10_000) }

describe('what the simulator found', () => {
  test('E16: a bidder for what is worth less than nothing is not paid more than the fund has', () => {
    const venue = venueOfThree({ liquidation: liquidationRules('derive') })
    // Nine thousand below zero, and nothing in the fund.
    venue.price(49_000)
    venue.must('advance', {})
    const { refusal } = venue.send('bid', everything)
    expect(refusal).toMatchObject({ code: 'BID_REFUSED', where: 'payout' })
    expect(venue.state.houses.get('fund:shared USDC')).toBeUndefined()
  })

  test('a recovered account is not for sale, although nobody has looked at it since', () => {
    const venue = venueOfThree({ liquidation: liquidationRules('maker-like') })
    venue.price(58_800)
    venue.must('advance', {})
    venue.price(70_000)
    expect(venue.send('bid', everything).refusal?.code).toBe('LIQUIDATION_OVER')
  })

  test('W2: what the backstop holds of an instrument that is wound down counts for its cap', () => {
    const rules = liquidationRules('house')
    const venue = venueOfThree({
      liquidation: { ...rules, stages: [{ kind: 'backstop', compensationPpm: 500_000n }, { kind: 'deleverage' }] },
      backstop: { account: 'c', most: { BTC: usdc(30_000) } },
    })
    buy(venue, 'c', 'b', 400n, 'BTC-27MAR26')
    venue.must('wind-down', { instrument: 'BTC-27MAR26' })
    venue.price(66_000)
    venue.must('advance', {})
    const held = Object.entries(venue.state.accounts.get('c')!.positions)
    const size = held.reduce(
      (sum, [id, { lots }]) => sum + notional(venue.state, venue.state.listings.get(id)!, lots),
      0,
    )
    // 26,400 of it is the future: 54 lots of 66 dollars fit into the rest.
    expect(venue.state.accounts.get('c')!.positions['BTC-PERP']?.lots).toBe(54n)
    expect(size).toBeLessThanOrEqual(30_000)
  })

  test('new liquidation rules begin at their first stage, and nobody’s loss is paid while positions are held', () => {
    const venue = venueOfThree({ changeDelay: 0, liquidation: liquidationRules('house') })
    venue.must('announce-change', {
      name: 'rules',
      change: { liquidation: liquidationRules('derive') },
      effectiveAt: venue.state.clock.get('clock')!.at + 60_000,
    })
    venue.price(58_800)
    venue.must('advance', {})
    // The auction is the third stage of the old rules and the second, and last, of the new ones.
    expect(venue.state.episodes.get('a')!.stage).toBe(2)
    venue.wait(60_000)
    venue.price(49_000)
    const { events } = venue.must('advance', {})
    expect(events.filter(({ kind }) => kind === 'loss-shared')).toEqual([])
    expect(venue.state.episodes.get('a')).toMatchObject({ epoch: 2, open: true, stage: 1 })
  })
})
