import { describe, expect, test } from 'vitest'
import type { NewRehearsal } from '../contract/index.js'
import type { PlayedStep } from './messages.js'
import { startPlay } from './play.js'
import { isRecorded } from './prices/recordings.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const data = `${shared}/data`
const present = isRecorded('2025-10-10', data) && isRecorded('2020-03-12', data)
if (!present) console.warn(`SKIPPED: rehearsals of recorded days, not in ${shared} (set PLIMSOLL_SHARED)`)

const asked: NewRehearsal = { day: 'custom', accounts: 100, policy: 'plimsoll', seed: 5, speed: 1 }
const play = (own: Partial<NewRehearsal>, recordings = '/nowhere') =>
  startPlay({ asked: { ...asked, ...own }, recordings }, () => 0)

describe('a fall of half within three minutes, told event by event', () => {
  const { start, first, next } = play({ shock: { move: -0.5, overMinutes: 3, recovery: 0.2 } })
  const steps: PlayedStep[] = [first]
  for (let step = next(); step !== undefined; step = next()) steps.push(step)
  const events = steps.flatMap((step) => step.events)
  const last = steps.at(-1)!
  const of = (kind: string) => events.filter((event) => event.kind === kind)
  const sum = (kind: string): number => of(kind).reduce((all, { amount }) => all + Number(amount), 0)

  test('everything that can happen happens', () => {
    expect(start).toMatchObject({ steps: 72, strideMilliseconds: 5000, lead: 'BTC', asset: 'USDC', accounts: 100 })
    expect(steps).toHaveLength(73)
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set(['call', 'deposit', 'liquidation', 'auction', 'takeover', 'adl', 'loss']),
    )
  })

  test('what is told adds up to what is counted', () => {
    // No step has so many that some are left out.
    expect(Math.max(...steps.map((step) => step.events.length))).toBeLessThan(100)
    expect(of('deposit')).toHaveLength(last.totals.deposits)
    expect(sum('deposit')).toBeCloseTo(last.totals.deposited, 2)
    expect(of('takeover')).toHaveLength(last.totals.takeovers)
    expect(of('adl')).toHaveLength(last.totals.deleveragingFills)
    expect(sum('adl')).toBeCloseTo(last.totals.deleveragingCost, 2)
    expect(sum('loss') + sum('unpaid')).toBeCloseTo(last.totals.deficit, 2)
    expect(steps.reduce((all, { counts }) => all + counts.calls, 0)).toBe(last.totals.calls)
  })

  test('each says who, what and why', () => {
    expect(of('call')[0]!.what).toMatch(/^margin call: deposit; or close [\d.]+ [A-Z]+-PERP$/)
    expect(of('liquidation')[0]!.what).toMatch(/^(sell|buy) [\d.]+ [A-Z]+-PERP at [\d.]+ or better/)
    expect(of('adl')[0]).toMatchObject({
      account: expect.stringMatching(/^a\d{6}|^maker|^bidder|^backstop/),
      what: expect.stringMatching(/^closes [\d.]+ [A-Z]+-PERP at [\d.]+$/),
      why: expect.stringMatching(/^bankruptcy price of | is closed at the mark: nobody bought in time$/),
    })
    for (const { at, account, why } of events) {
      expect(Date.parse(at)).toBeGreaterThan(0)
      expect(account).not.toBe('')
      expect(why).not.toBe('')
    }
  })

  test('a loss says what its payer had in money, not in the machine’s units', () => {
    const had = of('loss').map(({ why }) => Number(/of ([\d,]+) USDC$/.exec(why)?.[1]?.replaceAll(',', '')))
    // Told in whole units; within a step the fund may have held less than at its ends.
    const most = Math.round(Math.max(...steps.map((step) => Number(step.fund))))
    for (const money of had) expect(money).toBeLessThanOrEqual(most)
    for (const money of had) expect(money).toBeGreaterThan(0)
  })

  test('a liquidation says on which side of maintenance equity is', () => {
    const sides = of('liquidation').map(
      ({ why }) =>
        /^equity is [\d,]+ USD (below maintenance|above maintenance but short of its target); after/.exec(why)?.[1],
    )
    expect(new Set(sides)).toEqual(new Set(['below maintenance', 'above maintenance but short of its target']))
  })

  test('a deleveraging’s price is a price of its coin, not of its lots', () => {
    for (const { at, what } of of('adl')) {
      const [, coin = '', price = ''] = /([A-Z]+)-PERP at ([\d.]+)$/.exec(what) ?? []
      const mark = steps.find((step) => step.at === Date.parse(at))!.prices[coin]!
      // A debt on few lots puts the bankruptcy price far from the mark, but lots of the coins here are 1 to 100,000 in one coin.
      expect(Number(price) / mark, what).toBeGreaterThan(0.2)
      expect(Number(price) / mark, what).toBeLessThan(5)
    }
  })
})

test('a step with more events than are told keeps the gravest, in their order', () => {
  const { next } = play({ shock: { move: -0.6, overMinutes: 1, recovery: 0 }, accounts: 250 })
  let full = 0
  for (let step = next(); step !== undefined; step = next()) {
    if (step.events.length < 100) continue
    full++
    const grave = step.events.filter(({ kind }) => ['unpaid', 'loss', 'adl'].includes(kind))
    expect(grave.length).toBeGreaterThanOrEqual(Math.min(100, step.counts.deleveragingFills))
    expect(step.events).toHaveLength(100)
  }
  expect(full).toBeGreaterThan(0)
})

describe('the days without what was recorded of them', () => {
  test.each(['2020-03-12', '2025-10-10'] as const)('%s is played by its shape', (day) => {
    const { start, first, next } = play({ day })
    expect(start.prices.kind).toBe('shape')
    expect(first.at).toBeGreaterThanOrEqual(Date.parse(`${day}T00:00:00Z`))
    expect(next()!.levels.safe).toBeGreaterThan(0)
  })
})

describe.runIf(present)('the days as they were recorded', () => {
  test('2020-03-12 begins at 09:00 UTC at the mark of Binance, 7,379.84', () => {
    const { start, first, next } = play({ day: '2020-03-12' }, data)
    expect(start.prices.kind).toBe('recorded')
    expect(first).toMatchObject({ at: Date.UTC(2020, 2, 12, 9), prices: { BTC: expect.closeTo(7379.84, 1) } })
    expect(next()!.at).toBe(Date.UTC(2020, 2, 12, 9, 1))
  })

  test('2025-10-10 begins at 20:50 UTC, without a fund, with accounts built to what was published', () => {
    const { start, first } = play({ day: '2025-10-10', accounts: 200, policy: 'hyperliquid' }, data)
    expect(start).toMatchObject({ steps: 300, accounts: 200, prices: { kind: 'recorded' } })
    expect(first).toMatchObject({ at: Date.UTC(2025, 9, 10, 20, 50), fund: '0' })
    expect(Object.keys(first.prices).sort()).toEqual(['BTC', 'DOGE', 'ETH', 'SOL', 'XRP'])
  })
})
