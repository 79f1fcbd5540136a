import type { MarginSpec } from '../../requirement/spec.js'

export const standardPage = 'api-docs.aevo.xyz/docs/standard-margin'
export const portfolioPage = 'api-docs.aevo.xyz: portfolio margin'

const haircut = (taken: number): { initial: number; maintenance: number } => ({ initial: taken, maintenance: taken })

/** What counts as collateral, and what part of it. */
export const aevoCollateral: MarginSpec['collateral'] = {
  mode: 'haircut',
  haircuts: {
    USDC: haircut(0),
    aeUSD: haircut(0),
    USDT: haircut(0.01),
    ETH: haircut(0.1),
    WBTC: haircut(0.1),
    '*': haircut(1),
  },
  residualHaircuts: {},
}

export const collateralProvenance: NonNullable<MarginSpec['provenance']>[number] = {
  of: 'collateral',
  status: 'read',
  source: standardPage,
  note: 'USDC and aeUSD 100 %, USDT 99 %, ETH and WBTC 90 %; everything else counts for nothing, and owed doubly.',
}

export const queueNote =
  'Automatic deleveraging ranks by unrealised profit / max(1, balance) × maintenance margin / (balance + unrealised profit), and closes at the mark.'
