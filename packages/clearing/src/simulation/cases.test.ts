import { randomSource } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { levelOf } from '../calls/level.js'
import { needsLiquidation } from '../liquidation/queue.js'
import { apply } from '../machine/apply.js'
import type { Command } from '../machine/commands.js'
import { assess } from '../risk/assess.js'
import { notional } from '../risk/marks.js'
import { decode, encode } from '../state/codec.js'
import type { AccountRecord } from '../state/records.js'
import { type State, stateHash } from '../state/state.js'
import { randomCommands } from './randomCommands.js'
import { regimeOf } from './regime.js'
import { type SmallVenue, smallVenue } from './smallVenue.js'

/** Cases of the incident ledger that random sequences and small searches decide. More events by PLIMSOLL_EVENTS. */
const eventsMost = Number(process.env.PLIMSOLL_EVENTS ?? 20_000)
const usdc = (amount: number): bigint => BigInt(Math.round(amount * 1e6))
const cents = (amount: number): bigint => BigInt(Math.round(amount * 100))

/** A venue under a seed’s regime with money in its funds. */
function fundedVenue(seed: number): State {
  const { parameters, backstop } = regimeOf(seed)
  const { state, must } = smallVenue(parameters)
  must('open-account', { account: 'founder', owner: 'founder', mode: 'cross' })
  must('deposit', { account: 'founder', asset: 'USDC', amount: usdc(300_000) })
  for (const market of ['BTC', 'shared']) {
    must('contribute', { account: 'founder', asset: 'USDC', amount: usdc(100_000), market })
  }
  if (backstop > 0n) must('open-account', { account: 'backstop', owner: 'backstop', mode: 'cross' })
  return state
}

/** `a` is long a coin from 70,000 with 12,000 dollars, `b` short it; `c` has money and nothing else. */
function venueOfThree(prefix = ''): SmallVenue {
  const venue = smallVenue()
  for (const [name, amount] of [['a', 12_000] as const, ['b', 60_000] as const, ['c', 60_000] as const]) {
    venue.must('open-account', { account: `${prefix}${name}`, owner: `owner-of-${name}`, mode: 'cross' })
    venue.must('deposit', { account: `${prefix}${name}`, asset: 'USDC', amount: usdc(amount) })
  }
  buy(venue, `${prefix}a`, `${prefix}b`, 1000n)
  return venue
}

function buy(venue: SmallVenue, buyer: string, seller: string, lots: bigint): void {
  const price = venue.state.prices.get('index BTC')!.fast
  venue.must('trade', {
    instrument: 'BTC-PERP',
    lots,
    price,
    buyer: { account: buyer, fee: 0n },
    seller: { account: seller, fee: 0n },
  })
}

describe('E15 no exemption', () => {
  const privileges = ['exempt', 'isHouse', 'allowNegative', 'neverLiquidate', 'vip', 'noMargin']

  test('E15: an account’s record has no boolean, and none that is written into it changes a figure, a level or the predicate', () => {
    let judged = 0
    for (let seed = 0; seed < 6; seed++) {
      const state = fundedVenue(seed)
      const next = randomCommands(seed)
      for (let step = 0; step < 400; step++) {
        apply(state, next(state))
        if (step % 100 !== 99) continue
        for (const id of state.accounts.keys()) {
          const account = state.accounts.get(id)!
          expect(Object.values(account).filter((value) => typeof value === 'boolean')).toEqual([])
          const figures = tryAssess(state, id, account)
          if (figures === undefined) continue
          judged++
          for (const privilege of privileges) {
            for (const value of [true, false]) {
              const other = tryAssess(state, id, { ...account, [privilege]: value } as AccountRecord)!
              expect(other).toEqual(figures)
              expect(needsLiquidation(other)).toBe(needsLiquidation(figures))
              expect(levelOf(other, 800_000n)).toBe(levelOf(figures, 800_000n))
            }
          }
        }
      }
    }
    expect(judged).toBeGreaterThan(50)
  })

  test('E15: whatever it is called, house, vault, insurance or market maker, an account is liquidated alike', () => {
    const story = (prefix: string): string => {
      const venue = venueOfThree(prefix)
      venue.price(66_000)
      const first = venue.must('advance', {}).events
      venue.price(49_000)
      venue.wait(2000)
      const second = venue.must('advance', {}).events
      return encode([first, second]).replaceAll(prefix, '')
    }
    const plain = story('x-')
    for (const prefix of ['house-', 'insurance-', 'vault-', 'market-maker-', 'backstop-', 'exempt-']) {
      expect(story(prefix), prefix).toBe(plain)
    }
  })
})

