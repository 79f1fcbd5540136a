import { randomSource } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { liquidationRules } from '../liquidation/venues/index.js'
import { listLinearPut, openAccounts, trade } from '../machine/fixture/actions.js'
import { type RatioVenue, ratioSpec, ratioVenue } from '../machine/fixture/ratioVenue.js'
import { smallVenue } from '../simulation/smallVenue.js'
import type { ParameterRecord } from '../state/records.js'
import { saveState } from '../state/state.js'
import { type ForcedFlow, forcedFlow } from './forcedFlow.js'

/** A tenth of the price is asked to open, a twentieth to stay; a day's volume is 100,000 coins. */
const spec = ratioSpec(0.1, 0.05)
const day = 100_000n

function venueOf(executableLots: bigint, own: Partial<ParameterRecord> = {}, dailyMove = 10_000n): RatioVenue {
  const depth = { dailyMove, stressVolumeLots: day, executableLots, band: 50_000n }
  return ratioVenue(spec, { BTC: 100, ETH: 10 }, { depth: { BTC: depth, ETH: depth }, ...own })
}

/** House rules by which trading costs nothing. */
const house = liquidationRules('house')
const free = {
  ...house,
  impactPpm: 0n,
  stages: house.stages.map((stage) =>
    stage.kind === 'steps' ? { ...stage, fee: { kind: 'rate', ratePpm: 0n } as const } : stage,
  ),
}

/** A vault that holds a day's volume, with so many dollars. */
function withVault(dollars: number, executableLots: bigint, own: Partial<ParameterRecord> = {}): RatioVenue {
  const venue = venueOf(executableLots, own)
  venue.open('vault', dollars)
  venue.open('others', 1e9)
  expect(venue.trade('vault', 'others', Number(day), 'BTC').refusal).toBeUndefined()
  return venue
}

/** The price goes to a percent of the first one, and what is ordered is filled at the mark, second by second; lots sold. */
function play(venue: RatioVenue, percents: readonly number[], underlying: string, first: number): readonly bigint[] {
  return percents.map((percent) => {
    venue.price(underlying, (first * percent) / 100)
    let sold = 0n
    for (let second = 0; second < 60; second++) {
      venue.wait(1000)
      const orders = venue
        .must('advance', {})
        .events.flatMap((event) => (event.kind === 'liquidation-ordered' ? [event] : []))
      for (const { account, step } of orders) {
        const trades = step.orders.map(({ instrument, side, lots }) => ({
          instrument,
          lots: side === 'sell' ? -lots : lots,
          price: venue.state.prices.get(`index ${instrument.slice(0, 3)}`)!.fast,
          counterparty: 'others',
        }))
        for (const { lots } of trades) sold -= lots
        venue.must('liquidation-filled', { account, epoch: step.orders[0]!.epoch, trades })
      }
      if (orders.length === 0) break
    }
    return sold
  })
}

