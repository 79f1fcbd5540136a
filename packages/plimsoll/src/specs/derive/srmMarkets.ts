import type { ParameterEntry } from '../../requirement/spec.js'
import { configured } from './pieces.js'

/** What a market of the standard manager may list. */
export interface SrmMarket {
  readonly perpetual?: { readonly maintenance: number; readonly initial: number }
  readonly option?: SrmOption
  readonly base?: { readonly factor: number; readonly initialScale: number }
}

export interface SrmOption {
  readonly maxSpot: number
  readonly minSpot: number
  readonly callMaintenance: number
  readonly putMaintenance: number
  readonly putMarkMaintenance: number
  readonly unpairedInitial: number
  readonly unpairedMaintenance: number
  readonly putInitialOffset: number
}

const usual: SrmOption = {
  maxSpot: 0.15,
  minSpot: 0.13,
  callMaintenance: 0.09,
  putMaintenance: 0.09,
  putMarkMaintenance: 0.09,
  unpairedInitial: 1.2,
  unpairedMaintenance: 1.1,
  putInitialOffset: 1.05,
}

const large = { maintenance: 0.065, initial: 0.1 }
const middle = { maintenance: 0.067, initial: 0.1 }
const small = { maintenance: 0.143, initial: 0.2 }
const thin = { maintenance: 0.2, initial: 0.333 }
const liquidStaked = { factor: 0.65, initialScale: 0.77 }

/** The markets of the mainnet configuration whose figures are at hand. */
export const srmMarkets: Readonly<Record<string, SrmMarket>> = {
  BTC: { perpetual: large, option: usual, base: { factor: 0.75, initialScale: 0.93 } },
  ETH: { perpetual: large, option: usual, base: { factor: 0.8, initialScale: 0.9375 } },
  SNX: {
    option: {
      ...usual,
      maxSpot: 0.25,
      minSpot: 0.225,
      callMaintenance: 0.15,
      putMaintenance: 0.15,
      putMarkMaintenance: 0.15,
      unpairedInitial: 1.4,
      unpairedMaintenance: 1.3,
    },
    base: { factor: 0.7, initialScale: 0.65 },
  },
  SOL: { perpetual: middle },
  DOGE: { perpetual: middle },
  PEPE: { perpetual: small },
  WIF: { perpetual: small },
  TAO: { perpetual: small },
  SEI: { perpetual: small },
  EIGEN: { perpetual: small },
  DEGEN: { perpetual: thin },
  BITCOIN: { perpetual: thin },
  TRUMP: { perpetual: { maintenance: 0.4545, initial: 0.5 } },
  WSTETH: { base: { factor: 0.8, initialScale: 0.9375 } },
  USDT: { base: { factor: 0.98, initialScale: 0.98 } },
  SFP: { base: { factor: 0.98, initialScale: 0.98 } },
  RSWETH: { base: liquidStaked },
  RSETH: { base: liquidStaked },
  WEETH: { base: liquidStaked },
  LBTC: { base: liquidStaked },
  CBBTC: { base: liquidStaked },
  EBTC: { base: { factor: 0.9, initialScale: 0.945 } },
  DAI: { base: { factor: 0.925, initialScale: 0.92 } },
  PYUSD: { base: { factor: 0.925, initialScale: 0.92 } },
  SDAI: { base: { factor: 0.875, initialScale: 0.915 } },
  USDE: { base: { factor: 0.8, initialScale: 0.875 } },
}

const descriptions: Readonly<Record<keyof SrmOption, readonly [unit: string, description: string]>> = {
  maxSpot: ['fraction of spot', 'Initial margin of a short option before its distance from the money is taken off.'],
  minSpot: ['fraction of spot', 'Least initial margin of a short option.'],
  callMaintenance: ['fraction of spot', 'Maintenance margin of a short call.'],
  putMaintenance: ['fraction of spot', 'Maintenance margin of a short put.'],
  putMarkMaintenance: ['fraction of mark value', 'The same by the put’s own value; the larger of the two counts.'],
  unpairedInitial: [
    'fraction of forward',
    'Initial charge on calls sold that no bought call covers, under bounded loss.',
  ],
  unpairedMaintenance: ['fraction of forward', 'Maintenance charge on the same.'],
  putInitialOffset: ['factor', 'Initial margin of a short put is at least this times its maintenance margin.'],
}

/** The figures of a market as parameters: `perpetual.initial.BTC`, `option.maxSpot.BTC`, `base.factor.BTC`, … */
export function marketParameters(name: string, market: SrmMarket): Readonly<Record<string, ParameterEntry>> {
  const parameters: Record<string, ParameterEntry> = {
    [`confidence.perpetual.${name}`]: configured(0.55, 'confidence', 'Below it perpetuals need more initial margin.'),
    [`confidence.option.${name}`]: configured(0.55, 'confidence', 'Below it short options need more initial margin.'),
    [`confidence.base.${name}`]: configured(0.55, 'confidence', 'Below it the coin counts for less in initial margin.'),
    [`confidence.factor.${name}`]: configured(1, 'fraction of notional', 'What a confidence of 0 would add.'),
  }
  if (market.perpetual !== undefined) {
    const { maintenance, initial } = market.perpetual
    parameters[`perpetual.maintenance.${name}`] = configured(
      maintenance,
      'fraction of mark',
      'Maintenance margin of perpetuals.',
    )
    parameters[`perpetual.initial.${name}`] = configured(initial, 'fraction of mark', 'Initial margin of perpetuals.')
  }
  if (market.option !== undefined) {
    for (const [field, [unit, description]] of Object.entries(descriptions)) {
      parameters[`option.${field}.${name}`] = configured(market.option[field as keyof SrmOption], unit, description)
    }
  }
  if (market.base !== undefined) {
    const { factor, initialScale } = market.base
    parameters[`base.factor.${name}`] = configured(factor, 'fraction of value', 'Part of the coin’s value that counts.')
    parameters[`base.initialScale.${name}`] = configured(
      initialScale,
      'factor',
      'Part of that which counts in initial margin.',
    )
  }
  return parameters
}
