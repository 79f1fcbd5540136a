import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { exp, log } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { formatInstant } from '../document/read.js'
import { parseMarket } from '../market/parseMarket.js'
import type { MarketSnapshot, SurfaceSlice } from '../market/snapshot.js'
import { type ScenarioList, scenarioSetOf } from '../scenario/scenarioSet.js'
import { bendAt, volatilityMove } from '../scenario/volatilityMove.js'
import { rowOf, type VolatilityRow, volatilityShock } from '../scenario/volatilityRow.js'
import { quoteOf } from './quote.js'
import { riskArrays } from './riskArrays.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const folder = `${shared}/oracles/venues`
if (!existsSync(folder)) {
  console.warn(
    `!! SKIPPED: Derive's test vectors, no folder ${folder}; set PLIMSOLL_SHARED to the folder that holds it.`,
  )
}

interface OptionHolding {
  readonly Expiry: number
  readonly Strike: number
  readonly IsCall: 0 | 1
  readonly MarkVol: number
  readonly Amount: number
  readonly linear_mult_cap: number
  readonly abs_mult_cap: number
  readonly k_star: number
  readonly linear_multiplier: number
  readonly abs_multiplier: number
}

interface Vector {
  readonly id: string
  readonly venue: string
  readonly model: string
  readonly inputs: {
    readonly Scenario: {
      readonly SpotPrice: number
      readonly StablePrice: number
      readonly NumPerps: number
      readonly PerpPrice: number
      readonly Collaterals: readonly {
        readonly Name: string
        readonly Amount: number
        readonly Price: number
        readonly IsRiskCancelling: boolean
      }[]
      readonly Options: readonly OptionHolding[]
      readonly OptionFeeds: readonly { readonly FeedExpiry: number; readonly Forward: number; readonly Rate: number }[]
    }
    readonly Parameters: {
      readonly Scenarios: readonly {
        readonly SpotShock: number
        readonly VolShockDirection: 'Up' | 'Down' | 'None' | 'LINEAR' | 'ABS'
        readonly DampeningFactor: number
      }[]
      readonly SkewShock: Readonly<Record<string, number>>
      readonly VolShock: Readonly<Record<string, number>>
      readonly Margin: Readonly<Record<string, number>>
    }
  }
  readonly expected: {
    readonly OptionMTM: number
    readonly VolShockUpMultiplier: readonly number[]
    readonly VolShockDownMultiplier: readonly number[]
    readonly reg_losses: readonly (readonly [unknown, unknown, string])[]
    readonly tail_losses: readonly (readonly [unknown, unknown, string])[]
    readonly skew_losses: readonly (readonly [unknown, string])[]
  }
}

const vectors: readonly Vector[] = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')))
  .filter(({ venue, model }: Vector) => venue === 'derive' && model === 'PMRM_2')

const secondsPerYear = 31_536_000
/** Derive fixes the settlement price over the last half hour, evenly. */
const settlementSeconds = 1800
const asOf = Date.UTC(2025, 1, 19)
const settlement = { kind: 'linear', currency: 'USDC' }

/** The rows that a rule book would write from Derive's parameters. */
function rowsOf({ VolShock: vol, SkewShock: skew }: Vector['inputs']['Parameters']): readonly VolatilityRow[] {
  const term = {
    referenceDays: 30,
    shortPower: vol.SHORTTERMPOWER!,
    longPower: vol.LONGTERMPOWER!,
    minDays: vol.DTE_FLOOR!,
  }
  const width = {
    minWidth: skew.MIN_K_STAR!,
    widthScale: skew.MIN_WIDTH_SCALE!,
    volatilityStatic: skew.VOL_PARAM_STATIC!,
    volatilityScale: skew.VOL_PARAM_SCALE!,
  }
  return [
    { id: 'Up', kind: 'relative', move: vol.VOLRANGEUP!, floor: vol.MIN_VOL_EVAL_SHOCKED!, term },
    { id: 'Down', kind: 'relative', move: -vol.VOLRANGEDOWN!, term },
    { id: 'None', kind: 'none' },
    {
      id: 'LINEAR',
      kind: 'skew',
      shape: 'linear',
      baseCap: skew.LINEAR_SCALE_CAP!,
      slope: skew.LINEAR_CBASE!,
      ...width,
    },
    { id: 'ABS', kind: 'skew', shape: 'absolute', baseCap: skew.ABS_SCALE_CAP!, slope: skew.ABS_CBASE!, ...width },
  ]
}

