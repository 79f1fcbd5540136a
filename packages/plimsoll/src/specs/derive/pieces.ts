import type { Amount, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { atLeast, attribute, fact, less, measure, read, times, when, where } from '../amounts.js'

/** Derive's repository, from which the rule books of this folder are read. */
export const repository = 'derivexyz/v2-core at 7736900d (2026-01-21)'
/** Where the values that the venue deploys with stand. */
export const mainnetConfig = `${repository}, scripts/config-mainnet.sol`

/** Accounts are kept in this coin; everything else that is held counts as collateral. */
export const cash = 'USDC'

export function configured(value: number, unit: string, description: string): ParameterEntry {
  return read(value, mainnetConfig, unit, description)
}

/** Contracts that follow the price one for one; the venue lists no dated future and would margin one as a perpetual. */
/** Everything held but the cash itself. */
export const collateralAssets = { kind: ['asset' as const], names: [cash], not: true }

export const spotNotional: Requirement = measure('notional', 'gross')
export const years: Requirement = attribute('years')

/** Price of the cash in dollars; a market that says nothing of it is taken to have it at 1. */
export const stablePrice: Requirement = fact('market', 'stablePrice', 1)

/** How sure an oracle is of what it says, 0 to 1; one that the market does not carry counts as sure. */
export function confidence(
  about: 'market' | 'underlying' | 'expiry' | 'asset' | 'instrument',
  name = 'confidence',
): Requirement {
  return fact(about, name, 1)
}

/** (1 − confidence) × factor of a notional, where the confidence is below its threshold. */
export function unsure(sure: Amount, threshold: Amount, factor: Amount, notional: Amount): Requirement {
  const charge = times(times(factor, less(1, sure, 'doubt')), notional, 'low confidence')
  return when(sure, '<', threshold, charge, 0, 'low confidence')
}

/** What the cash has fallen below its threshold, times a factor. */
export function pegLoss(threshold: Amount, factor: Amount): Requirement {
  return times(factor, atLeast(0, less(threshold, stablePrice, 'below the peg')), 'peg loss')
}

/** What the venue does not take at all counts for nothing: its whole value is required. */
export const unlisted: Requirement = where(
  { kind: ['spot', 'amm'] },
  measure('value', 'gross'),
  'positions that the venue does not list',
)