describe('P4 XIV', () => {
  test('P4: a vault that has to sell 30 % of a day’s volume at a known price is told before, to the lot, and by what it moves the price', () => {
    // At 93 it has 1,090,600 − 700,000 = 390,600 dollars, enough for 1.2 times a twentieth of 70,000 coins.
    const venue = withVault(1_090_600, 70n, { liquidation: free })
    const before = saveState(venue.state)
    const flows = forcedFlow(venue.state, { betas: { BTC: 1 }, toPercent: -10 })
    expect(saveState(venue.state)).toBe(before)
    expect(flows.map(({ move, accounts }) => [move, accounts])).toEqual(
      Array.from({ length: 11 }, (_, percent) => [0 - percent, percent < 7 ? 0 : 1]),
    )
    expect(flows[6]!.markets.BTC).toEqual({ price: 94, traded: 0, dayPart: 0, impact: 0, restPrice: 94 })
    const { traded, dayPart } = flows[7]!.markets.BTC!
    expect(dayPart).toBeCloseTo(0.3, 12)
    expect(traded).toBeCloseTo(-30_000 * 93, 3)
    // What it costs by the house's own law, Y 0.9 and 1 % a day, at the size that the costs make of it.
    const [line] = forcedFlow(withVault(1_090_600, 70n).state, { betas: { BTC: 1 }, toPercent: -10 }).slice(7)
    expect(line!.markets.BTC!.dayPart).toBeGreaterThan(0.3)
    expect(line!.markets.BTC!.impact).toBeCloseTo(0.9 * 0.01 * Math.sqrt(line!.markets.BTC!.dayPart), 12)
  })

  test('P4: what the engine sells itself is paced: 7 lots a second, not 30,000 in one minute', () => {
    const venue = withVault(1_090_600, 70n, { liquidation: free })
    expect(play(venue, [94, 93], 'BTC', 100)).toEqual([0n, 60n * 7n])
  })

  test('P4: a cascade is seen before it comes: at −7 % one of three vaults sells, and what that does to the price reaches the others', () => {
    const of = (dailyMove: bigint): readonly ForcedFlow[] => {
      const venue = venueOf(70n, {}, dailyMove)
      venue.open('others', 1e9)
      // Each has a day's volume; each is due a percent below the one before.
      for (const [row, dollars] of [1_083_000, 1_178_000, 1_273_000].entries()) {
        venue.open(`vault-${row}`, dollars)
        expect(venue.trade(`vault-${row}`, 'others', Number(day), 'BTC').refusal).toBeUndefined()
      }
      return forcedFlow(venue.state, { betas: { BTC: 1 }, toPercent: -25 })
    }
    for (const flows of [of(10_000n), of(50_000n)]) {
      expect(flows.slice(6, 10).map(({ accounts }) => accounts)).toEqual([0, 1, 2, 3])
      // Nothing is due to 94: a fall so far stays where it is.
      expect(flows.slice(0, 7).map(({ markets }) => markets.BTC!.restPrice)).toEqual([100, 99, 98, 97, 96, 95, 94])
    }
    const calm = of(10_000n)[7]!.markets.BTC!.restPrice!
    expect(calm).toBeGreaterThan(92)
    expect(calm).toBeLessThan(93)
    const flows = of(50_000n)
    const rest = flows[7]!.markets.BTC!.restPrice!
    expect(rest).toBeLessThan(91)
    // It rests where the sales up to there weigh as much, in the first line that it does not pass.
    const line = flows.find(({ markets }) => markets.BTC!.price <= rest)!
    expect(line.accounts).toBe(3)
    expect(rest).toBe(93 * (1 - line.markets.BTC!.impact))
    expect(flows.at(-1)!.markets.BTC!.restPrice).toBeUndefined()
  })

  test('P4: what is told is what the machine does: accounts of every size, down and up, lot for lot', () => {
    for (const [seed, direction] of [1, 2, 3].flatMap((seed) => [-1, 1].map((each) => [seed, each] as const))) {
      const source = randomSource(seed)
      // The market takes whatever there is within a step.
      const venue = venueOf(10n ** 9n)
      venue.open('others', 1e9)
      for (let row = 0; row < 20; row++) {
        const coins = 100 + Math.floor(source.uniform(row, 0) * 3000)
        venue.open(`a-${row}`, coins * 100 * (0.105 + 0.2 * source.uniform(row, 1)))
        const isLong = source.uniform(row, 2) < 0.7
        const sides: readonly [string, string] = isLong ? [`a-${row}`, 'others'] : ['others', `a-${row}`]
        expect(venue.trade(...sides, coins, 'BTC').refusal).toBeUndefined()
      }
      const told = forcedFlow(venue.state, { betas: { BTC: 1 }, toPercent: 15 * direction })
      const traded = play(
        venue,
        told.map(({ move }) => 100 + move),
        'BTC',
        100,
      )
      let sum = 0
      for (const [row, { markets }] of told.entries()) {
        sum += Math.abs(Number(traded[row]))
        expect(markets.BTC!.dayPart * Number(day)).toBeCloseTo(sum, 6)
      }
      expect(sum).toBeGreaterThan(100)
    }
  })
})

test('what takes two steps at one price is told with both, although a step waits for the pace of the rules', () => {
  const depth = { dailyMove: 10_000n, stressVolumeLots: day, executableLots: 70n, band: 50_000n }
  const prices = { ADA: 100, BTC: 100, ETH: 100 }
  const venue = ratioVenue(spec, prices, { depth: { ADA: depth, BTC: depth, ETH: depth } })
  venue.open('a', 30_700)
  venue.open('others', 1e9)
  for (const coin of Object.keys(prices)) expect(venue.trade('a', 'others', 1000, coin).refusal).toBeUndefined()
  // At −7 % there are 9,700 dollars, enough for 161,667 of 279,000: more than one of the three goes.
  const [before, due] = forcedFlow(venue.state, { betas: { ADA: 1.75, BTC: 1.75, ETH: 1.75 }, toPercent: -4 }).slice(3)
  expect(before!.accounts).toBe(0)
  const traded = Object.values(due!.markets).map((market) => market.traded)
  expect(traded.filter((each) => each !== 0)).toHaveLength(2)
  expect(traded.reduce((sum, each) => sum + each, 0)).toBeLessThan(161_667 - 279_000)
})

test('an option that is sold weighs by its delta, underlyings without a part stay, and who has no price is counted', () => {
  const venue = smallVenue()
  const put = listLinearPut(venue)
  openAccounts(venue, { seller: 20_000, others: 10_000_000 })
  expect(trade(venue, put, 1000n, 6000, 'others', 'seller')).toBeUndefined()
  const flows = forcedFlow(venue.state, { betas: { BTC: 1 }, toPercent: -30 })
  const last = flows.at(-1)!
  expect(last.accounts).toBe(1)
  // The sold put is bought back: what was long the market is long no more.
  expect(last.markets.BTC!.traded).toBeLessThan(0)
  expect(last.unjudged).toBe(0)
  const surface = venue.state.surfaces.get('BTC')!
  venue.must('surface', { underlying: 'BTC', surface: { ...surface, slices: [] } })
  expect(forcedFlow(venue.state, { betas: { BTC: 1 }, toPercent: -1 })[1]).toMatchObject({ accounts: 0, unjudged: 2 })
})

test('what cannot be asked is refused', () => {
  const { state } = venueOf(70n)
  for (const [betas, toPercent] of [
    [{ XRP: 1 }, -10],
    [{ BTC: 1 }, 0],
    [{ BTC: 1 }, -2.5],
    [{ BTC: 2 }, -50],
    [{ BTC: 1 }, 1001],
  ] as const) {
    expect(() => forcedFlow(state, { betas, toPercent })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
  }
})