function tryAssess(state: State, id: string, account: AccountRecord): ReturnType<typeof assess> | undefined {
  try {
    return { ...assess(state, id, account) }
  } catch {
    return undefined
  }
}

test('E16: no fund is ever below nothing, and money leaves it for a loss that is shared, or to a bidder who takes one, alone', () => {
  let events = 0
  let losses = 0
  for (let seed = 0; events < eventsMost; seed++) {
    const state = fundedVenue(seed)
    const next = randomCommands(seed)
    for (let step = 0; step < 3000 && events < eventsMost; step++) {
      const command = next(state)
      const answer = apply(state, command)
      events += answer.events.length
      for (const event of answer.events) {
        if (event.kind !== 'moved' || !event.from.startsWith('fund:')) continue
        losses++
        const way = `${event.why} by ${command.kind}`
        expect(['loss by advance', 'liquidation by bid']).toContain(way)
      }
      for (const key of state.houses.keys()) {
        if (key.startsWith('fund:')) expect(state.houses.get(key)! >= 0n, `${key} after ${events} events`).toBe(true)
      }
    }
  }
  expect(losses).toBeGreaterThan(0)
}, 3_600_000)

describe('G10 interleaving', () => {
  test('G10: a command is data: what went through its bytes is decided alike', () => {
    const [first, second] = [fundedVenue(4), fundedVenue(4)]
    const next = randomCommands(4)
    for (let step = 0; step < 300; step++) {
      const command = next(first)
      expect(apply(second, decode(encode(command)) as Command)).toEqual(apply(first, command))
    }
    expect(stateHash(second)).toBe(stateHash(first))
  })

  test('G10: a command that comes in while another is decided changes nothing, and neither does the other', () => {
    const venue = venueOfThree()
    const before = stateHash(venue.state)
    const { at } = venue.state.clock.get('clock')!
    const deposit = { id: 'outer', at, kind: 'deposit', account: 'a', asset: 'USDC', amount: 1n } as const
    const calling = {
      ...deposit,
      get amount(): bigint {
        apply(venue.state, { ...deposit, id: 'inner' })
        return 1n
      },
    }
    expect(() => apply(venue.state, calling)).toThrow(/while another/)
    expect(stateHash(venue.state)).toBe(before)
    expect(apply(venue.state, deposit).refusal).toBeUndefined()
  })
})

