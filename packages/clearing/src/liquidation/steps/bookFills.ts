import { healthOf, moneyUnits, PlimsollError } from 'plimsoll'
import type { Lots, Standing } from '../account.js'
import { addLots, type Episode } from '../episode.js'
import type { LiquidationStep } from './nextStep.js'
import { chargeFee } from './stepFee.js'

/** The episode with a step's orders on their way. */
export function placeStep(episode: Episode, { kind, orders, feePpm }: LiquidationStep, now: number): Episode {
  const lots: Record<string, bigint> = {}
  const limits: Record<string, bigint> = {}
  for (const { instrument, side, lots: asked, limit } of orders) {
    lots[instrument] = side === 'buy' ? asked : -asked
    limits[instrument] = limit
  }
  return {
    ...episode,
    steps: episode.steps + 1,
    lastStepAt: now,
    lastLots: lots,
    pending: { kind, lots, limits, feePpm },
  }
}

/** What came of the step that was out. */
export interface FilledStep {
  /** Lots that traded, by instrument; bought > 0. Nothing, where nobody took the orders. */
  readonly fills: Lots
  /** Notional of these fills, in the smallest unit. */
  readonly notional: bigint
  readonly before: Standing
  /** With the fills at their prices, before the fee. */
  readonly after: Standing
  /** Decimal places of the reporting currency. */
  readonly decimals: number
}

export interface BookedStep {
  readonly episode: Episode
  /** To be charged, in the smallest unit. */
  readonly fee: bigint
  /** Whether the shortfall fell, the fee included; if it did not, what was asked for is retired from the episode. */
  readonly fell: boolean
}

/**
 * Books what came of a step: remembers what traded, charges the fee out of what the account can pay without its health falling, and
 * looks, in numbers, whether the shortfall has fallen. An instrument that brought no fill, or whose fill did not lower the
 * shortfall, is retired: so an episode cannot go round in circles, whatever its fills. Throws INPUT_INVALID where no step is out;
 * `acceptsFill` says so beforehand.
 */
export function bookFills(episode: Episode, filled: FilledStep): BookedStep {
  const { fills, before, after, decimals } = filled
  const { pending } = episode
  if (pending === null) {
    throw new PlimsollError('INPUT_INVALID', { where: 'fills', value: fills, expected: 'a step that is out' })
  }
  const most = feeMost(before, after, decimals)
  const charged = chargeFee(episode, { notional: filled.notional, feePpm: pending.feePpm, most })
  const fallen = shortfall(before) - shortfall(after) - Number(charged.fee) / 10 ** decimals
  const fell = fallen > 0
  const useless = Object.keys(pending.lots).filter((name) => !fell || (fills[name] ?? 0n) === 0n)
  return {
    fee: charged.fee,
    fell,
    episode: {
      ...charged.episode,
      pending: null,
      lastLots: fills,
      traded: addLots(episode.traded, fills),
      hedges: pending.kind === 'hedge' ? addLots(episode.hedges, fills) : episode.hedges,
      freed: fell ? episode.freed + moneyUnits(fallen, decimals, 'down') : episode.freed,
      retired: [...episode.retired, ...useless],
    },
  }
}

/** What the account can pay without its health falling, and so that a unit of the fall of the shortfall is left. */
function feeMost(before: Standing, after: Standing, decimals: number): bigint {
  const byHealth = after.equity - healthOf(before.equity, before.maintenance) * after.maintenance
  const byFall = moneyUnits(shortfall(before) - shortfall(after), decimals, 'down') - 1n
  const most = Number.isFinite(byHealth) ? moneyUnits(byHealth, decimals, 'down') : 0n
  return most < byFall ? most : byFall
}

/**
 * Φ: what maintenance is short of equity; negative where there is room.
 *
 * @example
 * import { shortfall } from '@plimsoll/clearing'
 * shortfall({ equity: 90, maintenance: 100 }) // => 10
 */
export function shortfall({ equity, maintenance }: Standing): number {
  return maintenance - equity
}
