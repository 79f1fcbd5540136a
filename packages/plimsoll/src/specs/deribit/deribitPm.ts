import type { MarginSpec } from '../../requirement/spec.js'
import { attribute, each } from '../amounts.js'
import { derivatives } from '../kinds.js'
import {
  article,
  bucketInitial,
  bucketMaintenance,
  matrices,
  matrixNotes,
  matrixParameters,
  matrixProvenance,
  segregatedOffsets,
} from './extendedMatrix.js'

/** Deribit’s segregated portfolio margin (S:PM): every settlement currency by itself. */
export const deribitPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'deribit-pm',
  version: '1',
  asOf: '2026-02-15',
  title: 'Deribit portfolio margin, segregated',
  description:
    'Per settlement currency the worst cell of the extended risk matrix (9 prices × 3 volatilities and 8 far moves), plus roll and delta shock; maintenance is 80 % of it.',
  sources: [
    article,
    'Deribit API documentation, private/pme/simulate (response of 2024-06-17)',
    'private/pme/simulate, mainnet response of 2026-02-15',
  ],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: { ...matrixParameters, ...segregatedOffsets },
  provenance: [...matrixProvenance],
  notes: [
    ...matrixNotes,
    'A segregated currency pays only with its own equity; here all of a book’s currencies stand for one another.',
  ],
  scenarios: matrices,
  collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
  initial: each('currency', 'each settlement currency', bucketInitial(attribute('price'), 'currency'), derivatives),
  maintenance: each(
    'currency',
    'each settlement currency',
    bucketMaintenance(attribute('price'), 'several'),
    derivatives,
  ),
}
