import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sharedFile } from '../../../../../test/shared.js'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { deleverage } from './deleverage.js'
import { afterRound, type DeleveragingEpisode, noDeleveraging, totalDeficit } from './episode.js'
import { type DeleveragingPolicy, deleveragingPolicies } from './policy.js'

/**
 * 10 October 2025 on Hyperliquid. Data: the waves' needed and removed dollars and gaps per coin, and the 19,337 accounts that
 * were deleveraged with their equity, leverage and realised profit (a reconstruction by its author). Model: all coins of a wave
 * are taken as one instrument of 100-dollar lots, and every account as short of it by its notional.
 */
const folder = 'data/adl_liquidation/hyperliquid_2025-10-10_'
type Row = Readonly<Record<string, string>>

function table(name: string): readonly Row[] {
  const path = sharedFile(`${folder}${name}`)!
  const text = name.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, 'utf8')
  const [head, ...lines] = text.trim().split('\n')
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])))
}

const available = sharedFile(`${folder}adl_waves_policy.csv`) !== undefined
const sumOf = (rows: readonly Row[], column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0)
const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })
const million = (dollars: number): string => (dollars / 1e6).toFixed(2)

test.skipIf(!available)(
  'E10: the deficits of sixteen waves are 12.66 million, not the 100.06 that their sum says',
  () => {
    const waves = table('bad_debt_waves.csv')
    expect(million(sumOf(waves, 'deficit_usd'))).toBe('100.06')
    const cents = (dollars: string): bigint => BigInt(Math.round(100 * Number(dollars)))
    const round = { required: 1n, filled: 0n, deferred: 0n, uncovered: 1n, price: 0n, fills: [] }
    const episode = waves.reduce<DeleveragingEpisode>((so, wave) => {
      // The largest loser of a wave is one and the same account where its loss is the same to the cent.
      const largest = cents(wave.max_loss_usd!)
      return afterRound(so, round, [
        { account: `lost ${largest}`, deficit: largest },
        { account: `others of wave ${wave.wave}`, deficit: cents(wave.deficit_usd!) - largest },
      ])
    }, noDeleveraging)
    expect(million(Number(totalDeficit(episode)) / 100)).toBe('12.66')
    expect(episode.rounds).toBe(16)
  },
)

test.skipIf(!available)(
  'needed and removed as published: the venue’s queue removed 45.03 million more than the 15.08 needed',
  () => {
    const waves = table('adl_waves_policy.csv')
    expect(['needed', 'prod', 'contract_pr'].map((name) => million(sumOf(waves, `budget_${name}`)))).toEqual([
      '15.08',
      '60.11',
      '12.06',
    ])
    expect(million(sumOf(waves, 'overshoot_prod'))).toBe('45.03')
    // What a wave needed is the sum of its coins' gaps: the input of the next test.
    const gaps = table('wave_coin_price_gap.csv')
    for (const wave of waves) {
      const needed = sumOf(
        gaps.filter((gap) => gap.wave === wave.wave),
        'gap_usd_x_qty',
      )
      expect(Math.abs(needed / Number(wave.budget_needed) - 1)).toBeLessThan(1e-9)
    }
  },
)

/** Money in millionths of a dollar, lots of 100 dollars at the mark. */
const dollar = 1_000_000n
const lotValue = 100n * dollar

function accounts(): readonly DeleveragingCandidate[] {
  return table('adl_by_account.csv.gz').flatMap((row): DeleveragingCandidate[] => {
    const equity = Number(row.account_value_realtime)
    const notional = Math.max(Number(row.leverage_realtime) * equity, Number(row.adl_notional))
    const lots = BigInt(Math.floor(notional / 100))
    if (!(equity > 0) || lots === 0n) return []
    const profit = Number(row.closed_pnl) / Number(row.adl_notional)
    return [
      {
        account: row.account!,
        owner: row.account!,
        lots,
        equity: BigInt(Math.floor(equity * 1e6)),
        entryCost: lots * BigInt(Math.round(1e8 * (1 + profit))),
        gain: BigInt(Math.floor(Number(row.closed_pnl) * 1e6)),
        stressLossPerLot: 1,
      },
    ]
  })
}

/** What the sixteen waves ask for, run through one policy, each on what the one before left. */
function waves(policy: DeleveragingPolicy, start: readonly DeleveragingCandidate[]): Record<string, number> {
  const gaps = table('wave_coin_price_gap.csv')
  const prices = new Map(table('adl_by_coin.csv').map((row) => [row.coin!, Number(row.avg_price)]))
  let candidates = start
  let episode = noDeleveraging
  let needed = 0n
  let missed = 0n
  for (const wave of table('adl_waves_policy.csv')) {
    const coins = gaps.filter((gap) => gap.wave === wave.wave)
    const notional = coins.reduce((sum, { coin, qty_contracts }) => sum + Number(qty_contracts) * prices.get(coin!)!, 0)
    const required = BigInt(Math.round(notional / 100))
    const gap = BigInt(Math.round((Number(wave.budget_needed) * 1e6) / Number(required)))
    needed += required * gap
    const open = candidates.reduce((sum, { lots }) => sum + lots, 0n)
    missed += gap * candidates.reduce((left, { lots }) => left - (required * lots) / open, required)
    const request: DeleveragingRequest = {
      side: 'short',
      required,
      mark: lotValue,
      bankruptcyPrice: lotValue + gap,
      stressLossPerLot: 1,
      candidates,
      roundCapPpm: 1_000_000n,
      seed: wave.wave!,
    }
    const round = deleverage(request, policy, healthy)
    expect(round.filled).toBe(required)
    episode = afterRound(episode, round, [])
    const fills = new Map(round.fills.map((fill) => [fill.account, fill]))
    candidates = candidates.flatMap((one) => {
      const fill = fills.get(one.account)
      if (fill === undefined) return [one]
      const { lots, equity } = fill.after
      if (lots === 0n) return []
      return [{ ...one, lots, equity, gain: one.gain - fill.cost, entryCost: (one.entryCost * lots) / one.lots }]
    })
  }
  // To the unit: whole lots that sum to what is required, at one price.
  expect(episode.cost).toBe(needed)
  const touched = Object.values(episode.accounts)
  return {
    removed: Number(episode.cost / 10_000n) / 100,
    touched: touched.length,
    closedWhole: touched.filter(({ lotsBefore, lotsClosed }) => lotsBefore === lotsClosed).length,
    roundedDown: Number(missed / dollar),
    oftenest: Math.max(...touched.map(({ rounds }) => rounds)),
  }
}

test.skipIf(!available)(
  'sixteen waves through each policy: removed is what was needed, to the unit; who gives differs',
  () => {
    const start = accounts()
    expect(start.length).toBe(15_461)
    const page = readFileSync(new URL('../../../../../docs/models/loss.md', import.meta.url), 'utf8')
    for (const name of ['bitmex', 'hyperliquid', 'drift', 'chitra', 'campbell'] as const) {
      const { removed, touched, closedWhole, oftenest, roundedDown } = waves(deleveragingPolicies[name], start)
      expect(removed).toBe(15_079_673.38)
      // Shares of lots rounded down, as the published contract pro rata does: what the waves would have missed.
      if (name === 'drift') expect(roundedDown).toBe(66_635)
      expect(page).toContain(`| \`${name}\` | ${touched} | ${closedWhole} | ${oftenest} |`)
    }
  },
)
