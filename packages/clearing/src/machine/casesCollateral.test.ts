import type { MarginSpec } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { publicFigures } from '../audit/figures.js'
import { markOf } from '../risk/marks.js'
import { expiry, parameters, type SmallVenue, smallVenue, start } from '../simulation/smallVenue.js'
import type { ParameterRecord } from '../state/records.js'
import { balanceOf, cents, figuresOf, listLinearPut, minute, openAccounts, trade, usdc } from './fixture/actions.js'

/** A rule book in which an asset counts with these haircuts. */
function withHaircut(spec: MarginSpec, asset: string, initial: number, maintenance: number): MarginSpec {
  const { collateral } = spec
  if (collateral.mode === 'rule') throw new Error('a rule book with a table of haircuts')
  const entry = { [asset]: { initial, maintenance } }
  return {
    ...spec,
    collateral: {
      ...collateral,
      haircuts: { ...collateral.haircuts, ...entry },
      residualHaircuts: { ...collateral.residualHaircuts, ...entry },
    },
  }
}

function specsWith(asset: string, initial: number, maintenance: number): ParameterRecord['specs'] {
  const { specs } = parameters
  return {
    isolated: withHaircut(specs.isolated, asset, initial, maintenance),
    cross: withHaircut(specs.cross, asset, initial, maintenance),
    portfolio: withHaircut(specs.portfolio, asset, initial, maintenance),
  }
}

describe('C5 wrong-way', () => {
  test.each(['isolated', 'cross', 'portfolio'] as const)(
    'C5: the venue’s own token counts for nothing where the rule book says so (%s), at any price',
    (mode) => {
      const venue = smallVenue({ specs: specsWith('VENUE', 1, 1) })
      venue.must('list-asset', { asset: 'VENUE', record: { decimals: 0, feed: 'index VENUE' } })
      openAccounts(venue, { a: 0.01, b: 100_000 })
      venue.must('change-mode', { account: 'a', mode })
      venue.must('deposit', { account: 'a', asset: 'VENUE', amount: 10n ** 6n })
      for (const price of [25n, 2500n, 10n ** 6n]) {
        venue.must('price', {
          feed: 'index VENUE',
          decimals: 2,
          fast: price,
          low: price,
          high: price,
          status: 'VALID',
        })
        const { equity, slowEquity } = figuresOf(venue, 'a')
        // But for the rounding of what a million tokens are worth less the same again.
        expect(equity).toBeCloseTo(0.01, 5)
        expect(slowEquity).toBeCloseTo(0.01, 5)
        expect(trade(venue, 'BTC-PERP', 1n, 70_000, 'a', 'b')?.code).toBe('MARGIN_INSUFFICIENT')
      }
    },
  )

  test.each(['cross', 'portfolio'] as const)(
    'C5: whoever is short puts on the coin that he posts (%s) can pay when both fall together',
    (mode) => {
      const venue = smallVenue()
      openAccounts(venue, { a: 0.01, b: 1_000_000 })
      venue.must('change-mode', { account: 'a', mode })
      venue.must('deposit', { account: 'a', asset: 'BTC', amount: 100_000_000n })
      const put = listLinearPut(venue)
      // As many puts as a coin carries; they pay dollars, of which the coin will be worth fewer.
      let lots = 0n
      for (const more of [1000n, 300n, 100n, 30n, 10n, 3n, 1n]) {
        const sell = () =>
          venue.send('trade', {
            instrument: put,
            lots: more,
            price: cents(5600),
            buyer: { account: 'b', fee: 0n },
            seller: { account: 'a', fee: 0n },
          }).refusal
        while (sell() === undefined) lots += more
      }
      expect(lots).toBeGreaterThan(1000n)
      venue.price(70_000 * 0.84)
      venue.must('surface', {
        underlying: 'BTC',
        surface: {
          model: 'black',
          forwards: [{ expiry, ratio: 1.01 }],
          slices: [{ kind: 'quotes', expiry, strikes: [70_000], vols: [0.8] }],
        },
      })
      // The fallen coin and the premiums against what the puts are worth now.
      const mark = Number(markOf(venue.state, venue.state.listings.get(put)!)) / 100
      const left = 58_800 + Number(balanceOf(venue, 'a')) / 1e6 - (Number(lots) / 1e3) * mark
      expect(left).toBeGreaterThan(0)
    },
  )
})

