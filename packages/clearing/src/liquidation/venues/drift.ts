import type { DiscountRamp, LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** Grows by a millionth per slot of 400 ms after 1,500 slots. */
const discount: DiscountRamp = {
  basePpm: 10_000n,
  maxPpm: 50_000n,
  perPeriodPpm: 1n,
  periodMilliseconds: 400,
  graceMilliseconds: 600_000,
}

/** Liquidation of perpetuals by Drift v2. */
export const drift: LiquidationRules = {
  id: 'drift-v2',
  title: 'A growing part of what covers the shortage, at a growing discount',
  asOf: '2026-11-21',
  sources: ['drift-labs/protocol-v2: programs/drift/src/math/liquidation.rs and its tests'],
  notes: [
    'Base and largest discount and the fund’s fee are set per market; 1 %, 5 % and 1 % are assumed here. The part free at once is set in the state: 10 % is assumed; the duration of 150 slots is that of the venue’s tests.',
    'A discount that would lower the account’s health is cut back; the venue’s ratio minus discount must be positive for the same reason.',
    'Bankruptcies are socialised by the venue through funding; here the position is matched at its bankruptcy price.',
  ],
  decimals: 6,
  targetPpm: 1_020_000n,
  impactPpm: 0n,
  nearBankruptcyPpm: 250_000n,
  modes: standardModes,
  stages: [
    { kind: 'cancel-orders' },
    {
      kind: 'steps',
      candidates: [['leg']],
      rank: 'largest-relief',
      size: {
        kind: 'cover',
        ramp: {
          initialPpm: 100_000n,
          durationMilliseconds: 60_000,
          wholeBelow: 50_000_000n,
          resolutionPpm: 100n,
        },
      },
      price: { kind: 'discount', discount },
      fee: { kind: 'spare', maxPpm: 10_000n, partPpm: 950_000n },
      paceMilliseconds: 400,
      stepsMax: 1_000,
      timeMilliseconds: 3_600_000,
      dustNotional: 0n,
    },
    { kind: 'deleverage', belowPpm: 0n },
  ],
}
