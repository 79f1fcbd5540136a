import type { Amount, ParameterEntry, ParameterReference, Requirement } from '../../requirement/spec.js'

/** Derive's repository, from which the rule books of this folder are read. */
export const repository = 'derivexyz/v2-core at 7736900d (2026-01-21)'
/** Where the values that the venue deploys with stand. */
export const mainnetConfig = `${repository}, scripts/config-mainnet.sol`

/** Accounts are kept in this coin; everything else that is held counts as collateral. */
export const cash = 'USDC'

export function read(value: number, unit: string, description: string): ParameterEntry {
  return { value, status: 'read', source: mainnetConfig, unit, description }
}

export function parameter(name: string): ParameterReference {
  return { parameter: name }
}

export function sum(label: string, ...of: readonly Amount[]): Requirement {
  return { node: 'sum', label, of: [...of] }
}

export function scale(by: Amount, of: Amount, label?: string): Requirement {
  return label === undefined ? { node: 'scale', by, of } : { node: 'scale', label, by, of }
}

export function less(of: Amount, taken: Amount, label = 'difference'): Requirement {
  return { node: 'sum', label, of: [of, { node: 'scale', by: -1, of: taken }] }
}

/** Contracts that follow the price one for one; the venue lists no dated future and would margin one as a perpetual. */
export const perpetuals = { kind: ['perpetual' as const, 'future' as const] }
export const options = { kind: ['option' as const] }
/** Everything held but the cash itself. */
export const collateralAssets = { kind: ['asset' as const], names: [cash], not: true }

export const spotNotional: Requirement = { node: 'measure', of: 'notional', sum: 'gross' }
export const years: Requirement = { node: 'attribute', of: 'years' }

export function on(where: Extract<Requirement, { node: 'where' }>['where'], of: Amount, label?: string): Requirement {
  return label === undefined ? { node: 'where', where, of } : { node: 'where', label, where, of }
}

/** Price of the cash in dollars; a market that says nothing of it is taken to have it at 1. */
export const stablePrice: Requirement = { node: 'fact', about: 'market', name: 'stablePrice', otherwise: 1 }

/** How sure an oracle is of what it says, 0 to 1; one that the market does not carry counts as sure. */
export function confidence(
  about: 'market' | 'underlying' | 'expiry' | 'asset' | 'instrument',
  name = 'confidence',
): Requirement {
  return { node: 'fact', about, name, otherwise: 1 }
}

export function lowest(label: string, ...of: readonly Amount[]): Requirement {
  return { node: 'min', label, of: [...of] }
}

/** (1 − confidence) × factor of a notional, where the confidence is below its threshold. */
export function unsure(sure: Amount, threshold: Amount, factor: Amount, notional: Amount): Requirement {
  return {
    node: 'when',
    label: 'low confidence',
    left: sure,
    is: '<',
    right: threshold,
    so: scale(scale(factor, less(1, sure, 'doubt')), notional, 'low confidence'),
    otherwise: 0,
  }
}

/** What the cash has fallen below its threshold, times a factor. */
export function pegLoss(threshold: Amount, factor: Amount): Requirement {
  return scale(factor, { node: 'floor', at: 0, of: less(threshold, stablePrice, 'below the peg') }, 'peg loss')
}

/** What the venue does not take at all counts for nothing: its whole value is required. */
export const unlisted: Requirement = on(
  { kind: ['spot', 'amm'] },
  { node: 'measure', of: 'value', sum: 'gross' },
  'positions that the venue does not list',
)
