import { readFileSync } from 'node:fs'
import { exp, pow } from '@plimsoll/kernel'
import { randomSource, studentTQuantile } from 'plimsoll'
import { expect, test } from 'vitest'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { deleverage } from './deleverage.js'
import { type DeleveragingPolicy, type DeleveragingPolicyName, deleveragingPolicies } from './policy.js'

/**
 * The comparison of docs/models/loss.md, simulated: 60 draws of 400 short winners, of whom the policies close 15 % of the lots, and
 * what the next shock then costs beyond their equity. Seeded and exact, so the page's table is asserted as it is printed.
 */
const draws = 60
const winners = 400
const mark = 10_000n
const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })

interface Winner extends DeleveragingCandidate {
  /** Part of the position that other legs hedge. */
  readonly hedge: number
}

/** Sizes Pareto of index 1.3, leverage log-normal about 5, profit since entry normal about 5 %, every fourth half to fully hedged. */
function population(draw: number): readonly Winner[] {
  const random = randomSource(20251010)
  return Array.from({ length: winners }, (_, row) => {
    const place = row * 8
    const lots = BigInt(Math.ceil(20 * pow(random.uniform(draw, place), -1 / 1.3)))
    const leverage = Math.min(50, Math.max(0.5, 5 * exp(0.8 * random.normal(draw, place + 1))))
    const entry = BigInt(Math.round(10_000 * (1.05 + 0.08 * random.normal(draw, place + 2))))
    const hedge = random.uniform(draw, place + 3) < 0.25 ? 0.5 + 0.5 * random.uniform(draw, place + 4) : 0
    return {
      account: `${row}`,
      owner: `${row}`,
      lots,
      equity: BigInt(Math.round(Number(lots * mark) / leverage)),
      entryCost: lots * entry,
      gain: 0n,
      stressLossPerLot: 2_500 * (1 - hedge),
      hedge,
    }
  })
}

/** Closed at the mark: who gives is the question, not at which price. */
function closed(candidates: readonly Winner[], policy: DeleveragingPolicy): ReadonlyMap<string, bigint> {
  const openInterest = candidates.reduce((sum, { lots }) => sum + lots, 0n)
  const request: DeleveragingRequest = {
    side: 'short',
    required: (openInterest * 15n) / 100n,
    mark,
    bankruptcyPrice: mark,
    stressLossPerLot: 2_500,
    candidates,
    roundCapPpm: 1_000_000n,
    seed: 'comparison',
  }
  return new Map(deleverage(request, policy, healthy).fills.map(({ account, lots }) => [account, lots]))
}

/** Next moves of the price: 200 quantiles of Student-t(3) times 6 %. */
const shocks = Array.from({ length: 200 }, (_, k) => 0.06 * studentTQuantile((k + 0.5) / 200, 3))

/** Mean loss beyond equity over the shocks, both ways: a hedge that outgrew its position loses when the price falls. */
function shortfall(candidates: readonly Winner[], given: ReadonlyMap<string, bigint>): number {
  let sum = 0
  for (const { account, lots, equity, hedge } of candidates) {
    const short = Number(lots) * (1 - hedge) - Number(given.get(account) ?? 0n)
    for (const shock of shocks) sum += Math.max(0, shock * short * Number(mark) - Number(equity))
  }
  return sum / shocks.length
}

/** The account that gives the largest part of its position, the larger position first. */
function hardestHit(candidates: readonly Winner[], given: ReadonlyMap<string, bigint>): Winner {
  const part = ({ account, lots }: Winner): number => Number(given.get(account) ?? 0n) / Number(lots)
  return candidates.reduce((worst, one) => {
    const difference = part(one) - part(worst)
    return difference > 0 || (difference === 0 && one.lots > worst.lots) ? one : worst
  })
}

function figures(policy: DeleveragingPolicy): string {
  const sums = { before: 0, after: 0, largest: 0, touched: 0, naked: 0, hedged: 0, hit: 0, washed: 0, split: 0 }
  for (let draw = 0; draw < draws; draw++) {
    const candidates = population(draw)
    const given = closed(candidates, policy)
    const partOf = (rows: readonly Winner[], from: ReadonlyMap<string, bigint> = given): number =>
      rows.reduce((sum, { account }) => sum + Number(from.get(account) ?? 0n), 0) /
      rows.reduce((sum, { lots }) => sum + Number(lots), 0)
    sums.before += shortfall(candidates, new Map())
    sums.after += shortfall(candidates, given)
    sums.largest += partOf([candidates.reduce((most, one) => (one.lots > most.lots ? one : most))])
    sums.touched += given.size / winners
    sums.naked += partOf(candidates.filter(({ hedge }) => hedge === 0))
    sums.hedged += partOf(candidates.filter(({ hedge }) => hedge > 0))
    const hit = hardestHit(candidates, given)
    sums.hit += partOf([hit])
    const others = candidates.filter((one) => one !== hit)
    const wash = { ...hit, entryCost: hit.lots * mark }
    sums.washed += partOf([wash], closed([...others, wash], policy))
    // Half of the lots with a tenth of the equity in another's name.
    const thin = { ...hit, account: 'thin', owner: 'thin', lots: hit.lots / 2n, equity: hit.equity / 10n }
    const thick = { ...hit, lots: hit.lots - thin.lots, equity: hit.equity - thin.equity }
    const cost = (part: Winner): Winner => ({ ...part, entryCost: (hit.entryCost * part.lots) / hit.lots })
    const pair = [cost(thin), cost(thick)]
    sums.split += partOf(pair, closed([...others, ...pair], policy))
  }
  const percent = (sum: number): string => `${Math.round((100 * sum) / draws)} %`
  return [
    (sums.after / sums.before).toFixed(2),
    percent(sums.largest),
    percent(sums.touched),
    percent(sums.naked),
    percent(sums.hedged),
    `${percent(sums.hit)} → ${percent(sums.washed)}`,
    `${percent(sums.hit)} → ${percent(sums.split)}`,
  ].join(' | ')
}

const rows = {
  bitmex: 'queue, profit/entry × leverage',
  binance: 'queue, profit/collateral × leverage',
  hyperliquid: 'queue, mark/entry × leverage',
  drift: 'pro rata by lots',
  chitra: 'pro rata by profit',
  campbell: 'water-filling, leverage',
  plimsoll: 'water-filling, stress',
} as const satisfies Partial<Record<DeleveragingPolicyName, string>>

test('the page’s table is what the policies give', () => {
  const page = readFileSync(new URL('../../../../../docs/models/loss.md', import.meta.url), 'utf8')
  for (const [name, label] of Object.entries(rows)) {
    const row = `| ${label} | ${figures(deleveragingPolicies[name as keyof typeof rows])} |`
    expect(page).toContain(row)
  }
})
