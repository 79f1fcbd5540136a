import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** Liquidation by Hyperliquid. */
export const hyperliquid: LiquidationRules = {
  id: 'hyperliquid',
  title: 'A fifth of a large position, a cool-down, the whole; below two thirds of maintenance the vault',
  asOf: '2026-11-21',
  sources: ['hyperliquid.gitbook.io: Trading, Liquidations and Auto-deleveraging'],
  notes: [
    'Two thirds is kept as 666,667 parts per million.',
    'The venue’s vault has no published cap per market; here one must be given, and without it nothing is taken over.',
    'An order for the whole is still an order inside the instrument’s band; the venue sends market orders.',
    'Readers of the documentation differ on whether orders go on during the cool-down; here they wait.',
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
      size: { kind: 'share', firstPpm: 200_000n, aboveNotional: 100_000_000_000n },
      price: { kind: 'band' },
      fee: { kind: 'rate', ratePpm: 0n },
      paceMilliseconds: 30_000,
      stepsMax: 1_000,
      timeMilliseconds: 3_600_000,
      dustNotional: 0n,
    },
    { kind: 'backstop', belowPpm: 666_667n, compensationPpm: 1_000_000n },
    { kind: 'deleverage', belowPpm: 0n },
  ],
}
