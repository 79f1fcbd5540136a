import { expect, test } from 'vitest'
import type { FeedConfig } from '../oracle/feedConfig.js'
import { sourcesOf } from '../oracle/fixture/feed.js'
import { assess } from '../risk/assess.js'
import { start } from '../simulation/smallVenue.js'
import { feedNamed, type SourcedVenue, sourcedVenue } from './fixture/sourcedVenue.js'

/**
 * Collateral whose price is made of other prices, on the whole machine (`C` in docs/cases.md). The rule book `cross` counts a coin that it
 * does not know at 60 % for initial margin and 70 % for maintenance.
 */
const units = (amount: number, places: number): bigint => BigInt(Math.round(amount * 10 ** places))
const day = 86_400_000
const all = (price: string, count: number): readonly string[] => Array.from({ length: count }, () => price)

const ratio = (feed: string, base: string, quote: string, change: Partial<FeedConfig> = {}): FeedConfig =>
  feedNamed(feed, sourcesOf(3, { heartbeatMs: 2 * day }), { unit: { base, quote }, decimals: 6, ...change })

/** `rate`, no faster than 10 % a year, 0.2 % at once; what is published once a day is late after two. */
function redemption(feed: string, rate: string, base: string, quote: string, startRate: number) {
  const config = {
    feed,
    effectiveFrom: start,
    unit: { base, quote },
    decimals: 6,
    startRate: units(startRate, 6),
    growthPpmPerYear: 100_000n,
    stepPpm: 2_000n,
    fallConfirmMs: day,
    heartbeatMs: 2 * day,
  }
  return { terms: { kind: 'redemption' as const, config, rate }, override: false }
}

/** An account that holds so much of a new asset priced by a feed, and owes what `long` a perpetual asks. */
function holder(venue: SourcedVenue, asset: string, feed: string, amount: number): void {
  venue.must('list-asset', { asset, record: { decimals: 6, feed } })
  for (const account of ['holder', 'other']) venue.must('open-account', { account, owner: account, mode: 'cross' })
  venue.must('deposit', { account: 'holder', asset, amount: units(amount, 6) })
  venue.must('deposit', { account: 'other', asset: 'USDC', amount: units(1e6, 6) })
}

function buyCoins(venue: SourcedVenue, lots: bigint): string | undefined {
  return venue.send('trade', {
    instrument: 'BTC-PERP',
    lots,
    price: 7_000_000n,
    buyer: { account: 'holder', fee: 0n },
    seller: { account: 'other', fee: 0n },
  }).refusal?.code
}

const equity = (venue: SourcedVenue): number =>
  assess(venue.state, 'holder', venue.state.accounts.get('holder')!).equity

/** USDe as of 10 October 2025: seven venues, of which the first is the own one, and what redemption gives. */
function usde(): SourcedVenue {
  const market = feedNamed('USDe-market', sourcesOf(7, { heartbeatMs: 60_000 }), {
    unit: { base: 'USDe', quote: 'USD' },
    decimals: 6,
  })
  const venue = sourcedVenue([market, ratio('USDe-rate', 'USDe', 'USD')])
  venue.must('set-feed', redemption('USDe-redemption', 'USDe-rate', 'USDe', 'USD', 1))
  const config = { feed: 'USDe', effectiveFrom: start, redemption: 'USDe-redemption', market: 'USDe-market' }
  venue.must('set-feed', {
    terms: { kind: 'collateral', config: { ...config, deviationPpm: 50_000n } },
    override: false,
  })
  venue.hear('USDe-market', all('1', 7))
  venue.hear('USDe-rate', all('1', 3))
  holder(venue, 'USDe', 'USDe', 1_000_000)
  return venue
}

