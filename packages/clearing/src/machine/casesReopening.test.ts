import { randomSource } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { randomCommands } from '../simulation/randomCommands.js'
import { type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import type { Access, ParameterRecord } from '../state/records.js'
import { apply } from './apply.js'
import type { CommandOf } from './commands.js'
import type { Event } from './events.js'
import { balanceOf, cents, figuresOf, minute, openAccounts, setIndex, trade, usdc } from './fixture/actions.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** Cases of the incident ledger about a venue that customers cannot reach, or that finds thousands short at once, through `apply`. */
type Kind<K extends Event['kind']> = Extract<Event, { kind: K }>

const ofKind = <K extends Event['kind']>(events: readonly Event[], kind: K): readonly Kind<K>[] =>
  events.filter((event): event is Kind<K> => event.kind === kind)
const lotsOf = ({ state }: SmallVenue, account: string): bigint =>
  state.accounts.get(account)!.positions['BTC-PERP']?.lots ?? 0n

describe('L15 ingress down', () => {
  const reopening = { cancelOnly: 10 * minute, postOnly: 5 * minute, restart: 10 * minute, begunMax: 2 }
  const longs = Array.from({ length: 24 }, (_, row) => `long${row}`)

  /** Twenty-four longs of half a coin at 70,000, with from 7,000 to 18,500 dollars, and a maker who is short of them. */
  function venueOfLongs(own: Partial<ParameterRecord> = { reopening }): SmallVenue {
    const venue = smallVenue(own)
    openAccounts(venue, { maker: 5_000_000, taker: 5_000_000, c: 60_000 })
    for (const [row, account] of longs.entries()) {
      openAccounts(venue, { [account]: 7_000 + 500 * row })
      expect(trade(venue, 'BTC-PERP', 500n, 70_000, account, 'maker')).toBeUndefined()
    }
    return venue
  }

  const setAccess = (venue: SmallVenue, access: Access) => venue.send('set-access', { access }).refusal

  const placed = (venue: SmallVenue) =>
    venue.send('place-order', {
      account: 'c',
      order: `o${venue.commands.length}`,
      instrument: 'BTC-PERP',
      lots: 1n,
      price: cents(60_000),
      reduceOnly: false,
    }).refusal?.code

  test('L15: thirty minutes without customers, −30 %: only who is near bankruptcy is touched, paced; deposits work; it reopens in order', () => {
    const venue = venueOfLongs()
    const { state } = venue
    venue.must('set-access', { access: 'protected' })
    const told = new Map<string, string[]>()
    const begun = new Map<string, { readonly at: number; readonly health: number }>()
    const look = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) {
        const stood = new Map(longs.map((id) => [id, figuresOf(venue, id)]))
        const { events } = venue.must('advance', {})
        const { at } = state.clock.get('clock')!
        for (const { account, level } of ofKind(events, 'level-changed')) {
          told.set(account, [...(told.get(account) ?? []), level.level])
        }
        for (const { account, episode } of ofKind(events, 'episode-changed')) {
          if (episode.startedAt !== at || begun.has(account)) continue
          const { equity, maintenance } = stood.get(account)!
          begun.set(account, { at, health: equity / maintenance })
        }
        venue.wait(1000)
      }
    }
    const inProtection = (): readonly number[] => [...begun.values()].map(({ health }) => health)
    for (let step = 1; step <= 30; step++) {
      setIndex(venue, 'BTC', 70_000 - 700 * step)
      // Nobody can trade or order; who pays in by the independent lane is heard.
      expect(trade(venue, 'BTC-PERP', 1n, 70_000 - 700 * step, 'c', 'maker')?.code).toBe('VENUE_RESTRICTED')
      expect(placed(venue)).toBe('VENUE_RESTRICTED')
      if (step === 15) venue.must('deposit', { account: 'long23', asset: 'USDC', amount: usdc(5000) })
      look(60)
    }
    // −30 % is 10,500 on half a coin: who had less owes, who had little more is near it, and the others have not been touched.
    expect(begun.size).toBeGreaterThan(5)
    expect(begun.size).toBeLessThan(longs.length)
    for (const health of inProtection()) expect(health).toBeLessThan(0.25)
    const untouched = longs.filter((id) => !begun.has(id))
    for (const id of untouched) expect(lotsOf(venue, id)).toBe(500n)
    const short = untouched.filter((id) => figuresOf(venue, id).equity < figuresOf(venue, id).maintenance)
    expect(short.length).toBeGreaterThan(3)
    // Each has been told, in order, what it stood at.
    for (const id of short) expect(told.get(id)).toEqual(['warning', 'call', 'liquidation'])

    // Cancel-only, post-only, full: no state is left out and each lasts its time.
    expect(setAccess(venue, 'full')?.code).toBe('VENUE_RESTRICTED')
    venue.must('set-access', { access: 'cancel-only' })
    expect(setAccess(venue, 'post-only')).toMatchObject({ code: 'VENUE_RESTRICTED', where: 'at' })
    const [saved] = short
    venue.must('deposit', { account: saved!, asset: 'USDC', amount: usdc(20_000) })
    const before = begun.size
    look(600)
    expect(placed(venue)).toBe('VENUE_RESTRICTED')
    venue.must('set-access', { access: 'post-only' })
    expect(placed(venue)).toBeUndefined()
    expect(trade(venue, 'BTC-PERP', 1n, 49_000, 'c', 'maker')?.code).toBe('VENUE_RESTRICTED')
    look(300)
    expect(begun.size).toBe(before)
    venue.must('set-access', { access: 'full' })
    const opened = state.clock.get('clock')!.at
    look(60)
    const after = [...begun.values()].filter(({ at }) => at >= opened)
    // Who had paid in is spared; of the others two begin in a second, the worst first.
    expect(begun.has(saved!)).toBe(false)
    expect(after.length).toBe(short.length - 1)
    for (const { at } of after) expect(after.filter((other) => other.at === at).length).toBeLessThanOrEqual(2)
    for (const [row, { health }] of after.slice(2).entries()) expect(health).toBeGreaterThanOrEqual(after[row]!.health)
    expect(trade(venue, 'BTC-PERP', 1n, 49_000, 'c', 'maker')).toBeUndefined()
    expect(audit(state)).toEqual([])
  })

  test('L15: more commands in a second begin no more liquidations', () => {
    const venue = venueOfLongs({ reopening: { ...reopening, cancelOnly: 0, postOnly: 0 } })
    for (const access of ['protected', 'cancel-only', 'post-only', 'full'] as const)
      venue.must('set-access', { access })
    setIndex(venue, 'BTC', 59_500)
    let begun = 0
    for (let tick = 0; tick < 10; tick++) {
      const { events } = venue.must('advance', {})
      begun += new Set(
        ofKind(events, 'episode-changed')
          .filter(({ episode }) => episode.startedAt === start + tick * 100)
          .map(({ account }) => account),
      ).size
      venue.wait(100)
    }
    expect(begun).toBe(2)
  })

  test('L15: it closes at once, from any state, and without rules for reopening it opens without waiting', () => {
    const venue = smallVenue()
    openAccounts(venue, { a: 50_000, c: 60_000 })
    expect(setAccess(venue, 'full')?.code).toBe('COMMAND_MALFORMED')
    expect(setAccess(venue, 'ajar' as Access)?.code).toBe('COMMAND_MALFORMED')
    venue.must('set-access', { access: 'cancel-only' })
    venue.must('set-access', { access: 'post-only' })
    venue.must('set-access', { access: 'protected' })
    for (const access of ['cancel-only', 'post-only', 'full'] as const) expect(setAccess(venue, access)).toBeUndefined()
    expect(trade(venue, 'BTC-PERP', 1n, 70_000, 'c', 'a')).toBeUndefined()
  })

  test('L15: a fill that was on its way when the venue closed is still booked, and what is charged and paid goes on', () => {
    const venue = venueOfLongs()
    setIndex(venue, 'BTC', 63_000)
    const [ordered] = ofKind(venue.must('advance', {}).events, 'liquidation-ordered')
    venue.must('set-access', { access: 'protected' })
    const [order] = ordered!.step.orders
    venue.must('liquidation-filled', {
      account: ordered!.account,
      epoch: order!.epoch,
      trades: [{ instrument: 'BTC-PERP', lots: -order!.lots, price: order!.limit, counterparty: 'taker' }],
    })
    venue.wait(1000)
    expect(ofKind(venue.must('advance', {}).events, 'liquidation-ordered')).toEqual([])
    venue.must('pay-funding', { instrument: 'BTC-PERP', rate: 1000n })
    venue.must('withdraw', { account: 'c', asset: 'USDC', amount: usdc(1) })
    expect(balanceOf(venue, 'c')).toBe(usdc(59_999))
  })

  test('L15: in random sequences, closed and opened at random: while it is closed no order is placed and nothing traded, and the books are sound', () => {
    const seen = { refused: 0 }
    for (let seed = 1; seed <= 4; seed++) {
      const random = randomSource(seed)
      const next = randomCommands(seed)
      const { state } = smallVenue({
        reopening: { cancelOnly: minute, postOnly: minute, restart: minute, begunMax: 1 },
      })
      for (let step = 0; step < 800; step++) {
        const command = next(state)
        if (random.uniform(0, step) < 0.05) {
          const access = (['full', 'post-only', 'cancel-only', 'protected'] as const)[
            Math.floor(random.uniform(1, step) * 4)
          ]!
          apply(state, { id: `access ${step}`, at: command.at, kind: 'set-access', access })
        }
        const { access } = state.access.get('access') ?? { access: 'full' }
        const { refusal, events } = apply(state, command)
        expect(audit(state)).toEqual([])
        if (access === 'full') continue
        if (refusal?.code === 'VENUE_RESTRICTED') seen.refused++
        // One that was answered while it was open gets its answer again, and no second effect.
        const added = events.some(({ kind }) => kind === 'order-placed' || kind === 'position-changed')
        if (command.kind === 'trade' || (command.kind === 'place-order' && access !== 'post-only'))
          expect(added).toBe(false)
      }
    }
    expect(seen.refused).toBeGreaterThan(100)
  })
})

