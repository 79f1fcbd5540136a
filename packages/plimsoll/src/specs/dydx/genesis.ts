import type { DydxTier } from './tier.js'

const where = 'dydxprotocol/v4-chain at 84d4664b, protocol/testing/genesis.sh'

function tier(initial: number, maintenanceFraction: number, lower = 0, upper = 0): DydxTier {
  return Object.freeze({
    initial,
    maintenanceFraction,
    openInterest: Object.freeze({ lower, upper }),
    source: 'read',
    where,
  })
}

/** Liquidity tiers of dYdX v4 at genesis; votes change them. */
export const genesisTiers: Readonly<Record<string, DydxTier>> = Object.freeze({
  large: tier(0.02, 0.6),
  small: tier(0.1, 0.5, 20e6, 50e6),
  mid: tier(0.05, 0.6, 40e6, 100e6),
  longTail: tier(0.2, 0.5, 5e6, 10e6),
  safety: tier(1, 0.2, 2e6, 5e6),
  isolated: tier(0.05, 0.6, 0.5e6, 1e6),
  fx: tier(0.01, 0.5, 0.5e6, 1e6),
})

/** Markets of genesis whose tier is read: protocol/testing/genesis.sh puts both in the tier with id 0. */
export const genesisMarkets: Readonly<Record<string, string>> = Object.freeze({ BTC: 'large', ETH: 'large' })