describe('C6 a day of an attacker with valid keys', () => {
  const assets = ['USDC', 'USDT', 'ETH', 'SOL', 'XRP', 'DOGE', 'AVAX', 'LINK', 'DOT']

  /** Nine assets at a dollar, six decimals each, of which customers hold a million; a tenth of each may leave within an hour. */
  function nineAssets(): SmallVenue {
    const venue = smallVenue({ outflowMax: 100_000n })
    for (const asset of assets.slice(1)) {
      venue.must('list-asset', { asset, record: { decimals: 6, feed: `index ${asset}` } })
      setPrice(venue, asset)
    }
    for (const account of ['whale', 'customer']) {
      venue.must('open-account', { account, owner: account, mode: 'cross' })
      for (const asset of assets) venue.must('deposit', { account, asset, amount: usdc(500_000) })
    }
    return venue
  }

  function setPrice(venue: SmallVenue, asset: string): void {
    venue.must('price', { feed: `index ${asset}`, decimals: 2, fast: 100n, low: 100n, high: 100n, status: 'VALID' })
  }

  test('C6: a worthless asset listed at a dollar carries nothing, limits raised bind nobody before tomorrow, and thirty-one withdrawals take a tenth', () => {
    const venue = nineAssets()
    const { state } = venue
    openAccounts(venue, { attacker: 0 })

    // 1. The asset is listed, priced at a dollar, and half a billion of it comes in: it is there, and counts for nothing.
    venue.must('list-asset', { asset: 'X', record: { decimals: 6, feed: 'index X' } })
    setPrice(venue, 'X')
    venue.must('deposit', { account: 'attacker', asset: 'X', amount: usdc(500_000_000) })
    expect(figuresOf(venue, 'attacker')).toMatchObject({ equity: 0, slowEquity: 0 })
    expect(trade(venue, 'BTC-PERP', 1n, 70_000, 'attacker', 'whale')?.code).toBe('MARGIN_INSUFFICIENT')
    expect(venue.send('withdraw', { account: 'attacker', asset: 'USDC', amount: usdc(1) }).refusal?.code).toBe(
      'FUNDS_INSUFFICIENT',
    )

    // 2. Every limit is raised: each change is in the log, with the instant of its effect, a day before it has one.
    const raises = {
      'more-collateral': { collateralMax: { X: usdc(500_000_000) } },
      'more-outflow': { outflowMax: 1_000_000n },
      'wider-band': { tradeBand: 1_000_000n },
    }
    for (const [name, change] of Object.entries(raises)) {
      const early = { name, change, effectiveAt: start + parameters.changeDelay - 1 }
      expect(venue.send('announce-change', early).refusal?.code).toBe('PARAMETER_INVALID')
      const { events } = venue.must('announce-change', { ...early, effectiveAt: start + parameters.changeDelay })
      expect(events.find(({ kind }) => kind === 'change-announced')).toMatchObject({ name })
    }

    // 3. Thirty-one withdrawals in twelve minutes, round and round the nine assets, of what is really there.
    let taken = 0
    for (let row = 0; row < 31; row++) {
      venue.wait(Math.floor((12 * minute) / 31))
      venue.must('advance', {})
      const asset = assets[row % assets.length]!
      const { refusal } = venue.send('withdraw', { account: 'whale', asset, amount: usdc(40_000) })
      if (refusal === undefined) taken++
      else expect(refusal).toMatchObject({ code: 'WITHDRAWAL_EXCEEDS', expected: `at most ${usdc(100_000)}` })
    }
    // Two of each, 80,000 of the 100,000 that may leave; the third is too much.
    expect(taken).toBe(18)
    for (const asset of assets) expect(publicFigures(state).held[asset]).toBe(usdc(920_000))

    // 4. The rest of the day, hour by hour: a tenth of what is left is the most, until the raised limits take effect.
    for (let hour = 1; hour < 24; hour++) {
      venue.wait(60 * minute)
      venue.must('advance', {})
      expect(state.parameters.get('parameters')!.outflowMax).toBe(100_000n)
      const { held } = publicFigures(state)
      const amount = held.ETH! / 10n + 1n
      expect(venue.send('withdraw', { account: 'whale', asset: 'ETH', amount }).refusal?.code).toBe(
        'WITHDRAWAL_EXCEEDS',
      )
    }
    expect(audit(state)).toEqual([])
  })

  test('C6: a limit that is raised in the middle of an hour does not raise what may leave in that hour; one that is lowered binds at once', () => {
    const venue = nineAssets()
    const effectiveAt = start + parameters.changeDelay
    venue.must('announce-change', { name: 'more', change: { outflowMax: 500_000n }, effectiveAt })
    venue.wait(parameters.changeDelay - 30 * minute)
    const take = (amount: number) =>
      venue.send('withdraw', { account: 'whale', asset: 'ETH', amount: usdc(amount) }).refusal?.code
    expect(take(100_000)).toBeUndefined()
    venue.wait(30 * minute)
    venue.must('advance', {})
    expect(venue.state.parameters.get('parameters')!.outflowMax).toBe(500_000n)
    expect(take(1)).toBe('WITHDRAWAL_EXCEEDS')
    venue.wait(30 * minute)
    expect(take(100_000)).toBeUndefined()
    venue.must('announce-change', {
      name: 'less',
      change: { outflowMax: 110_000n },
      effectiveAt: effectiveAt + 30 * minute,
    })
    venue.must('advance', {})
    expect(take(10_000)).toBe('WITHDRAWAL_EXCEEDS')
  })

  test('C6: once its cap is in force a late asset counts up to it, with its haircut, and no further', () => {
    const venue = nineAssets()
    openAccounts(venue, { late: 0.01, rich: 100_000 })
    venue.must('list-asset', { asset: 'X', record: { decimals: 6, feed: 'index X' } })
    setPrice(venue, 'X')
    venue.must('deposit', { account: 'late', asset: 'X', amount: usdc(500_000_000) })
    venue.must('announce-change', {
      name: 'cap',
      change: { collateralMax: { X: usdc(1000) } },
      effectiveAt: start + parameters.changeDelay,
    })
    venue.wait(parameters.changeDelay)
    venue.must('advance', {})
    // An unnamed asset has a haircut of 30 % for maintenance.
    expect(figuresOf(venue, 'late').equity).toBeCloseTo(700.01, 6)
    // What does not count may leave.
    venue.must('withdraw', { account: 'late', asset: 'X', amount: usdc(1_000_000) })
    // A smaller cap is a change like any other: its shadow says whom it would call, all in one minute, for it comes without a ramp.
    expect(trade(venue, 'BTC-PERP', 50n, 70_000, 'late', 'rich')).toBeUndefined()
    const { events } = venue.must('announce-change', {
      name: 'less',
      change: { collateralMax: { X: usdc(100) } },
      effectiveAt: start + 2 * parameters.changeDelay,
    })
    expect(events.find((event) => event.kind === 'change-announced')!.change.shadow).toMatchObject({
      liquidated: ['late'],
      pushed: 1,
    })
  })
})