/**
 * The vector's market. Marks and volatilities are put in past the document: some of the venue's vectors hold what no document
 * may, a perpetual at thirty times its index and volatilities of 250,000 %.
 */
function marketOf({ inputs: { Scenario } }: Vector): MarketSnapshot {
  const expiryOf = (seconds: number): string => formatInstant(asOf + seconds * 1000)
  const feeds = [...Scenario.OptionFeeds].sort((a, b) => a.FeedExpiry - b.FeedExpiry)
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf: formatInstant(asOf),
    source: { kind: 'manual', name: 'venue test vector' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 }, COIN: { price: Scenario.SpotPrice, decimals: 8, underlying: 'COIN' } },
    underlyings: {
      COIN: {
        index: Scenario.SpotPrice,
        forwards: feeds.map(({ FeedExpiry, Forward, Rate }) => ({
          expiry: expiryOf(FeedExpiry),
          price: Forward,
          rate: Rate,
          ...(FeedExpiry < settlementSeconds
            ? { settled: { fixed: Forward * ((settlementSeconds - FeedExpiry) / settlementSeconds) } }
            : {}),
        })),
      },
    },
    instruments: [
      { kind: 'perpetual', id: 'PERP', underlying: 'COIN', settlement, contractSize: 1 },
      ...Scenario.Options.map(({ Expiry, Strike, IsCall }, row) => ({
        kind: 'option',
        id: `OPTION-${row}`,
        underlying: 'COIN',
        settlement,
        contractSize: 1,
        expiry: expiryOf(Expiry),
        strike: Strike,
        right: IsCall === 1 ? 'call' : 'put',
      })),
    ],
  })
  const slices = feeds.flatMap(({ FeedExpiry }): SurfaceSlice[] => {
    const quotes = new Map(Scenario.Options.filter((o) => o.Expiry === FeedExpiry).map((o) => [o.Strike, o.MarkVol]))
    const strikes = [...quotes.keys()].sort((a, b) => a - b)
    if (strikes.length === 0) return []
    return [{ kind: 'quotes', expiry: asOf + FeedExpiry * 1000, strikes, vols: strikes.map((k) => quotes.get(k)!) }]
  })
  return {
    ...market,
    underlyings: { COIN: { ...market.underlyings.COIN!, slices } },
    marks: new Map(Scenario.NumPerps === 0 ? [] : [['PERP', Scenario.PerpPrice]]),
  }
}

function listOf({ inputs: { Parameters } }: Vector): ScenarioList {
  return {
    kind: 'list',
    smile: 'sticky-strike',
    horizonDays: 0,
    volatility: rowsOf(Parameters),
    scenarios: Parameters.Scenarios.map(({ SpotShock, VolShockDirection, DampeningFactor }, row) => ({
      id: `${row}`,
      move: SpotShock - 1,
      volatility: VolShockDirection,
      weight: DampeningFactor,
      ...(VolShockDirection === 'LINEAR' || VolShockDirection === 'ABS' ? { tag: 'skew' } : {}),
    })),
  }
}

/** Relative where the number is above 1. */
function expectClose(value: number, printed: number, tolerance: number): void {
  expect(Math.abs(value - printed) / Math.max(1, Math.abs(printed))).toBeLessThan(tolerance)
}

