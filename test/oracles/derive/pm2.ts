import type { MarginSpec } from 'plimsoll'
import { expect } from 'vitest'
import { evaluate } from '../../../packages/plimsoll/src/requirement/evaluate.js'
import { passing } from '../../../packages/plimsoll/src/requirement/filter.js'
import { profileOf } from '../../../packages/plimsoll/src/requirement/profile.js'
import type { Profile, WorstOf } from '../../../packages/plimsoll/src/requirement/spec.js'
import { volatilityMove } from '../../../packages/plimsoll/src/scenario/volatilityMove.js'
import { pm2Rules } from '../../../packages/plimsoll/src/specs/derive/pm2.js'
import { scenarioList } from '../../../packages/plimsoll/src/specs/derive/pm2Scenarios.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import type { OracleCase } from '../oracleCase.js'
import { engineAccount, expiryOf, type VenueAccount } from './account.js'
import { type Evaluated, evaluated, expectClose, findNode, partOf, type Tolerance } from './evaluated.js'

type Figures = Readonly<Record<string, number>>

interface Inputs {
  readonly Scenario: {
    readonly Cash: number
    readonly Collaterals: readonly {
      readonly Name: string
      readonly Amount: number
      readonly Price: number
      readonly Confidence: number
      readonly IsRiskCancelling: boolean
      readonly IMHaircut: number
      readonly MMHaircut: number
    }[]
    readonly SpotPrice: number
    readonly SpotConfidence: number
    readonly NumPerps: number
    readonly PerpPrice: number
    readonly PerpConfidence: number
    readonly UnrealisedPerpPNL: number
    readonly UnrealisedFunding: number
    readonly StablePrice: number
    readonly Options: readonly {
      readonly Expiry: number
      readonly Strike: number
      readonly IsCall: 0 | 1
      readonly MarkVol: number
      readonly Amount: number
    }[]
    readonly OptionFeeds: readonly {
      readonly FeedExpiry: number
      readonly Forward: number
      readonly ForwardConfidence: number
      readonly Rate: number
      readonly RateConfidence: number
      readonly OptionVolConfidences: number | readonly number[]
    }[]
  }
  readonly Parameters: {
    readonly Scenarios: readonly {
      readonly SpotShock: number
      readonly VolShockDirection: keyof typeof rows
      readonly DampeningFactor: number
    }[]
    readonly SkewShock: Figures
    readonly VolShock: Figures
    readonly Margin: Figures
    readonly BasisContingency: Figures
    readonly OtherContingency: Figures
  }
}

interface Expected {
  readonly OptionMTMPerExpiry: readonly number[]
  readonly reg_losses: readonly (readonly [unknown, unknown, string])[]
  readonly tail_losses: readonly (readonly [unknown, unknown, string])[]
  readonly skew_losses: readonly (readonly [unknown, string])[]
  readonly worst_reg_scenario: readonly [number, number]
  readonly worst_tail_scenario: readonly [number, number, number]
  readonly worst_skew_scenario: keyof typeof rows
  readonly worst_all_scenarios: 'regular' | 'tail' | 'skew' | 'fwd_contingency'
  readonly VolShockUpMultiplier: readonly number[]
  readonly VolShockDownMultiplier: readonly number[]
  readonly discount_factors: readonly (readonly [number, number])[]
  readonly [field: string]: unknown
}

const rows = { Up: 'up', None: 'same', Down: 'down', LINEAR: 'linear', ABS: 'absolute' } as const
const directions = { 1: 'Up', 0: 'None', '-1': 'Down' } as const
/** The settlement price is an average over the last half hour, evenly. */
const settlementSeconds = 1800
const secondsPerYear = 31_536_000

export function checkPm2(oracle: OracleCase): void {
  const inputs = oracle.inputs as unknown as Inputs
  const expected = oracle.expected as Expected
  const { tolerance } = oracle
  const spec = specOf(inputs)
  const { market, book } = engineAccount(accountOf(inputs))
  const account = evaluated(book, market, spec)
  checkParts(account, expected, tolerance)
  checkScenarios(account, spec, inputs, expected, tolerance)
  checkExpiries(account, spec, inputs, expected, tolerance)
}