describe('G11 rounding', () => {
  /** Two accounts of one coalition, who trade a coin-settled contract and its option with one another. */
  function couple(): SmallVenue {
    const venue = smallVenue()
    for (const account of ['p', 'q']) {
      venue.must('open-account', { account, owner: account, mode: 'cross' })
      venue.must('deposit', { account, asset: 'BTC', amount: 10n ** 9n })
    }
    return venue
  }
  const together = ({ state }: SmallVenue): bigint =>
    ['p', 'q'].reduce((sum, id) => sum + (state.accounts.get(id)!.balances.BTC ?? 0n), 0n)
  const rounding = ({ state }: SmallVenue): bigint => state.houses.get('rounding BTC') ?? 0n
  const isFlat = ({ state }: SmallVenue): boolean => Object.keys(state.accounts.get('p')!.positions).length === 0
  const deal = (venue: SmallVenue, instrument: string, lots: bigint, price: bigint): void => {
    const [buyer, seller] = lots > 0n ? ['p', 'q'] : ['q', 'p']
    const size = lots > 0n ? lots : -lots
    venue.send('trade', {
      instrument,
      lots: size,
      price,
      buyer: { account: buyer!, fee: 0n },
      seller: { account: seller!, fee: 0n },
    })
  }

  test('G11: no cycle of up to five trades and fundings of the smallest sizes leaves a coalition with a unit more', () => {
    const moves: readonly ((venue: SmallVenue) => void)[] = [
      (venue) => deal(venue, 'BTC-INVERSE', 1n, cents(70_000)),
      (venue) => deal(venue, 'BTC-INVERSE', -1n, cents(69_999.99)),
      (venue) => deal(venue, 'BTC-INVERSE', 7n, cents(66_666.67)),
      (venue) => deal(venue, 'BTC-INVERSE', -3n, cents(70_000.01)),
      (venue) => deal(venue, 'BTC-27MAR26-70000-P', 1n, 333n),
      (venue) => deal(venue, 'BTC-27MAR26-70000-P', -1n, 333n),
      (venue) => void venue.send('pay-funding', { instrument: 'BTC-INVERSE', rate: 1n }),
    ]
    let lost = 0
    const walk = (sequence: readonly number[]): void => {
      const venue = couple()
      const before = together(venue)
      let kept = 0n
      for (const row of sequence) {
        moves[row]!(venue)
        // Of one operation the house keeps less than a unit of each of two sides, and gives nothing back.
        const more = rounding(venue) - kept
        expect({ sequence, ok: more >= 0n && more <= 3n }).toEqual({ sequence, ok: true })
        kept += more
      }
      for (const [id, price] of [['BTC-INVERSE', cents(70_000)] as const, ['BTC-27MAR26-70000-P', 333n] as const]) {
        const { lots } = venue.state.accounts.get('p')!.positions[id] ?? { lots: 0n }
        if (lots !== 0n) deal(venue, id, -lots, price)
      }
      expect(isFlat(venue)).toBe(true)
      if (together(venue) < before) lost++
      expect({ sequence, gained: together(venue) > before }).toEqual({ sequence, gained: false })
    }
    // Every sequence of three moves, and drawn ones of five, closed by the opposite of what is held.
    for (let code = 0; code < 7 ** 3; code++) walk([code % 7, Math.floor(code / 7) % 7, Math.floor(code / 49)])
    const source = randomSource(11)
    for (let row = 0; row < 300; row++) {
      walk(Array.from({ length: 5 }, (_, at) => Math.floor(source.uniform(row, at) * 7)))
    }
    expect(lost).toBeGreaterThan(100)
  }, 600_000)

  test('G11: thousands of one-unit trades at prices that divide nothing leave nobody with a unit more', () => {
    const venue = couple()
    const source = randomSource(12)
    const before = together(venue)
    let held = 0n
    for (let row = 0; row < 3000; row++) {
      const lots = source.uniform(row, 0) < 0.5 ? 1n : -1n
      deal(venue, 'BTC-INVERSE', lots, cents(70_000) + BigInt(Math.floor((source.uniform(row, 1) - 0.5) * 1e5)))
      held += lots
    }
    if (held !== 0n) deal(venue, 'BTC-INVERSE', -held, cents(70_000))
    expect(isFlat(venue)).toBe(true)
    expect(together(venue)).toBeLessThanOrEqual(before)
    expect(audit(venue.state)).toEqual([])
  }, 600_000)
})

