import type { MarginSpec } from 'plimsoll'
import { srmRules } from '../../../packages/plimsoll/src/specs/derive/srm.js'
import type { SrmMarket } from '../../../packages/plimsoll/src/specs/derive/srmMarkets.js'
import { withParameters } from '../../../packages/plimsoll/src/specs/withParameters.js'
import type { OracleCase } from '../oracleCase.js'
import { engineAccount, type VenueAccount } from './account.js'
import { evaluated, expectFields, expectTruncated } from './evaluated.js'

interface Market {
  readonly spot: number
  readonly spotConf: number
  readonly perpPos: number
  readonly perpPrice: number
  readonly perpConf: number
  readonly unreal: number
  readonly base: number
  readonly expiries: readonly {
    readonly sec: number
    readonly fwd: number
    readonly fwdConf: number
    readonly volConf: number
    readonly options: readonly (readonly [strike: number, isCall: boolean, amount: number, vol: number])[]
  }[]
}

interface MarketConfig {
  readonly opt: Readonly<
    Record<'maxSpot' | 'minSpot' | 'mmCall' | 'mmPut' | 'mmPutMtm' | 'unpIM' | 'unpMM' | 'mmOff', number>
  >
  readonly oc: Readonly<Record<'perpThr' | 'optThr' | 'baseThr' | 'f', number>>
  readonly perpIM: number
  readonly perpMM: number
  readonly baseFac: number
  readonly baseIM: number
}

interface Inputs {
  readonly portfolio: {
    readonly cash: number
    readonly stable: number
    readonly markets: Readonly<Record<string, Market>>
  }
  readonly config: {
    readonly depegThr: number
    readonly depegFac: number
    readonly markets: Readonly<Record<string, MarketConfig>>
  }
}

export function checkSrm(oracle: OracleCase): void {
  const inputs = oracle.inputs as unknown as Inputs
  const { expected } = oracle
  const { market, book } = engineAccount(accountOf(inputs))
  const account = evaluated(book, market, specOf(inputs))
  if ('im' in expected) {
    expectTruncated(account.net.initial, expected.im, 'im')
    expectTruncated(account.net.maintenance, expected.mm, 'mm')
    return
  }
  const { result, net } = account
  expectFields(oracle, { realIM: net.initial, realMM: net.maintenance, PortfolioMtM: result.accountValue })
}

function specOf({ config }: Inputs): MarginSpec {
  const markets = Object.entries(config.markets).map(([name, market]) => [name.toUpperCase(), market] as const)
  const spec = srmRules(Object.fromEntries(markets.map(([name, market]) => [name, marketOf(market)])))
  return withParameters(spec, {
    'peg.threshold': config.depegThr,
    'peg.factor': config.depegFac,
    ...Object.fromEntries(
      markets.flatMap(([name, { oc }]) => [
        [`confidence.perpetual.${name}`, oc.perpThr],
        [`confidence.option.${name}`, oc.optThr],
        [`confidence.base.${name}`, oc.baseThr],
        [`confidence.factor.${name}`, oc.f],
      ]),
    ),
  })
}

function marketOf({ opt, perpIM, perpMM, baseFac, baseIM }: MarketConfig): SrmMarket {
  return {
    perpetual: { initial: perpIM, maintenance: perpMM },
    option: {
      maxSpot: opt.maxSpot,
      minSpot: opt.minSpot,
      callMaintenance: opt.mmCall,
      putMaintenance: opt.mmPut,
      putMarkMaintenance: opt.mmPutMtm,
      unpairedInitial: opt.unpIM,
      unpairedMaintenance: opt.unpMM,
      putInitialOffset: opt.mmOff,
    },
    base: { factor: baseFac, initialScale: baseIM },
  }
}

function accountOf({ portfolio: { cash, stable, markets } }: Inputs): VenueAccount {
  const entries = Object.entries(markets).map(([name, market]) => [name.toUpperCase(), market] as const)
  return {
    cash,
    stable,
    markets: entries.map(([name, market]) => ({
      name,
      spot: market.spot,
      confidence: market.spotConf,
      perpetual: {
        quantity: market.perpPos,
        price: market.perpPrice,
        profit: market.unreal,
        confidence: market.perpConf,
      },
      expiries: market.expiries.map((expiry) => ({
        seconds: expiry.sec,
        forward: expiry.fwd,
        fixed: 0,
        facts: { forwardConfidence: expiry.fwdConf, volatilityConfidence: expiry.volConf },
        options: expiry.options.map(([strike, isCall, quantity, volatility]) => ({
          strike,
          isCall,
          quantity,
          volatility,
        })),
      })),
    })),
    coins: entries.map(([name, { base, spot }]) => ({
      asset: name,
      amount: base,
      price: spot / stable,
      underlying: name,
    })),
  }
}