describe('L16 late queue', () => {
  test('L16: a queue of 156 stops that drains ten minutes late, at the price of before, sells nothing of anybody', () => {
    const venue = smallVenue()
    const stops = Array.from({ length: 156 }, (_, row) => `stop${row}`)
    openAccounts(venue, { maker: 50_000_000 })
    for (const account of stops) {
      openAccounts(venue, { [account]: 5_000 })
      expect(trade(venue, 'BTC-PERP', 100n, 70_000, account, 'maker')).toBeUndefined()
    }
    // At 66,000 the exchange triggers them and sends each sale with five seconds to live; the queue stands for ten minutes.
    const sent = stops.map(
      (account, row): CommandOf<'trade'> => ({
        id: `stop ${row}`,
        at: start + row,
        deadline: start + row + 5000,
        kind: 'trade',
        instrument: 'BTC-PERP',
        lots: 100n,
        price: cents(66_000),
        buyer: { account: 'maker', fee: 0n },
        seller: { account, fee: 0n },
      }),
    )
    setIndex(venue, 'BTC', 66_000)
    venue.wait(10 * minute)
    setIndex(venue, 'BTC', 70_000)
    const answers = sent.map((command) => apply(venue.state, command).refusal?.code)
    expect(new Set(answers)).toEqual(new Set(['COMMAND_LATE']))
    // 66,000 is within the band of a tenth: the deadline alone has stopped them, and 4,000 · 0.1 each is what it has saved.
    for (const account of stops) expect(lotsOf(venue, account)).toBe(100n)
    const { deadline: _deadline, ...endless } = sent[0]!
    expect(apply(venue.state, { ...endless, id: 'without' }).refusal).toBeUndefined()
    expect(balanceOf(venue, 'stop0')).toBe(usdc(4600))
  })
})

