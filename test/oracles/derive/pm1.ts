import type { MarginSpec } from 'plimsoll'
import { evaluate } from '../../../packages/plimsoll/src/requirement/evaluate.js'
import { passing } from '../../../packages/plimsoll/src/requirement/filter.js'
import type { Profile } from '../../../packages/plimsoll/src/requirement/spec.js'
import { volatilityMove } from '../../../packages/plimsoll/src/scenario/volatilityMove.js'
import { derivePm1, pm1Volatility } from '../../../packages/plimsoll/src/specs/derive/pm1.js'
import { scenarioList } from '../../../packages/plimsoll/src/specs/derive/pm2Scenarios.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import type { OracleCase } from '../oracleCase.js'
import { engineAccount, type VenueAccount } from './account.js'
import { type Evaluated, evaluated, expectClose, expectFields, expectTruncated, findNode } from './evaluated.js'

type Figures = Readonly<Record<string, number>>

export interface Pm1Inputs {
  readonly portfolio: {
    readonly spot: number
    readonly spotConf: number
    readonly stable: number
    readonly perpPos: number
    readonly perpPrice: number
    readonly perpConf: number
    readonly perpValue: number
    readonly base: number
    readonly cash: number
    readonly expiries: readonly {
      readonly sec: number
      readonly fixed: number
      readonly var: number
      readonly rate: number
      readonly conf: number
      readonly options: readonly (readonly [strike: number, isCall: boolean, amount: number, vol: number])[]
      /** What the venue multiplies volatilities by, and a shocked gain. */
      readonly up: number
      readonly dn: number
      readonly sd: number
      readonly mtm: number
    }[]
  }
  readonly config: {
    readonly basis: Figures
    readonly other: Figures
    readonly margin: Figures
    readonly vol: Figures
    readonly scenarios: readonly { readonly spotShock: number; readonly vol: 'Up' | 'None' | 'Down' }[]
  }
}

const rows = { Up: 'up', None: 'same', Down: 'down' } as const
const secondsPerDay = 86_400
const secondsPerYear = 31_536_000
/** What the file derives from its own inputs, in float64. */
const derived = { rel: 1e-9, abs: 1e-9 }

export function checkPm1(oracle: OracleCase): void {
  const inputs = oracle.inputs as unknown as Pm1Inputs
  const { expected } = oracle
  const spec = specOf(inputs)
  const { market, book } = engineAccount(accountOf(inputs))
  const account = evaluated(book, market, spec)
  checkExpiries(account, spec, inputs)
  if ('im' in expected) {
    expectTruncated(account.net.initial, expected.im, 'im')
    expectTruncated(account.net.maintenance, expected.mm, 'mm')
    return
  }
  expectFields(oracle, {
    PortfolioMTM: account.result.accountValue,
    InitialMarginHand: account.net.initial,
    InitialMarginCalc: account.net.initial,
    MaintenanceMarginHand: account.net.maintenance,
    MaintenanceMarginCalc: account.net.maintenance,
  })
}

/** The rule book with the configuration of a case. */
export function specOf({
  config: { basis, other, margin: loss, vol, scenarios },
}: Pick<Pm1Inputs, 'config'>): MarginSpec {
  const set = withParameters(derivePm1, {
    'loss.initial': loss.im!,
    'peg.threshold': other.pegThr!,
    'peg.factor': other.pegFac!,
    'volatility.up': vol.up!,
    'volatility.down': -vol.dn!,
    'volatility.shortTermPower': vol.sp!,
    'volatility.longTermPower': vol.lp!,
    'volatility.minDays': vol.floor! / secondsPerDay,
    'discount.gains': loss.disc!,
    'discount.rateFactor': loss.rmult!,
    'discount.rateAdded': loss.radd!,
    'basis.up': basis.up! - 1,
    'basis.down': basis.dn! - 1,
    'basis.added': basis.add!,
    'basis.perYear': basis.mult!,
    'static.perpetual': other.perp!,
    'static.base': other.base!,
    'static.option': other.option!,
    'confidence.threshold': other.confThr!,
    'confidence.factor': other.confMargin!,
  })
  const listed = scenarios.map(({ spotShock, vol: direction }, row) => ({
    id: `${row}`,
    move: spotShock - 1,
    volatility: rows[direction],
  }))
  return { ...set, scenarios: { ...set.scenarios, scenarios: scenarioList(pm1Volatility, listed) } }
}

export function accountOf({ portfolio }: Pick<Pm1Inputs, 'portfolio'>): VenueAccount {
  return {
    cash: portfolio.cash,
    stable: portfolio.stable,
    markets: [
      {
        name: 'ETH',
        spot: portfolio.spot,
        confidence: portfolio.spotConf,
        perpetual: {
          quantity: portfolio.perpPos,
          price: portfolio.perpPrice,
          profit: portfolio.perpValue,
          confidence: portfolio.perpConf,
        },
        expiries: portfolio.expiries.map((expiry) => ({
          seconds: expiry.sec,
          forward: expiry.var + expiry.fixed,
          fixed: expiry.fixed,
          // One confidence stands for those of forward, rate and volatility.
          facts: { interestRate: expiry.rate, forwardConfidence: expiry.conf },
          options: expiry.options.map(([strike, isCall, quantity, volatility]) => ({
            strike,
            isCall,
            quantity,
            volatility,
          })),
        })),
      },
    ],
    coins: [{ asset: 'ETH', amount: portfolio.base, price: portfolio.spot / portfolio.stable, underlying: 'ETH' }],
  }
}

/** Each expiry's value, volatility multipliers and static discount, which the file carries beside its inputs. */
function checkExpiries({ context }: Evaluated, spec: MarginSpec, { portfolio }: Pm1Inputs): void {
  const { valuation } = context.scene
  const { scenarios } = valuation.arrays('scenarios').set
  const sides = findNode<Extract<Profile, { profile: 'sides' }>>(spec.initial, ({ profile }) => profile === 'sides')!
  for (const { sec, mtm, up, dn, sd } of portfolio.expiries) {
    const members = passing(context.members, { kind: ['option'] }).filter(({ leg }) => leg.startsWith(`ETH-${sec}-`))
    let value = 0
    for (const member of members) {
      if (member.kind === 'position') value += member.quantity * valuation.quote(member.instrument).value
    }
    expectClose(value, mtm, derived, `value of ${sec} s`)
    if (members.length > 0) {
      const discount = evaluate(sides.positive, { ...context, members, scope: 'expiry', cell: `${sec}` })
      expectClose(discount.value, sd, derived, `static discount of ${sec} s`)
    }
    for (const { otherwise } of scenarios) {
      const { volatility } = otherwise
      if (volatility.kind !== 'relative') continue
      const { factor } = volatilityMove(volatility, sec / secondsPerYear)
      expectClose(Math.max(factor, 0), volatility.move > 0 ? up : dn, derived, `multiplier of ${sec} s`)
    }
  }
}
