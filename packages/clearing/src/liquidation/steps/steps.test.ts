import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { healthOf, type MarketSnapshot, margin, type Portfolio, parseBook, parseMarket, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../../../../../test/arbitrary/book.js'
import { arbitraryMarket } from '../../../../../test/arbitrary/market.js'
import { bookWorld } from '../fixture/bookWorld.js'
import { type EpisodeRecord, runSteps } from '../fixture/runEpisode.js'
import type { LiquidationRules } from '../rules.js'
import { liquidationRuleIds, liquidationRules } from '../venues/index.js'
import { shortfall } from './bookFills.js'

const example = parseMarket(
  JSON.parse(readFileSync(new URL('../../../../../examples/market.json', import.meta.url), 'utf8')),
)

/** The book with dollars added or taken so that equity is this part of maintenance. */
function atHealth(book: Portfolio, market: MarketSnapshot, spec: string, health: number): Portfolio | undefined {
  const { equity, maintenance } = margin(book, market, rulebook(spec))
  if (!(maintenance > 1)) return undefined
  const change = Math.round((health * maintenance - equity) * 1e6)
  const held = book.balances.find(({ asset }) => asset === 'USDC')
  const rest = book.balances.filter((balance) => balance !== held)
  const units = (held === undefined ? 0n : held.amount.units * 10n ** BigInt(6 - held.amount.scale)) + BigInt(change)
  return { ...book, balances: units === 0n ? rest : [...rest, { asset: 'USDC', amount: { units, scale: 6 } }] }
}

function expectLawful({ steps, episode }: EpisodeRecord, stepsMax: number): void {
  for (const { step, before, after, fee, feeAtRate } of steps) {
    expect(shortfall(after)).toBeLessThan(shortfall(before))
    // Both are quotients of float64 sums over the whole book.
    expect(healthOf(after.equity, after.maintenance)).toBeGreaterThanOrEqual(
      healthOf(before.equity, before.maintenance) * (1 - 1e-9),
    )
    expect(after.equity).toBeGreaterThanOrEqual(-1e-6)
    // W6: who fills his own account's orders at their limit pays the penalty all the same, to a unit; only a close of everything may
    // leave less than the penalty behind.
    if (step.kind !== 'whole') expect(fee).toBeGreaterThanOrEqual(feeAtRate - 1n)
  }
  const sides = new Map<string, Set<string>>()
  for (const { step } of steps) {
    for (const { instrument, side } of step.orders) {
      sides.set(instrument, (sides.get(instrument) ?? new Set()).add(side))
    }
  }
  for (const [instrument, both] of sides) expect([...both], instrument).toHaveLength(1)
  expect(steps.length).toBeLessThanOrEqual(stepsMax)
  expect(episode.steps).toBe(steps.length)
}

const stepsMax = (rules: LiquidationRules): number =>
  rules.stages.reduce((most, stage) => (stage.kind === 'steps' ? Math.max(most, stage.stepsMax) : most), 0)

describe('L2: every step lowers the shortfall, nothing is bought and sold, and it ends', () => {
  const options = { balances: false, legsMax: 5 }
  test.each(['portfolio', 'deribit-pm'])('random books under %s, every fill at its limit', (spec) => {
    const rules = liquidationRules('house')
    let episodes = 0
    let released = 0
    fc.assert(
      fc.property(
        arbitraryCase(options, arbitraryMarket),
        fc.double({ min: 0.7, max: 0.999, noNaN: true }),
        (found, health) => {
          const book = atHealth(found.book, found.market, spec, health)
          if (book === undefined) return
          const world = bookWorld(book, { market: found.market, spec: rulebook(spec), rules, executableLots: 200_000n })
          const record = runSteps(world, rules)
          expectLawful(record, stepsMax(rules))
          episodes++
          if (record.last.action.kind === 'release') released++
        },
      ),
      { numRuns: 25 },
    )
    // The property is not empty.
    expect(episodes).toBeGreaterThan(10)
    expect(released).toBeGreaterThan(0)
  })

  test('one strangle under every rule set that has steps', () => {
    const strangle = parseBook(
      JSON.parse(readFileSync(new URL('../../../../../examples/short-strangle.json', import.meta.url), 'utf8')),
    )
    for (const id of liquidationRuleIds()) {
      const rules = liquidationRules(id)
      if (stepsMax(rules) === 0) continue
      const book = atHealth({ ...strangle, orders: [] }, example, 'portfolio', 0.99)!
      const record = runSteps(bookWorld(book, { market: example, spec: rulebook('portfolio'), rules }), rules)
      expectLawful(record, stepsMax(rules))
      expect(record.steps.length, id).toBeGreaterThan(0)
    }
  })
})
