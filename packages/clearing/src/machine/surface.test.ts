import { expect, test } from 'vitest'
import type { MarkedSlice, SurfaceConfig } from '../oracle/surfaceMark.js'
import { assess } from '../risk/assess.js'
import { expiry, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import { loadState, saveState } from '../state/state.js'

const rules: SurfaceConfig = {
  underlying: 'BTC',
  effectiveFrom: start,
  decimals: 0,
  volPpmPerSecond: 20_000n,
  leastVolPpm: 1n,
  greatestVolPpm: 5_000_000n,
  arbitrageTolerancePpm: 10n,
  heartbeatMs: 60_000,
}
const call = 'BTC-27MAR26-70000-C'
const slice = (...volsPpm: readonly bigint[]): MarkedSlice => ({
  expiry,
  forward: 70_700n,
  strikes: [60_000n, 70_000n, 80_000n],
  volsPpm,
})
const flat = slice(600_000n, 600_000n, 600_000n)

function venueWithRules(): SmallVenue & {
  readonly mark: (slices: readonly MarkedSlice[], late?: number) => string | undefined
} {
  const venue = smallVenue({ changeDelay: 0 })
  venue.must('announce-change', { name: 'rules', change: { surfaceRules: { BTC: rules } }, effectiveAt: start })
  venue.must('advance', {})
  let now = start
  for (const account of ['a', 'b']) {
    venue.must('open-account', { account, owner: account, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: 10n ** 11n })
  }
  return {
    ...venue,
    wait(milliseconds) {
      now += milliseconds
      venue.wait(milliseconds)
    },
    mark: (slices, late = 0) =>
      venue.send('mark-surface', { underlying: 'BTC', slices, publishedAt: now - late }).refusal?.value,
  }
}

function buy(venue: SmallVenue, instrument: string, price: bigint): string | undefined {
  const [buyer, seller] = ['a', 'b'].map((account) => ({ account, fee: 0n }))
  return venue.send('trade', { instrument, lots: 10n, price, buyer: buyer!, seller: seller! }).refusal?.code
}

test('P8, O14: a surface that admits arbitrage, is malformed or older leaves the last one; one that is far away is gone towards', () => {
  const venue = venueWithRules()
  // No surface has been judged yet: what was set without rules allows nothing.
  expect(buy(venue, call, 400_000n)).toBe('PRICE_UNAVAILABLE')
  expect(venue.mark([flat])).toBe(undefined)
  expect(venue.state.surfaces.get('BTC')).toEqual({
    model: 'black',
    forwards: [{ expiry, ratio: 1.01 }],
    slices: [{ kind: 'quotes', expiry, strikes: [60_000, 70_000, 80_000], vols: [0.6, 0.6, 0.6] }],
    at: start,
    status: 'VALID',
  })
  expect(buy(venue, call, 400_000n)).toBe(undefined)
  venue.wait(1000)
  const before = venue.state.surfaces.get('BTC')
  expect(venue.mark([slice(600_000n, 4_000_000n, 600_000n)])).toBe('arbitrage')
  expect(venue.mark([slice(600_000n, 600_000n)])).toBe('malformed')
  expect(venue.mark([flat], 2000)).toBe('time-backwards')
  expect(venue.state.surfaces.get('BTC')).toBe(before)
  // From 60 to 70 % at 2 points a second: a second later 62 %, and UNCERTAIN until it has arrived.
  const far = slice(700_000n, 700_000n, 700_000n)
  expect(venue.mark([far])).toBe(undefined)
  const [{ vols }] = venue.state.surfaces.get('BTC')!.slices as unknown as [{ vols: number[] }]
  expect([vols, venue.state.surfaces.get('BTC')!.status]).toEqual([[0.62, 0.62, 0.62], 'UNCERTAIN'])
  expect(buy(venue, call, 400_000n)).toBe('PRICE_UNAVAILABLE')
  venue.wait(4000)
  venue.mark([far])
  expect(venue.state.surfaces.get('BTC')).toMatchObject({ status: 'VALID', slices: [{ vols: [0.7, 0.7, 0.7] }] })
})

test('an old surface is the options’ and the future’s, not the perpetual’s; nobody sets one that is judged', () => {
  const venue = venueWithRules()
  venue.mark([flat])
  venue.wait(59_999)
  expect(buy(venue, call, 400_000n)).toBe(undefined)
  venue.wait(1)
  expect(buy(venue, call, 400_000n)).toBe('PRICE_UNAVAILABLE')
  expect(buy(venue, 'BTC-27MAR26', 7_070_000n)).toBe('PRICE_UNAVAILABLE')
  // An account that holds an option waits for it with everything; another does not.
  for (const account of ['c', 'd']) {
    venue.must('open-account', { account, owner: account, mode: 'cross' })
    venue.must('deposit', { account, asset: 'USDC', amount: 10n ** 11n })
  }
  const sides = ['c', 'd'].map((account) => ({ account, fee: 0n }))
  venue.must('trade', { instrument: 'BTC-PERP', lots: 10n, price: 7_000_000n, buyer: sides[0]!, seller: sides[1]! })
  venue.must('advance', {})
  expect(venue.state.surfaces.get('BTC')!.status).toBe('STALE')
  const surface = { model: 'black', forwards: [], slices: [] } as const
  expect(venue.send('surface', { underlying: 'BTC', surface }).refusal?.code).toBe('FEED_JUDGED')
  const held = { fast: 7_000_000n, low: 7_000_000n, high: 7_000_000n }
  venue.must('price', { feed: 'index BTC', decimals: 2, ...held, status: 'STALE' })
  expect(venue.send('mark-surface', { underlying: 'BTC', slices: [flat], publishedAt: start }).refusal?.value).toBe(
    'STALE',
  )
  expect(venue.send('mark-surface', { underlying: 'ETH', slices: [], publishedAt: start }).refusal?.code).toBe(
    'FEED_UNKNOWN',
  )
})

test('G4: a market that a refused command saw is forgotten with it: the next one with its number is another', () => {
  const venue = venueWithRules()
  venue.mark([flat])
  venue.must('open-account', { account: 'c', owner: 'c', mode: 'cross' })
  venue.must('deposit', { account: 'c', asset: 'USDC', amount: 10n ** 9n })
  const sides = { buyer: { account: 'c', fee: 0n }, seller: { account: 'b', fee: 0n } }
  venue.must('trade', { instrument: 'BTC-PERP', lots: 10n, price: 7_000_000n, ...sides })
  expect(buy(venue, call, 400_000n)).toBe(undefined)
  // Time makes the surface late within the withdrawal, which is judged in that market, and refused.
  venue.wait(70_000)
  expect(venue.send('withdraw', { account: 'c', asset: 'USDC', amount: 10n ** 9n }).refusal?.code).toBe(
    'WITHDRAWAL_EXCEEDS',
  )
  // An hour later it is late again; the option has an hour less to live.
  venue.wait(3_600_000)
  venue.must('deposit', { account: 'c', asset: 'USDC', amount: 1n })
  const restored = loadState(saveState(venue.state))
  for (const account of ['a', 'b']) {
    const [live, again] = [venue.state, restored].map((state) => assess(state, account, state.accounts.get(account)!))
    expect(live).toEqual(again)
  }
})
