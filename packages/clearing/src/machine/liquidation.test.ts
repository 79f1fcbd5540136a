import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { assess } from '../risk/assess.js'
import { parameters, type SmallVenue, smallVenue } from '../simulation/smallVenue.js'
import type { Event } from './events.js'

/** Numbers by hand: the rule book `cross` asks 16 % of a bitcoin position for initial and 12.8 % for maintenance margin. */
const usdc = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))

/** `a` is long a coin from 70,000 with 12,000 dollars, `b` short it; `c` has money and nothing else. */
function venueOfThree(own: Parameters<typeof smallVenue>[0] = {}): SmallVenue {
  const venue = smallVenue(own)
  for (const [account, amount] of [['a', 12_000] as const, ['b', 60_000] as const, ['c', 60_000] as const]) {
    venue.must('open-account', { account, owner: `owner-${account}`, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: usdc(amount) })
  }
  venue.must('trade', {
    instrument: 'BTC-PERP',
    lots: 1000n,
    price: cents(70_000),
    buyer: { account: 'a', fee: 0n },
    seller: { account: 'b', fee: 0n },
  })
  return venue
}

const balance = ({ state }: SmallVenue, account: string): bigint => state.accounts.get(account)!.balances.USDC ?? 0n
const lots = ({ state }: SmallVenue, account: string): bigint =>
  state.accounts.get(account)!.positions['BTC-PERP']?.lots ?? 0n
const overdue = ({ state }: SmallVenue, account: string): number => {
  const { equity, maintenance } = assess(state, account, state.accounts.get(account)!)
  return maintenance - equity
}

function orderOf(events: readonly Event[]): Extract<Event, { kind: 'liquidation-ordered' }>['step'] {
  return events.find((event) => event.kind === 'liquidation-ordered')!.step
}

