import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** A price that starts above the mark and falls by steps, as in Maker's Liquidations 2.0. */
export const maker: LiquidationRules = {
  id: 'maker-like',
  title: 'Falling price with a reset by time and by depth',
  asOf: '2026-11-21',
  sources: [
    'makerdao/dss: src/clip.sol and src/abaci.sol (StairstepExponentialDecrease)',
    'forum.makerdao.com: ETH and WBTC Vaults Liquidations 2.0 Parameters (factor 0.99 every 90 s)',
  ],
  notes: [
    'The form of the rule, on a whole portfolio instead of one collateral; the venue sells until a debt is raised.',
    'Start at 1.3, reset after 140 minutes or below 0.4 of the start are from memory, to be checked before anybody relies on them. Ten resets are ours; the venue has no bound.',
  ],
  decimals: 6,
  targetPpm: 1_000_000n,
  impactPpm: 900_000n,
  nearBankruptcyPpm: 250_000n,
  modes: standardModes,
  stages: [
    { kind: 'cancel-orders' },
    {
      kind: 'auction',
      fractionDecimals: 27,
      price: {
        kind: 'falling',
        start: 1_300_000_000_000_000_000_000_000_000n,
        factor: 990_000_000_000_000_000_000_000_000n,
        periodMilliseconds: 90_000,
        tailMilliseconds: 8_400_000,
        cusp: 400_000_000_000_000_000_000_000_000n,
      },
      share: 'whole',
      buffer: 0n,
      wholeBelow: 0n,
      floor: 0n,
      restarts: 10,
      feePpm: 0n,
      rounding: 'down',
    },
    { kind: 'deleverage' },
  ],
}