test('C1 Binance: own book at 0.65 for 40 minutes, six others at 0.99 to 1.00, redemption open: nobody is called', () => {
  const venue = usde()
  // 4 coins ask 44,800 and 35,840; at 0.65 a million would be 455,000 for maintenance: let it need more than that.
  venue.must('withdraw', { account: 'holder', asset: 'USDe', amount: units(920_000, 6) })
  expect(buyCoins(venue, 4000n)).toBe(undefined)
  for (let second = 40; second <= 2400; second += 40) {
    venue.wait(40_000)
    venue.hear('USDe-market', ['0.65', '0.99', '0.995', '1', '1', '0.998', '0.992'])
    venue.must('advance', {})
    const price = venue.state.prices.get('USDe')!
    expect(price.status).toBe('VALID')
    expect(price.fast).toBeGreaterThanOrEqual(units(0.99, 6))
  }
  expect(venue.state.levels.get('holder')?.level).not.toBe('liquidation')
  expect(venue.state.episodes.get('holder')).toBe(undefined)
})

test('C1 Binance, the mirror: redemption closed and all venues at 0.65: counted at 0.65 after three seconds', () => {
  const venue = usde()
  venue.wait(1000)
  venue.hear('USDe-market', all('0.65', 7))
  venue.wait(2999)
  venue.must('advance', {})
  expect(equity(venue)).toBeCloseTo(700_000, 6)
  venue.wait(1)
  venue.must('advance', {})
  expect(equity(venue)).toBeCloseTo(455_000, 6)
})

test('C2 xUSD: net asset value 1.00, market 0.26: counted at 0.26, no new credit, and nobody is frozen in at 1.00', () => {
  const venue = usde()
  venue.wait(1000)
  venue.hear('USDe-market', all('0.26', 7))
  venue.wait(3000)
  venue.must('advance', {})
  expect(venue.state.prices.get('USDe')).toMatchObject({
    status: 'UNCERTAIN',
    fast: units(0.26, 6),
    low: units(0.26, 6),
    high: units(1, 6),
  })
  expect(equity(venue)).toBeCloseTo(182_000, 6)
  expect(buyCoins(venue, 1n)).toBe('PRICE_UNAVAILABLE')
  venue.must('deposit', { account: 'holder', asset: 'USDC', amount: 1n })
})

test('C7 share inflation, O12 wrsETH: a donation that makes a share worth ten times as much is worth nothing; a fall counts at once', () => {
  const venue = sourcedVenue([ratio('VAULT-rate', 'VAULT', 'USD')])
  venue.must('set-feed', redemption('VAULT', 'VAULT-rate', 'VAULT', 'USD', 1.06))
  holder(venue, 'VAULT', 'VAULT', 100_000)
  venue.hear('VAULT-rate', all('1.06', 3))
  venue.must('advance', {})
  const before = equity(venue)
  expect(before).toBeCloseTo(100_000 * 1.06 * 0.7, 6)
  const post = (rate: string): void => {
    venue.hear('VAULT-rate', all(rate, 3))
    // What the sources say stands as a jump for three seconds; then they say it again.
    venue.wait(3000)
    venue.hear('VAULT-rate', all(rate, 3))
    venue.must('advance', {})
  }
  for (const rate of ['10.6', '1650000']) {
    post(rate)
    expect([venue.status('VAULT'), equity(venue)]).toEqual(['STALE', before])
    expect(venue.state.feedStates.get('VAULT-rate')!.status).toBe('VALID')
    expect(buyCoins(venue, 1n)).toBe('PRICE_UNAVAILABLE')
  }
  post('1.06')
  expect(venue.status('VAULT')).toBe('VALID')
  post('1.00')
  expect(venue.state.prices.get('VAULT')).toMatchObject({ status: 'UNCERTAIN', low: units(1, 6), high: units(1.06, 6) })
  expect(equity(venue)).toBeCloseTo(70_000, 6)
  // Two days without a word: late, whoever looks.
  venue.wait(2 * day)
  expect(buyCoins(venue, 1n)).toBe('PRICE_UNAVAILABLE')
  venue.must('advance', {})
  expect(venue.status('VAULT')).toBe('STALE')
})