describe('L18 same tick', () => {
  const own = (venue: SmallVenue, lots: bigint) =>
    venue.send('trade', {
      instrument: 'BTC-PERP',
      lots,
      price: cents(66_000),
      buyer: { account: 'c', fee: 0n },
      seller: { account: 'a', fee: 0n, order: 'close' },
    })
  const engines = (venue: SmallVenue) =>
    venue.send('liquidation-filled', {
      account: 'a',
      epoch: 1,
      trades: [{ instrument: 'BTC-PERP', lots: -200n, price: cents(65_990), counterparty: 'c' }],
    })
  const called = (): SmallVenue => {
    const venue = venueOfThree()
    venue.must('place-order', {
      account: 'a',
      order: 'close',
      instrument: 'BTC-PERP',
      lots: -1000n,
      price: cents(66_000),
      reduceOnly: true,
    })
    venue.price(66_000)
    venue.must('advance', {})
    return venue
  }

  test('L18: the account’s own close came first: the engine’s fill of the same instant is refused', () => {
    const venue = called()
    expect(own(venue, 1000n).refusal).toBeUndefined()
    expect(engines(venue).refusal).toBeDefined()
    expect(venue.state.accounts.get('a')!.positions).toEqual({})
    expect(venue.state.accounts.get('c')!.positions['BTC-PERP']!.lots).toBe(1000n)
  })

  test('L18: the engine’s fill came first: it has no second effect, and the account’s own close finds only what is left', () => {
    const venue = called()
    expect(engines(venue).refusal).toBeUndefined()
    expect(engines(venue).refusal?.code).toBe('LIQUIDATION_OVER')
    expect(own(venue, 1000n).refusal).toMatchObject({ code: 'COMMAND_MALFORMED', where: 'lots' })
    expect(own(venue, 800n).refusal).toBeUndefined()
    expect(venue.state.accounts.get('a')!.positions).toEqual({})
    expect(venue.state.accounts.get('c')!.positions['BTC-PERP']!.lots).toBe(1000n)
  })
})

test('L1: longs of seventy times what the book takes in a minute, falling 2 % a minute: orders are paced, the backstop bounded, and it ends', () => {
  const cap = usdc(50_000)
  const venue = smallVenue({ backstop: { account: 'backstop', most: { BTC: cap } } })
  const { state, must, send } = venue
  const open = (account: string, dollars: number): void => {
    must('open-account', { account, owner: account, mode: 'cross' })
    must('deposit', { account, asset: 'USDC', amount: usdc(dollars) })
  }
  open('backstop', 100_000)
  open('maker', 1_000_000)
  const longs = Array.from({ length: 10 }, (_, row) => `long${row}`)
  for (const [row, account] of longs.entries()) {
    open(account, 17_000 + row * 700)
    open(`short${row}`, 60_000)
    buy(venue, account, `short${row}`, 1400n)
  }
  let stepLots = 0n
  let price = 70_000
  for (let minute = 0; minute < 30; minute++) {
    price *= 0.98
    venue.price(Math.round(price))
    let taken = 0n
    for (let second = 0; second < 6; second++) {
      venue.wait(10_000)
      must('advance', {})
      for (const account of longs) {
        const { pending, epoch } = state.episodes.get(account) ?? { pending: null, epoch: 0 }
        const asked = -(pending?.lots['BTC-PERP'] ?? 0n)
        if (asked > stepLots) stepLots = asked
        // The book takes 200 lots a minute, of all of them together.
        const lots = asked < 200n - taken ? asked : 200n - taken
        if (asked === 0n || lots === 0n) continue
        const paid = cents(Math.round(price * 0.999))
        const limit = pending!.limits!['BTC-PERP']!
        const trade = { instrument: 'BTC-PERP', lots: -lots, price: paid > limit ? paid : limit, counterparty: 'maker' }
        const trades = [trade]
        if (send('liquidation-filled', { account, epoch, trades }).refusal === undefined) taken += lots
      }
      const { positions } = state.accounts.get('backstop')!
      const held = Object.entries(positions).reduce(
        (sum, [id, { lots }]) => sum + notional(state, state.listings.get(id)!, lots),
        0,
      )
      // What it holds is worth less from minute to minute, and it takes no more than fits.
      expect(held).toBeLessThanOrEqual(Number(cap) / 1e6 + 1)
      expect(audit(state)).toEqual([])
    }
  }
  // A tenth of what the market can take is asked for at once, and no more.
  expect(stepLots).toBeGreaterThan(0n)
  expect(stepLots).toBeLessThanOrEqual(200n)
  for (const account of longs) {
    // Who was closed while he still had something may hold what that carries.
    const record = state.accounts.get(account)!
    const { equity, maintenance } = assess(state, account, record)
    expect(equity, account).toBeGreaterThanOrEqual(maintenance)
    expect(record.positions['BTC-PERP']?.lots ?? 0n, account).toBeLessThan(100n)
    expect(state.episodes.get(account)!.open, account).toBe(false)
  }
}, 600_000)