function assetName({ Name }: { readonly Name: string }, row: number): string {
  return `${Name}-${row}`
}

/** The rule book with the case’s coins, parameters and scenarios in the place of the venue’s. */
function specOf({ Scenario, Parameters }: Inputs): MarginSpec {
  const { SkewShock: skew, VolShock: vol, Margin: loss, BasisContingency: basis, OtherContingency: other } = Parameters
  const spec = pm2Rules(
    Scenario.Collaterals.map((coin, row) => ({ asset: assetName(coin, row), riskCancelling: coin.IsRiskCancelling })),
  )
  const set = withParameters(spec, {
    'loss.initial': loss.IM_LOSS_FACTOR!,
    'loss.maintenance': loss.MM_LOSS_FACTOR!,
    'peg.threshold': other.PEG_LOSS_THRESHOLD!,
    'peg.factor': other.PEG_LOSS_FACTOR!,
    'volatility.up': vol.VOLRANGEUP!,
    'volatility.down': -vol.VOLRANGEDOWN!,
    'volatility.minUp': vol.MIN_VOL_EVAL_SHOCKED!,
    'volatility.shortTermPower': vol.SHORTTERMPOWER!,
    'volatility.longTermPower': vol.LONGTERMPOWER!,
    'volatility.minDays': vol.DTE_FLOOR!,
    'skew.linearCap': skew.LINEAR_SCALE_CAP!,
    'skew.linearSlope': skew.LINEAR_CBASE!,
    'skew.absoluteCap': skew.ABS_SCALE_CAP!,
    'skew.absoluteSlope': skew.ABS_CBASE!,
    'skew.minWidth': skew.MIN_K_STAR!,
    'skew.widthScale': skew.MIN_WIDTH_SCALE!,
    'skew.volatilityStatic': skew.VOL_PARAM_STATIC!,
    'skew.volatilityScale': skew.VOL_PARAM_SCALE!,
    'discount.gains': loss.BASE_STATIC_DISCOUNT!,
    'discount.gainsRateFactor': loss.LONG_RATE_MULTSCALE!,
    'discount.gainsRateAdded': loss.LONG_RATE_ADDSCALE!,
    'discount.losses': loss.BASE_STATIC_DISCOUNT_NEG!,
    'discount.lossesRateFactor': loss.SHORT_RATE_MULTSCALE!,
    'discount.lossesRateAdded': loss.SHORT_RATE_ADDSCALE!,
    'basis.up': basis.SCENARIO_SPOT_UP! - 1,
    'basis.down': basis.SCENARIO_SPOT_DOWN! - 1,
    'basis.added': basis.BASIS_CONT_ADD_FACTOR!,
    'basis.perYear': basis.BASIS_CONT_MULT_FACTOR!,
    'perpetual.maintenance': other.MM_PERP_PERCENT!,
    'perpetual.initial': other.IM_PERP_PERCENT!,
    'option.maintenance': other.MM_OPTION_PERCENT!,
    'option.initial': other.IM_OPTION_PERCENT!,
    'confidence.threshold': other.CONF_THRESHOLD!,
    'confidence.factor': other.CONF_MARGIN!,
    ...Object.fromEntries(
      Scenario.Collaterals.flatMap((coin, row) => [
        [`haircut.maintenance.${assetName(coin, row)}`, coin.MMHaircut],
        [`haircut.initial.${assetName(coin, row)}`, coin.IMHaircut],
      ]),
    ),
  })
  const { volatility } = set.scenarios.scenarios as ReturnType<typeof scenarioList>
  const scenarios = Parameters.Scenarios.map(({ SpotShock, VolShockDirection, DampeningFactor }, row) => ({
    id: `${row}`,
    move: SpotShock - 1,
    volatility: rows[VolShockDirection],
    weight: DampeningFactor,
    ...(isSkew(VolShockDirection) ? { tag: 'skew' } : {}),
  }))
  return { ...set, scenarios: { ...set.scenarios, scenarios: scenarioList(volatility, scenarios) } }
}