test('O11 cbETH: a record that drops × base is refused, as is a change that moves the price by more than 5 %', () => {
  const ether = feedNamed('index ETH', sourcesOf(3, { heartbeatMs: 4 * day }), { unit: { base: 'ETH', quote: 'USD' } })
  const venue = sourcedVenue([ratio('cbETH-ETH', 'cbETH', 'ETH'), ratio('other-ratio', 'cbETH', 'ETH'), ether])
  const config = { feed: 'cbETH', effectiveFrom: start, unit: { base: 'cbETH', quote: 'USD' }, decimals: 2 }
  const composition = (legs: readonly string[], effectiveFrom = start) =>
    ({ kind: 'composition', config: { ...config, effectiveFrom, legs } }) as const
  const send = (legs: readonly string[], effectiveFrom?: number, override = false) =>
    venue.send('set-feed', { terms: composition(legs, effectiveFrom), override }).refusal
  expect(send(['cbETH-ETH'])).toMatchObject({
    code: 'PARAMETER_INVALID',
    where: 'legs',
    expected: 'legs that end in USD',
  })
  expect(send(['cbETH-ETH', 'index ETH'])).toBe(undefined)
  venue.hear('index ETH', all('2200', 3))
  venue.hear('cbETH-ETH', all('1.12', 3))
  venue.hear('other-ratio', all('1.19', 3))
  expect(venue.state.prices.get('cbETH')!.fast).toBe(246_400n)
  // Later 1.19 instead of 1.12: 6.25 % more.
  const effectiveFrom = venue.now + day
  expect(send(['other-ratio', 'index ETH'], effectiveFrom - 1)).toMatchObject({ where: 'effectiveFrom' })
  expect(send(['other-ratio', 'index ETH'], effectiveFrom)).toMatchObject({ value: '246400 to 261800, 62500 ppm' })
  expect(send(['other-ratio', 'index ETH'], effectiveFrom, true)).toBe(undefined)
  venue.wait(day - 1)
  venue.must('advance', {})
  expect(venue.state.prices.get('cbETH')!.fast).toBe(246_400n)
  venue.wait(1)
  venue.must('advance', {})
  expect(venue.state.prices.get('cbETH')!.fast).toBe(261_800n)
  expect(venue.state.feedChanges.size).toBe(0)
})

test('what is made of feeds names feeds that are there, of a kind before its own, of its own unit', () => {
  const venue = sourcedVenue([
    ratio('rate', 'X', 'USD'),
    feedNamed('cents', sourcesOf(3), { unit: { base: 'X', quote: 'USD' } }),
  ])
  const send = (terms: Parameters<typeof venue.send<'set-feed'>>[1]['terms']) =>
    venue.send('set-feed', { terms, override: false }).refusal?.where
  const { terms } = redemption('R', 'rate', 'X', 'USD', 1)
  expect(send({ ...terms, rate: 'nothing' })).toBe('redemption')
  expect(send({ ...terms, rate: 'cents' })).toBe('cents')
  expect(send({ ...terms, config: { ...terms.config, startRate: 0n } })).toBe('startRate')
  expect(send({ ...terms, config: { ...terms.config, heartbeatMs: 0.5 } })).toBe('heartbeatMs')
  expect(send(terms)).toBe(undefined)
  expect(send({ ...terms, rate: 'R', config: { ...terms.config, feed: 'R2' } })).toBe('redemption')
  const worse = { feed: 'C', effectiveFrom: start, redemption: 'R', market: 'cents', deviationPpm: 1n }
  expect(send({ kind: 'collateral', config: worse })).toBe('R')
  expect(send({ kind: 'collateral', config: { ...worse, market: 'rate' } })).toBe(undefined)
  // It stays of its kind.
  expect(send({ ...terms, config: { ...terms.config, feed: 'C', effectiveFrom: start + 2 * day } })).toBe('terms')
})
