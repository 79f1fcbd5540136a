import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** Liquidation orders of dYdX v4. */
export const dydx: LiquidationRules = {
  id: 'dydx-v4',
  title: 'Limited orders at a fillable price, then deleveraging at the bankruptcy price',
  asOf: '2026-11-21',
  sources: [
    'dydxprotocol/v4-chain: protocol/x/clob/keeper/liquidations.go',
    'dydxprotocol/v4-chain: genesis, clob.liquidations_config (adjustment 1, spread 150 % of maintenance, 10 % of a position, at least 1,000 and at most 100,000 USDC a block, fee 1.5 %)',
  ],
  notes: [
    'The venue draws the position to liquidate pseudo-randomly; here it is the one whose requirement is largest.',
    'A fillable price beyond the account’s share of equity is cut back to it, so that no fill costs the fund; the venue lets the fund pay.',
    'A block is taken as one second. No band was found; an instrument’s own band applies.',
  ],
  decimals: 6,
  targetPpm: 1_000_000n,
  impactPpm: 900_000n,
  nearBankruptcyPpm: 250_000n,
  modes: standardModes,
  stages: [
    { kind: 'cancel-orders' },
    {
      kind: 'steps',
      candidates: [['leg']],
      rank: 'largest-relief',
      size: { kind: 'portion', partPpm: 100_000n, leastNotional: 1_000_000_000n, mostNotional: 100_000_000_000n },
      price: { kind: 'fillable', adjustmentPpm: 1_000_000n, spreadPpm: 1_500_000n },
      fee: { kind: 'rate', ratePpm: 15_000n },
      paceMilliseconds: 1_000,
      stepsMax: 1_000,
      timeMilliseconds: 3_600_000,
      dustNotional: 0n,
    },
    { kind: 'deleverage', belowPpm: 0n },
  ],
}