function isSkew(direction: keyof typeof rows): boolean {
  return direction === 'LINEAR' || direction === 'ABS'
}

function accountOf({ Scenario }: Inputs): VenueAccount {
  return {
    cash: Scenario.Cash + Scenario.UnrealisedFunding,
    stable: Scenario.StablePrice,
    spotConfidence: Scenario.SpotConfidence,
    markets: [
      {
        name: 'COIN',
        spot: Scenario.SpotPrice,
        confidence: Scenario.SpotConfidence,
        perpetual: {
          quantity: Scenario.NumPerps,
          price: Scenario.PerpPrice,
          profit: Scenario.UnrealisedPerpPNL,
          confidence: Scenario.PerpConfidence,
        },
        expiries: Scenario.OptionFeeds.map((feed) => ({
          seconds: feed.FeedExpiry,
          forward: feed.Forward,
          fixed: feed.Forward * Math.max((settlementSeconds - feed.FeedExpiry) / settlementSeconds, 0),
          rate: feed.Rate,
          facts: {
            forwardConfidence: feed.ForwardConfidence,
            rateConfidence: feed.RateConfidence,
            volatilityConfidence: Math.min(...[feed.OptionVolConfidences].flat()),
          },
          options: Scenario.Options.filter(({ Expiry }) => Expiry === feed.FeedExpiry).map((option) => ({
            strike: option.Strike,
            isCall: option.IsCall === 1,
            quantity: option.Amount,
            volatility: option.MarkVol,
          })),
        })),
      },
    ],
    coins: Scenario.Collaterals.map((coin, row) => ({
      asset: assetName(coin, row),
      amount: coin.Amount,
      price: coin.Price / Scenario.StablePrice,
      confidence: coin.Confidence,
      ...(coin.IsRiskCancelling ? { underlying: 'COIN' } : {}),
    })),
  }
}

function checkParts({ result, haircut, net }: Evaluated, expected: Expected, tolerance: Tolerance): void {
  const { initial } = result.tree
  const parts = {
    IM: net.initial,
    MM: net.maintenance,
    PortfolioMTM: result.accountValue,
    OptionMTM: result.optionValue,
    ForwardContingency: -partOf(initial, 'basis contingency'),
    im_loss_factor: partOf(initial, 'loss factor'),
    MMPerpCont: -partOf(initial, 'perpetuals, maintenance'),
    IMPerpCont: -partOf(initial, 'perpetuals, initial'),
    MMOptionCont: -partOf(initial, 'naked short options, maintenance'),
    IMOptionCont: -partOf(initial, 'naked short options, initial'),
    MMBaseCont: -partOf(haircut.initial, 'collateral, maintenance'),
    IMBaseCont: -partOf(haircut.initial, 'collateral, initial'),
    OracleCont: -partOf(initial, 'low confidence of oracles') - partOf(haircut.initial, 'low confidence of collateral'),
  }
  for (const [field, value] of Object.entries(parts)) expectClose(value, expected[field], tolerance, field)
}

