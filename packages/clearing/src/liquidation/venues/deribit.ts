import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** Incremental liquidation of portfolio-margin accounts by Deribit. */
export const deribit: LiquidationRules = {
  id: 'deribit-pm',
  title: 'Small steps in the instrument that weighs most, then a delta hedge',
  asOf: '2026-11-21',
  sources: [
    'support.deribit.com: Liquidations',
    'support.deribit.com: release notes of 1 August 2023, new liquidation algorithm for portfolio margin',
    'deribit.com/docs/auto-liquidation: steps of up to 200 future contracts and 1 option contract',
  ],
  notes: [
    'One round per second is published; the size of a step is that of an older page, in the venue’s contracts: lots must be these.',
    'The venue’s safety parameters for prices are not published; the instrument’s band applies.',
    'What a fund does not cover is socialised by the venue; here it is matched at the bankruptcy price.',
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
      candidates: [['leg'], ['hedge']],
      rank: 'largest-relief',
      size: { kind: 'lots', futureLots: 200n, otherLots: 1n },
      price: { kind: 'band' },
      fee: { kind: 'rate', ratePpm: 7_500n },
      paceMilliseconds: 1_000,
      stepsMax: 10_000,
      timeMilliseconds: 86_400_000,
      dustNotional: 0n,
    },
    { kind: 'deleverage', belowPpm: 0n },
  ],
}