describe('paced steps', () => {
  test('L10: orders that could enlarge a position go first, and may be enough', () => {
    const venue = venueOfThree()
    venue.must('place-order', {
      account: 'a',
      order: 'more',
      instrument: 'BTC-PERP',
      lots: 50n,
      price: cents(69_000),
      reduceOnly: false,
    })
    venue.must('place-order', {
      account: 'a',
      order: 'less',
      instrument: 'BTC-PERP',
      lots: -50n,
      price: cents(75_000),
      reduceOnly: true,
    })
    // At 66,500 equity is 8,500, maintenance of the coin 8,512; with the order 8,937.60 and less.
    venue.price(66_500)
    const { events } = venue.must('advance', {})
    const kinds = events.map(({ kind }) => kind)
    expect(kinds.indexOf('order-removed')).toBeGreaterThan(-1)
    expect(kinds.indexOf('order-removed')).toBeLessThan(kinds.indexOf('liquidation-ordered'))
    expect(Object.keys(venue.state.accounts.get('a')!.orders)).toEqual(['less'])
  })

  test('L10: until it is released an account that has recovered takes no order that adds to its risk', () => {
    const venue = venueOfThree()
    venue.price(66_000)
    venue.must('advance', {})
    venue.price(75_000)
    const order = { account: 'a', instrument: 'BTC-PERP', lots: 10n, price: cents(75_000), reduceOnly: false }
    expect(venue.send('place-order', { ...order, order: 'more' }).refusal?.code).toBe('ACCOUNT_IN_LIQUIDATION')
    venue.must('advance', {})
    expect(venue.state.episodes.get('a')!.open).toBe(false)
    venue.must('place-order', { ...order, order: 'more' })
  })

  test('L10: an account that is above maintenance without its orders is left alone', () => {
    const venue = venueOfThree()
    venue.must('place-order', {
      account: 'a',
      order: 'more',
      instrument: 'BTC-PERP',
      lots: 50n,
      price: cents(69_000),
      reduceOnly: false,
    })
    // At 66,800 equity is 8,800 and maintenance with the order 8,977.92; without it 8,550.40.
    venue.price(66_800)
    const { events } = venue.must('advance', {})
    expect(events.filter(({ kind }) => kind === 'liquidation-ordered')).toEqual([])
    expect(venue.state.accounts.get('a')!.orders).toEqual({})
    expect(venue.state.episodes.get('a')!.open).toBe(false)
    expect(lots(venue, 'a')).toBe(1000n)
  })

  test('who is called may place orders that only reduce, and no others', () => {
    const venue = venueOfThree()
    venue.price(68_000)
    venue.must('advance', {})
    expect(venue.state.levels.get('a')?.level).toBe('call')
    const order = { account: 'a', instrument: 'BTC-PERP', lots: -50n, price: cents(69_000) }
    expect(venue.send('place-order', { ...order, order: 'close', reduceOnly: true }).refusal).toBeUndefined()
    expect(venue.send('place-order', { ...order, order: 'open', lots: 50n, reduceOnly: false }).refusal?.code).toBe(
      'MARGIN_INSUFFICIENT',
    )
  })

  test('an order that may only reduce and would take the hedge off is refused to who is short, and taken where nothing is priced', () => {
    const venue = smallVenue({ withdrawalFloor: 0n })
    for (const [account, mode] of [['h', 'portfolio'] as const, ['m', 'cross'] as const]) {
      venue.must('open-account', { account, owner: account, mode })
      venue.must('deposit', { account, asset: 'USDC', amount: 10n ** 12n })
    }
    const sides = { buyer: { account: 'm', fee: 0n }, seller: { account: 'h', fee: 0n } }
    venue.must('trade', { instrument: 'BTC-PERP', lots: 10_000n, price: cents(70_000), ...sides })
    const hedge = { buyer: sides.seller, seller: sides.buyer }
    venue.must('trade', { instrument: 'BTC-27MAR26', lots: 10_000n, price: cents(70_700), ...hedge })
    // Ten coins against ten need little; all that can be spared is taken out.
    const { slowEquity, kept } = assess(venue.state, 'h', venue.state.accounts.get('h')!)
    venue.must('withdraw', { account: 'h', asset: 'USDC', amount: BigInt(Math.floor((slowEquity - kept) * 1e6) - 1) })
    const order = { account: 'h', instrument: 'BTC-27MAR26', price: cents(70_700), reduceOnly: true }
    expect(venue.send('place-order', { ...order, order: 'off', lots: -9000n }).refusal?.code).toBe(
      'MARGIN_INSUFFICIENT',
    )
  })

  test('a step is ordered within the band, filled by another account, charged, and lowers the shortfall', () => {
    const venue = venueOfThree()
    // Equity 8,000, maintenance 8,448.
    venue.price(66_000)
    const step = orderOf(venue.must('advance', {}).events)
    expect(step.orders).toHaveLength(1)
    const [order] = step.orders
    expect(order).toMatchObject({ instrument: 'BTC-PERP', side: 'sell', epoch: 1 })
    // A tenth of the 2,000 lots that the market can take now.
    expect(order!.lots).toBe(200n)
    expect(order!.limit).toBeLessThan(cents(66_000))
    expect(order!.limit).toBeGreaterThanOrEqual(cents(66_000) - cents(66_000 * 0.05))
    const before = overdue(venue, 'a')
    venue.must('liquidation-filled', {
      account: 'a',
      epoch: 1,
      trades: [{ instrument: 'BTC-PERP', lots: -200n, price: cents(65_990), counterparty: 'c' }],
    })
    expect(lots(venue, 'a')).toBe(800n)
    expect(lots(venue, 'c')).toBe(200n)
    // 0.2 · 66,000 at 0.2 % is 26.40, in the fund.
    expect(venue.state.houses.get('fund:shared USDC')).toBe(usdc(26.4))
    // 0.2 · 8,448 less, but 2 for the price and 26.40 for the fee.
    expect(overdue(venue, 'a')).toBeCloseTo(before - 1689.6 + 2 + 26.4, 6)
    expect(audit(venue.state)).toEqual([])
  })

  test('what was not asked for is refused: another side, more, another epoch, a fill that does not help', () => {
    const venue = venueOfThree()
    venue.price(66_000)
    venue.must('advance', {})
    const filled = (epoch: number, traded: bigint, price: number) =>
      venue.send('liquidation-filled', {
        account: 'a',
        epoch,
        trades: [{ instrument: 'BTC-PERP', lots: traded, price: cents(price), counterparty: 'c' }],
      }).refusal?.code
    expect(filled(2, -200n, 66_000)).toBe('LIQUIDATION_OVER')
    expect(filled(1, 200n, 66_000)).toBe('COMMAND_MALFORMED')
    expect(filled(1, -201n, 66_000)).toBe('COMMAND_MALFORMED')
    // The band of 5 % below 66,000.
    expect(filled(1, -200n, 62_699)).toBe('PRICE_OUT_OF_BAND')
    // Once the mark is 72,000, selling 200 lots there costs 1,860, more than the 1,843.20 of requirement that it frees.
    venue.price(72_000)
    expect(filled(1, -200n, 62_700)).toBe('MARGIN_INSUFFICIENT')
    expect(lots(venue, 'a')).toBe(1000n)
  })

  test('L8 rescue: after a deposit the account is released, and a fill that was on its way comes too late', () => {
    const venue = venueOfThree()
    venue.price(66_000)
    venue.must('advance', {})
    venue.must('deposit', { account: 'a', asset: 'USDC', amount: usdc(5000) })
    venue.must('advance', {})
    expect(venue.state.episodes.get('a')).toMatchObject({ epoch: 1, open: false, pending: null })
    const late = venue.send('liquidation-filled', {
      account: 'a',
      epoch: 1,
      trades: [{ instrument: 'BTC-PERP', lots: -200n, price: cents(66_000), counterparty: 'c' }],
    })
    expect(late.refusal?.code).toBe('LIQUIDATION_OVER')
    expect(lots(venue, 'a')).toBe(1000n)
  })

  test('L12: a counterparty that cannot carry what it takes is refused', () => {
    const venue = venueOfThree()
    venue.must('withdraw', { account: 'c', asset: 'USDC', amount: usdc(59_990) })
    venue.price(66_000)
    venue.must('advance', {})
    const { refusal } = venue.send('liquidation-filled', {
      account: 'a',
      epoch: 1,
      trades: [{ instrument: 'BTC-PERP', lots: -200n, price: cents(66_000), counterparty: 'c' }],
    })
    expect(refusal).toMatchObject({
      code: 'MARGIN_INSUFFICIENT',
      where: expect.stringContaining('account c') as string,
    })
  })

  test('L12: whoever is in liquidation takes nothing from another who is', () => {
    const venue = venueOfThree()
    venue.must('withdraw', { account: 'c', asset: 'USDC', amount: usdc(48_000) })
    venue.must('trade', {
      instrument: 'BTC-PERP',
      lots: 1000n,
      price: cents(70_000),
      buyer: { account: 'c', fee: 0n },
      seller: { account: 'b', fee: 0n },
    })
    venue.price(66_000)
    venue.must('advance', {})
    expect(venue.state.episodes.get('c')!.open).toBe(true)
    const { refusal } = venue.send('liquidation-filled', {
      account: 'a',
      epoch: 1,
      trades: [{ instrument: 'BTC-PERP', lots: -200n, price: cents(66_000), counterparty: 'c' }],
    })
    expect(refusal).toMatchObject({ code: 'COMMAND_MALFORMED', where: 'counterparty' })
  })

  test.each(['STALE', 'HALT'] as const)(
    'I5: nobody is called or liquidated at a price that is %s, and no funding is paid',
    (status) => {
      const venue = venueOfThree()
      venue.must('price', {
        feed: 'index BTC',
        decimals: 2,
        fast: cents(60_000),
        low: cents(60_000),
        high: cents(60_000),
        status,
      })
      const { events } = venue.must('advance', {})
      expect(events.filter(({ kind }) => /liquidation|deleveraged|level/.test(kind))).toEqual([])
      expect(venue.send('pay-funding', { instrument: 'BTC-PERP', rate: 1000n }).refusal?.code).toBe('PRICE_UNAVAILABLE')
      expect(lots(venue, 'a')).toBe(1000n)
    },
  )
})