describe('C8 haircut step', () => {
  const rampTime = 120 * minute

  /**
   * Accounts with a coin each, of which 5 % does not count, and as much of the perpetual that at 66,500 they fall below maintenance when the
   * haircut has come to the given shares of its way from 5 to 20 %.
   */
  function population(shares: readonly number[], own: Partial<ParameterRecord> = {}): SmallVenue {
    const venue = smallVenue({ specs: specsWith('BTC', 0.05, 0.05), rampTime, ...own })
    openAccounts(venue, { short: 100_000_000 })
    for (const [row, share] of shares.entries()) {
      const account = `a${row}`
      venue.must('open-account', { account, owner: account, mode: 'cross' })
      venue.must('deposit', { account, asset: 'BTC', amount: 100_000_000n })
      // 66,500 · (0.95 − 0.15·share) = q · (3,500 lost + 12.8 % of 66,500)
      const coins = (66_500 * (0.95 - 0.15 * share)) / (3500 + 0.128 * 66_500)
      expect(trade(venue, 'BTC-PERP', BigInt(Math.round(coins * 1000)), 70_000, account, 'short')).toBeUndefined()
    }
    venue.price(66_500)
    venue.must('advance', {})
    return venue
  }

  const announce = (venue: SmallVenue) =>
    venue.send('announce-change', {
      name: 'haircut',
      change: { specs: specsWith('BTC', 0.2, 0.2) },
      effectiveAt: start + parameters.changeDelay,
    })

  /** Accounts that fall below maintenance in each minute of the ramp. */
  function pushed(venue: SmallVenue): readonly number[] {
    venue.wait(parameters.changeDelay)
    venue.must('advance', {})
    const counts: number[] = []
    for (let gone = 1; gone <= 120; gone++) {
      venue.wait(minute)
      const { events } = venue.must('advance', {})
      counts.push(
        events.filter((event) => event.kind === 'level-changed' && event.level.level === 'liquidation').length,
      )
    }
    return counts
  }

  // Every other minute one account falls.
  const spread = Array.from({ length: 60 }, (_, row) => (row + 0.75) / 60)

  test('C8: of 62 accounts that a step from 5 to 20 % would take at once, the ramp takes at most two a minute', () => {
    // And in one of the minutes between them, the 108th, two more.
    const venue = population([...spread, 0.902, 0.906], { pushedMax: 2 })
    const { events } = announce(venue)
    const announced = events.find((event) => event.kind === 'change-announced')!
    expect(announced.change.shadow.liquidated).toHaveLength(62)
    expect(announced.change.shadow.pushed).toBe(2)
    const counts = pushed(venue)
    expect(counts).toEqual(Array.from({ length: 120 }, (_, row) => (row === 108 ? 2 : row % 2)))
  })

  test('C8: where accounts stand together a ramp takes them together, and the change is refused by the bound', () => {
    const together = spread.map(() => 0.5)
    const refused = announce(population(together, { pushedMax: 10 }))
    expect(refused.refusal).toMatchObject({ code: 'PARAMETER_INVALID', value: '60 accounts in a minute' })
    // Without the bound it is what happens.
    const venue = population(together)
    expect(announce(venue).refusal).toBeUndefined()
    expect(Math.max(...pushed(venue))).toBe(60)
  })
})
