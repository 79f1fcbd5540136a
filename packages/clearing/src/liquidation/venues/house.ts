import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** What we would recommend. */
export const house: LiquidationRules = {
  id: 'house',
  title: 'Paced steps by relief per cost, an auction of the whole, a capped backstop, deleveraging',
  asOf: '2026-11-21',
  sources: ['docs/models/liquidation.md: the comparison of policies there, which is simulated'],
  notes: [
    'Figures are ours. Pace and participation come from a simulated comparison and are to be set per market.',
    'Nothing is paid to a bidder: without equity the backstop and deleveraging at the bankruptcy price follow at once.',
  ],
  decimals: 6,
  targetPpm: 1_200_000n,
  impactPpm: 900_000n,
  nearBankruptcyPpm: 250_000n,
  modes: standardModes,
  stages: [
    { kind: 'cancel-orders' },
    {
      kind: 'steps',
      candidates: [['leg', 'pair', 'hedge']],
      rank: 'relief-per-cost',
      size: { kind: 'participation', partPpm: 100_000n },
      price: { kind: 'band' },
      fee: { kind: 'rate', ratePpm: 2_000n },
      paceMilliseconds: 1_000,
      stepsMax: 200,
      timeMilliseconds: 600_000,
      dustNotional: 10_000_000n,
    },
    {
      kind: 'auction',
      belowPpm: 666_667n,
      fractionDecimals: 18,
      price: {
        kind: 'legs',
        legs: [
          { from: 980_000_000_000_000_000n, to: 900_000_000_000_000_000n, milliseconds: 30_000 },
          { from: 900_000_000_000_000_000n, to: 500_000_000_000_000_000n, milliseconds: 60_000 },
        ],
      },
      share: 'to-buffer',
      buffer: 200_000_000_000_000_000n,
      wholeBelow: 100_000_000n,
      floor: 500_000_000_000_000_000n,
      restarts: 1,
      feePpm: 10_000n,
      rounding: 'up',
    },
    { kind: 'backstop', belowPpm: 0n, compensationPpm: 500_000n },
    { kind: 'deleverage' },
  ],
}