describe('L17 order', () => {
  const count = 10_000
  const workMax = 500

  /** Longs of one to five coins with from 5 to 10 % of them left, under 12.8 % at the price that follows, in an order and with names of its own. */
  function crowded(names: (row: number) => string, order: readonly number[]): RatioVenue {
    const random = randomSource(17)
    const venue = ratioVenue(
      ratioSpec(0.1, 0.08),
      { X: 100 },
      {
        liquidationsMax: workMax,
        depth: { X: { dailyMove: 40_000n, stressVolumeLots: 10_000_000n, executableLots: 1_000_000n, band: 50_000n } },
      },
    )
    venue.open('maker', 1e9)
    for (const row of order) {
      const coins = 1 + Math.floor(random.uniform(1, row) * 5)
      venue.open(names(row), coins * (10 + Math.floor(random.uniform(2, row) * 200) / 100))
      expect(venue.trade(names(row), 'maker', coins, 'X').refusal).toBeUndefined()
    }
    venue.price('X', 94)
    return venue
  }

  test('L17: 10,000 accounts under maintenance at one tick: worst first, so many a tick, whatever their names and their order', () => {
    const rows = Array.from({ length: count }, (_, row) => row)
    const random = randomSource(18)
    const shuffled = [...rows].sort((a, b) => random.uniform(0, a) - random.uniform(0, b))
    const play = (names: (row: number) => string, order: readonly number[], ticks: number): readonly string[] => {
      const venue = crowded(names, order)
      const risks: string[] = []
      for (let tick = 0; tick < ticks; tick++) {
        const { events } = venue.must('advance', {})
        const touched = [...new Set(ofKind(events, 'episode-changed').map(({ account }) => account))]
        expect(touched.length).toBe(workMax)
        for (const id of touched) {
          const { balances, positions } = venue.state.accounts.get(id)!
          risks.push(`${balances.USDC} ${positions['X-PERP']!.lots}`)
        }
        venue.wait(1000)
      }
      return risks
    }
    const first = play((row) => `account-${row}`, rows, 2)
    const health = first.map((risk) => {
      const [money, coins] = risk.split(' ').map(Number) as [number, number]
      return (money / 1e6 - 6 * coins) / coins
    })
    for (const [row, each] of health.slice(1, workMax).entries())
      expect(each).toBeGreaterThanOrEqual(health[row]! - 1e-9)
    expect(play((row) => `other-${count - row}`, shuffled, 1)).toEqual(first.slice(0, workMax))
  }, 600_000)
})
