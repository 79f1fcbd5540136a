import { healthOf } from 'plimsoll'
import { size, termsOf } from '../account.js'
import type { StepStage } from '../rules.js'
import type { Situation } from '../situation.js'

/** A situation seen from the stage of steps. */
export interface StepScene extends Situation {
  readonly stage: StepStage
  /** equity / maintenance of now; every step must leave it at least there. */
  readonly health: number
  /** What closing the whole position would relieve, as a part of its notional. */
  readonly ratioPpm: (instrument: string) => bigint
}

export function stepScene(stage: StepStage, situation: Situation): StepScene {
  const { account, instruments, assess } = situation
  return {
    ...situation,
    stage,
    health: healthOf(account.equity, account.maintenance),
    ratioPpm: (name) => {
      const lots = account.positions[name] ?? 0n
      const relieved = account.maintenance - assess({ [name]: -lots }).maintenance
      const notional = Number(size(lots)) * termsOf(instruments, name).lotNotional
      return relieved <= 0 ? 0n : BigInt(Math.floor((relieved / notional) * 1e6))
    },
  }
}