/** The rule book’s own profile, scenario by scenario, and which of them decides. */
function checkScenarios(
  account: Evaluated,
  spec: MarginSpec,
  inputs: Inputs,
  expected: Expected,
  tolerance: Tolerance,
): void {
  const { Scenarios } = inputs.Parameters
  const { of } = findNode<WorstOf>(
    spec.initial,
    ({ node, scenarios }) => node === 'worst-of' && scenarios === 'scenarios',
  )!
  const arrays = account.context.scene.valuation.arrays('scenarios')
  const { values } = profileOf(of!, { ...account.context, scope: 'underlying', cell: 'COIN' }, arrays, evaluate)
  const regular = expected.reg_losses.length
  const tails = expected.tail_losses.length
  const printed = [
    ...[...expected.reg_losses, ...expected.tail_losses].map(([, , loss]) => Number(loss)),
    ...expected.skew_losses.map(([, loss]) => Number(loss)),
  ]
  expect(values).toHaveLength(printed.length)
  for (const [s, loss] of printed.entries()) expectClose(values[s]!, loss, tolerance, `scenario ${s}`)

  const groups = {
    regular: values.slice(0, regular),
    tail: values.slice(regular, regular + tails),
    skew: values.slice(regular + tails),
  }
  const [regularMove, regularDirection] = expected.worst_reg_scenario
  const [tailMove, tailDirection, dampening] = expected.worst_tail_scenario
  const rowOf = (move: number, sign: number, from: number, weight?: number): number =>
    Scenarios.findIndex(
      ({ SpotShock, VolShockDirection, DampeningFactor }, row) =>
        row >= from &&
        VolShockDirection === directions[`${sign}` as keyof typeof directions] &&
        Math.abs(SpotShock - 1 - move) < 1e-9 &&
        (weight === undefined || Math.abs(DampeningFactor - weight) < 1e-9),
    )
  const worst = {
    regular: rowOf(regularMove, regularDirection, 0),
    tail: rowOf(tailMove, tailDirection, regular, dampening),
    skew: Scenarios.findIndex(({ VolShockDirection }) => VolShockDirection === expected.worst_skew_scenario),
  }
  for (const [group, row] of Object.entries(worst)) {
    const least = Math.min(...groups[group as keyof typeof groups])
    expectClose(values[row] ?? Number.NaN, least, tolerance, `worst ${group} scenario`)
  }
  const basis = -partOf(account.result.tree.initial, 'basis contingency')
  const decides = expected.worst_all_scenarios
  const deciding = decides === 'fwd_contingency' ? basis : values[worst[decides]]!
  expectClose(Math.min(deciding, 0), Math.min(basis, ...values), tolerance, 'what decides')
  expectClose(-partOf(account.result.tree.initial, 'worst loss'), Math.min(deciding, 0), tolerance, 'worst loss')
}

function checkExpiries(
  account: Evaluated,
  spec: MarginSpec,
  inputs: Inputs,
  expected: Expected,
  tolerance: Tolerance,
): void {
  const { context } = account
  const { valuation } = context.scene
  const { Options, OptionFeeds } = inputs.Scenario
  const sides = findNode<Extract<Profile, { profile: 'sides' }>>(spec.initial, ({ profile }) => profile === 'sides')!
  for (const [row, { FeedExpiry }] of OptionFeeds.entries()) {
    const members = passing(context.members, { kind: ['option'] }).filter(
      (member) =>
        member.kind === 'position' &&
        'expiry' in member.instrument &&
        member.instrument.expiry === expiryOf(FeedExpiry),
    )
    let value = 0
    for (const member of members)
      if (member.kind === 'position') value += member.quantity * valuation.quote(member.instrument).value
    expectClose(value, expected.OptionMTMPerExpiry[row], tolerance, `value of ${FeedExpiry} s`)
    // Of an expiry whose time is over the file prints no discounts.
    if (members.length === 0 || FeedExpiry === 0) continue
    const [gains, losses] = expected.discount_factors[row]!
    const within = { ...context, members, scope: 'expiry', cell: `${FeedExpiry}` } as const
    expectClose(evaluate(sides.positive, within).value, gains, tolerance, `discount of gains, ${FeedExpiry} s`)
    expectClose(evaluate(sides.negative, within).value, losses, tolerance, `discount of losses, ${FeedExpiry} s`)
  }
  const scenarios = valuation.arrays('scenarios').set.scenarios
  for (const [row, { Expiry }] of Options.entries()) {
    for (const [direction, field] of [
      ['Up', 'VolShockUpMultiplier'],
      ['Down', 'VolShockDownMultiplier'],
    ] as const) {
      const s = inputs.Parameters.Scenarios.findIndex(({ VolShockDirection }) => VolShockDirection === direction)
      if (s < 0) continue
      const { factor } = volatilityMove(scenarios[s]!.otherwise.volatility, Expiry / secondsPerYear)
      expectClose(Math.max(factor, 0), expected[field][row], tolerance, field)
    }
  }
}
