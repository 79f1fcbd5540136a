import { moneyUnits } from 'plimsoll'
import { type Lots, size, termsOf } from '../account.js'
import type { Episode } from '../episode.js'
import { spareFee } from '../formulas/cover.js'
import { million } from '../ppm.js'
import { coverFigures } from './coverFigures.js'
import type { StepScene } from './stepScene.js'

/** The rate that a step would be charged, in parts per million of its notional. */
export function plannedFeePpm(lots: Lots, scene: StepScene): bigint {
  const { fee } = scene.stage
  if (fee.kind === 'rate') return fee.ratePpm
  const { shortage, discountPpm } = coverFigures(scene)
  let least = fee.maxPpm
  for (const name of Object.keys(lots)) {
    const held = size(scene.account.positions[name] ?? 0n)
    const price = moneyUnits(termsOf(scene.instruments, name).lotNotional, scene.rules.decimals, 'down')
    const spare = spareFee({
      shortage,
      lots: held,
      lotsPerUnit: 1n,
      ratioPpm: scene.ratioPpm(name),
      discountPpm,
      price,
      quotePricePpm: million,
      maxPpm: fee.maxPpm,
      partPpm: fee.partPpm,
    })
    if (spare < least) least = spare
  }
  return least
}

/** What a fee does to an episode, in the smallest unit. */
export interface ChargedFee {
  readonly fee: bigint
  readonly episode: Episode
}

/**
 * The fee on a notional that traded: the rate on everything the episode has traded, less what was charged, rounded up once; never
 * more than `most`, which is what the account can pay without its health falling. What could not be charged is not
 * owed later.
 *
 * @example
 * import { chargeFee, startEpisode } from '@plimsoll/clearing'
 * const { fee, episode } = chargeFee(startEpisode(undefined, 0), { notional: 1n, feePpm: 5_000n, most: 100n })
 * fee // => 1n
 * chargeFee(episode, { notional: 1n, feePpm: 5_000n, most: 100n }).fee // => 0n
 * chargeFee(episode, { notional: 1_000_000n, feePpm: 5_000n, most: 100n }).fee // => 100n
 */
export function chargeFee(
  episode: Episode,
  traded: { readonly notional: bigint; readonly feePpm: bigint; readonly most: bigint },
): ChargedFee {
  const feeMillionths = episode.feeMillionths + traded.notional * traded.feePpm
  const due = (feeMillionths + million - 1n) / million - episode.fees
  const most = traded.most > 0n ? traded.most : 0n
  const fee = due < most ? due : most
  const fees = episode.fees + fee
  const isCapped = fee < due
  return { fee, episode: { ...episode, fees, feeMillionths: isCapped ? fees * million : feeMillionths } }
}