for (const vector of vectors) {
  const { Scenario, Parameters } = vector.inputs
  describe(vector.id, () => {
    test('volatility multipliers', () => {
      const rows = rowsOf(Parameters)
      for (const [row, option] of Scenario.Options.entries()) {
        const years = option.Expiry / secondsPerYear
        const moveOf = (id: string) => volatilityMove(volatilityShock(rowOf(rows, id, 'rows')), years)
        expectClose(moveOf('Up').factor, vector.expected.VolShockUpMultiplier[row]!, 1e-12)
        expectClose(Math.max(0, moveOf('Down').factor), vector.expected.VolShockDownMultiplier[row]!, 1e-12)
        // For an option whose time is over the venue prints zeros instead.
        if (option.Expiry === 0) continue
        const forward = Scenario.OptionFeeds.find(({ FeedExpiry }) => FeedExpiry === option.Expiry)!.Forward
        const moneyness = log(option.Strike / forward)
        const linear = moveOf('LINEAR').bend!
        const absolute = moveOf('ABS').bend!
        expectClose(linear.limit, option.linear_mult_cap, 1e-12)
        expectClose(absolute.limit, option.abs_mult_cap, 1e-12)
        expectClose(1 + bendAt(linear, 1, moneyness), option.linear_multiplier, 1e-12)
        expectClose(1 + bendAt(absolute, 1, moneyness), option.abs_multiplier, 1e-12)
      }
    })

    test('value of the options and profit in every scenario', () => {
      const market = marketOf(vector)
      const set = scenarioSetOf(listOf(vector), 'pm2')
      const arrays = riskArrays(market, set)
      const instruments = [...market.instruments.values()].filter(({ kind }) => kind === 'option')
      const marks = instruments.map((instrument) => quoteOf(instrument, market).value)
      let value = 0
      for (const [row, { Amount }] of Scenario.Options.entries()) value += Amount * marks[row]!
      expectClose(value, vector.expected.OptionMTM, 1e-9)

      const perp = Scenario.NumPerps === 0 ? undefined : arrays.rawRow(market.instruments.get('PERP')!)
      const coin = arrays.assetRawRow('COIN')!
      let collateral = 0
      for (const { Amount, Price, IsRiskCancelling } of Scenario.Collaterals) {
        if (IsRiskCancelling) collateral += (Amount * Price) / Scenario.StablePrice
      }
      const expected = [
        ...[...vector.expected.reg_losses, ...vector.expected.tail_losses].map(([, , loss]) => Number(loss)),
        ...vector.expected.skew_losses.map(([, loss]) => Number(loss)),
      ]
      expect(set.scenarios).toHaveLength(expected.length)
      for (const [s, scenario] of set.scenarios.entries()) {
        let options = 0
        for (const { FeedExpiry, Rate } of Scenario.OptionFeeds) {
          let before = 0
          let after = 0
          for (const [row, { Expiry, Amount }] of Scenario.Options.entries()) {
            if (Expiry !== FeedExpiry) continue
            before += Amount * marks[row]!
            after += Amount * (marks[row]! + arrays.rawRow(instruments[row]!)[s]!)
          }
          const profit = after * staticDiscount(Parameters.Margin, FeedExpiry / secondsPerYear, Rate, after) - before
          options += scenario.tag === 'skew' ? -Math.abs(profit) : profit
        }
        const coins = collateral / Scenario.SpotPrice
        const profit = options + (perp === undefined ? 0 : Scenario.NumPerps * perp[s]!) + coins * coin[s]!
        expectClose(arrays.weights[s]! * profit, expected[s]!, 1e-9)
      }
    })
  })
}

/** PM2's discount of a shocked expiry value, one for gains and one for losses: venue rules, `_addStaticDiscount`. */
function staticDiscount(margin: Readonly<Record<string, number>>, years: number, rate: number, value: number): number {
  if (value >= 0) {
    const shocked = rate * margin.LONG_RATE_MULTSCALE! + margin.LONG_RATE_ADDSCALE!
    return margin.BASE_STATIC_DISCOUNT! * exp(-years * shocked)
  }
  const shocked = rate * margin.SHORT_RATE_MULTSCALE! + margin.SHORT_RATE_ADDSCALE!
  return Math.min(1 / exp(-years * Math.max(rate, 0)), margin.BASE_STATIC_DISCOUNT_NEG! * exp(years * shocked))
}
