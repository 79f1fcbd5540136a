import type { Amount, MarginSpec } from '../../requirement/spec.js'
import { attribute, byName, each, missing, parameter, read, sum, table, times, when } from '../amounts.js'
import { haircutsBy } from '../collateral.js'
import { derivatives } from '../kinds.js'
import {
  article,
  bucketInitial,
  bucketMaintenance,
  matrices,
  matrixNotes,
  matrixParameters,
  matrixProvenance,
} from './extendedMatrix.js'

const live = 'private/pme/simulate, mainnet response of 2026-02-15'

/** Charged when the book stands in more than one coin; the venue publishes no formula. */
const correlation: Amount = when(
  each('underlying', 'coins', 1, derivatives),
  '>',
  1,
  parameter('correlation.contingency'),
  0,
)

const haircuts: Amount = haircutsBy(
  table(
    'asset',
    byName(['USD', 'USDC', 'BTC', 'ETH', 'STETH', 'stETH'], (asset) => parameter(`haircut.${asset.toUpperCase()}`)),
    parameter('haircut.others'),
  ),
)

/** Deribit’s cross portfolio margin (X:PM), as far as it is published: one bucket per coin, haircuts on collateral. */
export const deribitXpm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'deribit-xpm',
  version: '1',
  asOf: '2026-02-15',
  title: 'Deribit portfolio margin, cross collateral',
  description:
    'Per coin, whatever it settles in, the worst cell of the extended risk matrix plus roll and delta shock; a contingency for correlations between coins; haircuts on collateral.',
  sources: [
    article,
    live,
    'Deribit announcement of 2026-01-13 on stETH (copies at insights.deribit.com and the Lido forum)',
  ],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: {
    ...matrixParameters,
    'correlation.contingency': missing(
      'Correlation contingency of the account as the venue states it; its formula is not published',
      'USD',
    ),
    'haircut.USD': read(0, live),
    'haircut.USDC': read(0, `${live}: the dollar bucket`),
    'haircut.BTC': read(0, 'Deribit API documentation, private/pme/simulate, response of 2024-06-17'),
    'haircut.ETH': read(0, live),
    'haircut.STETH': read(0.075, 'announcement of 2026-01-13: 15 % before'),
    'haircut.others': missing('Haircut of any other collateral'),
  },
  provenance: [
    ...matrixProvenance,
    {
      of: 'initial: each coin',
      status: 'derived',
      note: 'Buckets are added up: which coins offset one another (correlation_set) and by how much is not published, so the part of a gain that counts elsewhere (60 % of one in ETH, up to 20 M USD, in the response of 2026-02-15) has nothing to act on.',
    },
  ],
  notes: [
    ...matrixNotes,
    'A balance that only offsets upside risk in its own coin (offset currency) is not expressed.',
  ],
  scenarios: matrices,
  collateral: { mode: 'rule', shocked: [], initial: haircuts, maintenance: haircuts },
  initial: sum(
    'cross portfolio margin',
    each('underlying', 'each coin', bucketInitial(attribute('index'), 'underlying'), derivatives),
    correlation,
  ),
  maintenance: sum(
    'cross portfolio margin',
    each('underlying', 'each coin', bucketMaintenance(attribute('index'), 'one'), derivatives),
    times(parameter('maintenance.factor'), correlation),
  ),
}