describe('beyond the market', () => {
  /** 10 % of the requirement left: equity 800 at 58,800, maintenance 7,526.40. */
  const deep = 58_800

  test('the auction: a bidder takes a share of everything at its price', () => {
    const venue = venueOfThree()
    venue.price(deep)
    venue.must('advance', {})
    const { auction } = venue.state.episodes.get('a')!
    expect(auction).not.toBeNull()
    // A fee of 1 % of what is on sale when it opens.
    const fee = venue.state.houses.get('fund:shared USDC')!
    expect(fee).toBeGreaterThan(usdc(7))
    expect(fee).toBeLessThan(usdc(8))
    const moneyBefore = balance(venue, 'c')
    venue.must('bid', { bidder: 'c', account: 'a', share: 10n ** 18n, limit: usdc(792) })
    // What is left stands at the stage’s buffer, 1.2 times maintenance, or a lot of 88 better: the bidder carries whole lots.
    const left = lots(venue, 'a')
    expect(lots(venue, 'c')).toBe(1000n - left)
    const { equity, maintenance } = assess(venue.state, 'a', venue.state.accounts.get('a')!)
    expect(equity / maintenance).toBeGreaterThanOrEqual(1.2)
    expect(equity / maintenance).toBeLessThan(1.2 * (1 + 1 / Number(left)))
    // c has paid 98 % of the value of its share, and has the share: 800 less the fee was the value of everything.
    const value = 800 - Number(fee) / 1e6
    const share = (1.2 * 7526.4 - value) / (1.2 * 7526.4 - value + 0.98 * value)
    const gained = Number(balance(venue, 'c') - moneyBefore) / 1e6 - Number(1000n - left) * 11.2
    expect(gained).toBeCloseTo(0.02 * share * value, 4)
    expect(audit(venue.state)).toEqual([])
  })

  test('a bid above its limit, without the money, or for nobody is refused', () => {
    const venue = venueOfThree()
    const bidFor = (account: string, limit: number) =>
      venue.send('bid', { bidder: 'c', account, share: 10n ** 18n, limit: usdc(limit) }).refusal?.code
    expect(bidFor('a', 1000)).toBe('LIQUIDATION_OVER')
    venue.price(deep)
    venue.must('advance', {})
    expect(bidFor('a', 700)).toBe('BID_REFUSED')
    venue.must('withdraw', { account: 'c', asset: 'USDC', amount: usdc(59_000) })
    expect(bidFor('a', 1000)).toBe('MARGIN_INSUFFICIENT')
  })

  test('L13 gap: a bankrupt long is closed against the short at 58,000, where nothing is left, and nobody owes', () => {
    const venue = venueOfThree()
    venue.price(49_000)
    const { events } = venue.must('advance', {})
    const deleveraged = events.find((event) => event.kind === 'deleveraged')!
    expect(deleveraged.round).toMatchObject({ filled: 1000n, uncovered: 0n })
    expect(lots(venue, 'a')).toBe(0n)
    expect(lots(venue, 'b')).toBe(0n)
    expect(balance(venue, 'a')).toBe(0n)
    // The winner keeps the 12,000 that the loser had.
    expect(balance(venue, 'b')).toBe(usdc(72_000))
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('an inverse position is deleveraged in proportion to profit, which is counted in coins', () => {
    const venue = smallVenue({ deleveraging: { policy: deleveragingPolicies.chitra, roundCapPpm: 1_000_000n } })
    const coins = { bankrupt: 0.05, safe: 5, early: 5, late: 5 }
    for (const [account, amount] of Object.entries(coins)) {
      venue.must('open-account', { account, owner: account, mode: 'portfolio' })
      venue.must('deposit', { account, asset: 'BTC', amount: BigInt(Math.round(amount * 1e8)) })
    }
    for (const [buyer, seller, price] of [
      ['early', 'bankrupt', 70_000],
      ['late', 'safe', 100_000],
    ] as const) {
      venue.price(price)
      venue.must('trade', {
        instrument: 'BTC-INVERSE',
        lots: 700_000n,
        price: cents(price),
        buyer: { account: buyer, fee: 0n },
        seller: { account: seller, fee: 0n },
      })
    }
    // The short of 7,000 dollars loses 7,000 · (1/70,000 − 1/1,000,000) = 0.093 coins and had 0.05.
    venue.price(1_000_000)
    venue.must('advance', {})
    const given = ['bankrupt', 'early', 'late'].map((id) => {
      const { lots: left } = venue.state.accounts.get(id)!.positions['BTC-INVERSE'] ?? { lots: 0n }
      return 700_000n - (left < 0n ? -left : left)
    })
    // Profits of 0.093 and 0.063 coins (7,000 · (1/100,000 − 1/1,000,000)): 93/156 and 63/156 of the 700,000.
    expect(given).toEqual([700_000n, 417_308n, 282_692n])
    expect(audit(venue.state)).toEqual([])
  })

  test('E11: accounts without a position are not touched by it', () => {
    const venue = venueOfThree()
    const before = venue.state.accounts.get('c')
    venue.price(49_000)
    venue.must('advance', {})
    expect(venue.state.accounts.get('c')).toBe(before)
  })

  test('the backstop takes over within its cap, with half of maintenance for it; what is left is healthy and released', () => {
    const venue = venueOfThree({
      liquidation: {
        ...smallVenue().state.parameters.get('parameters')!.liquidation,
        stages: [{ kind: 'backstop', compensationPpm: 500_000n }, { kind: 'deleverage' }],
      },
      backstop: { account: 'c', most: { BTC: usdc(30_000) } },
    })
    venue.price(66_000)
    venue.must('advance', {})
    // 30,000 / 66 dollars a lot: 454 lots, with 454/1000 of half of 8,448.
    expect(lots(venue, 'c')).toBe(454n)
    expect(balance(venue, 'c') - usdc(60_000)).toBe(usdc(4224 * 0.454))
    // 6,082.30 of equity for 546 lots that need 4,612.61: 1.32, above the target of 1.2.
    expect(lots(venue, 'a')).toBe(546n)
    expect(venue.state.episodes.get('a')!.open).toBe(false)
    expect(audit(venue.state)).toEqual([])
  })

  test('a deficit that deleveraging cannot close is paid by pool, fund and venue in this order, and the rest stands in sight', () => {
    const venue = venueOfThree({
      fund: { ...parameters.fund, slice: { capPerMarket: usdc(1000), windowMilliseconds: 3_600_000 } },
    })
    venue.must('open-account', { account: 'giver', owner: 'giver', mode: 'cross' })
    venue.must('deposit', { account: 'giver', asset: 'USDC', amount: usdc(20_000) })
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(500), market: 'BTC' })
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(5000), market: 'shared' })
    // a sells its coin itself after the fall, which leaves it owing 9,000.
    venue.must('price', {
      feed: 'index BTC',
      decimals: 2,
      fast: cents(49_000),
      low: cents(49_000),
      high: cents(49_000),
      status: 'VALID',
    })
    venue.must('trade', {
      instrument: 'BTC-PERP',
      lots: 1000n,
      price: cents(49_000),
      buyer: { account: 'b', fee: 0n },
      seller: { account: 'a', fee: 0n },
    })
    expect(balance(venue, 'a')).toBe(-usdc(9000))
    venue.must('advance', {})
    expect(balance(venue, 'a')).toBe(0n)
    expect(venue.state.houses.get('fund:BTC USDC')).toBeUndefined()
    expect(venue.state.houses.get('fund:shared USDC')).toBe(usdc(4000))
    expect(venue.state.houses.get('unpaid USDC')).toBe(-usdc(7500))
    expect(audit(venue.state)).toEqual([])
  })
})
