import type { LiquidationRules } from '../rules.js'
import { standardModes } from './modes.js'

/** The auction of Derive v2. */
export const derive: LiquidationRules = {
  id: 'derive',
  title: 'Auction of a share of the portfolio in three phases',
  asOf: '2026-11-21',
  sources: [
    'derivexyz/v2-core: src/liquidation/DutchAuction.sol',
    'derivexyz/v2-core: scripts/config-mainnet.sol, getDefaultAuctionParam',
  ],
  notes: [
    'The clock that follows an auction without a bid starts by itself; at the venue somebody must convert it.',
    'What the fund cannot pay is socialised by the venue; here it is the loss waterfall’s.',
    'A bidder is paid also where the account has equity left, if nobody bid in time: see the test of W6.',
  ],
  decimals: 6,
  targetPpm: 1_150_000n,
  impactPpm: 900_000n,
  nearBankruptcyPpm: 250_000n,
  modes: standardModes,
  stages: [
    { kind: 'cancel-orders' },
    {
      kind: 'auction',
      fractionDecimals: 18,
      price: {
        kind: 'legs',
        legs: [
          { from: 950_000_000_000_000_000n, to: 700_000_000_000_000_000n, milliseconds: 900_000 },
          { from: 700_000_000_000_000_000n, to: 0n, milliseconds: 43_200_000 },
        ],
      },
      share: 'to-buffer',
      buffer: 150_000_000_000_000_000n,
      wholeBelow: 0n,
      floor: 0n,
      restarts: 0,
      insolventMilliseconds: 3_600_000,
      feePpm: 100_000n,
      rounding: 'down',
    },
  ],
}
