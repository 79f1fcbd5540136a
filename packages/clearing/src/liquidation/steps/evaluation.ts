import { type Lots, type Standing, termsOf } from '../account.js'
import { addedImpactCost } from '../impact.js'
import { plannedFeePpm } from './stepFee.js'
import type { StepScene } from './stepScene.js'

/** What trading these lots would do, in the reporting currency; nothing is assumed of it, everything is computed. */
export interface Evaluation {
  readonly lots: Lots
  /** After the trade at the mark, without costs. */
  readonly after: Standing
  /** By how much the shortfall falls at the mark. */
  readonly relief: number
  /** Expected impact, and how it divides among the legs. */
  readonly cost: number
  readonly costs: Readonly<Record<string, number>>
  readonly feePpm: bigint
  /** What the rate comes to; for a close of everything no more than what is left. */
  readonly fee: number
  /**
   * How much trade and fee may cost so that equity / maintenance does not fall, and no more than the shortfall falls by. Below
   * health 1 the first is the smaller: who keeps within it lowers the shortfall as well, and leaves no debt.
   */
  readonly room: number
}

export function evaluate(lots: Lots, scene: StepScene): Evaluation {
  const { account, instruments, episode, rules, health } = scene
  const after = scene.assess(lots)
  const costs: Record<string, number> = {}
  let cost = 0
  let notional = 0
  for (const name of Object.keys(lots).sort()) {
    const terms = termsOf(instruments, name)
    const traded = lots[name] ?? 0n
    const legCost = addedImpactCost(terms, episode.traded[name] ?? 0n, traded, rules.impactPpm)
    costs[name] = legCost
    cost += legCost
    notional += Math.abs(Number(traded)) * terms.lotNotional
  }
  const feePpm = plannedFeePpm(lots, scene)
  const rate = (notional * Number(feePpm)) / 1e6
  const isWhole = after.maintenance === 0
  const relief = account.maintenance - after.maintenance + (after.equity - account.equity)
  const room = Math.min(after.equity - health * after.maintenance, relief)
  return {
    lots,
    after,
    relief,
    cost,
    costs,
    feePpm,
    fee: isWhole ? Math.min(rate, Math.max(0, room - cost)) : rate,
    room,
  }
}

/** It relieves something, and costs no more than leaves the account's health where it is; a cost that is no number does not. */
export function isUseful({ relief, cost, fee, room }: Evaluation): boolean {
  return relief > 0 && cost + fee <= room
}

/** It would relieve something, at too high a cost. */
export function isToxic(evaluation: Evaluation): boolean {
  return evaluation.relief > 0 && !isUseful(evaluation)
}
