import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** A discount as deep as the violation, as in Euler's vaults. */
export const euler: LiquidationRules = {
  id: 'euler-like',
  title: 'Reverse Dutch: the discount is the depth of the violation',
  asOf: '2026-11-21',
  sources: [
    'euler-xyz/euler-vault-kit: src/EVault/modules/Liquidation.sol (largest discount 20 %) and docs/whitepaper.md',
  ],
  notes: [
    'The form of the rule on a portfolio under a margin requirement: health is equity / maintenance, where the venue divides collateral by debt.',
    'The venue has no end of time; a day is ours.',
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
      fractionDecimals: 18,
      price: { kind: 'violation', least: 800_000_000_000_000_000n, milliseconds: 86_400_000 },
      share: 'whole',
      buffer: 0n,
      wholeBelow: 0n,
      floor: 0n,
      restarts: 0,
      feePpm: 0n,
      rounding: 'down',
    },
    { kind: 'deleverage' },
  ],
}
